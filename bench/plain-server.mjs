/** What Node.js does by itself: the same bytes as those of examples/hello, for every request. */
import { createServer } from "node:http";

const body = "Hello from Trickster!\n";
const headers = ["content-type", "text/plain", "content-length", String(body.length)];

const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
