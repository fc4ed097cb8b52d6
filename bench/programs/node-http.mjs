/** What Node.js does by itself: the same bytes as the first Route's, for every request but the miss. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { NOWHERE } from "../cases.mjs";

const [{ bodies, delay }] = JSON.parse(readFileSync(process.argv[2], "utf8"));
const [body] = bodies;
const headers = ["content-type", "text/plain", "content-length", String(Buffer.byteLength(body))];

const answer = (response, status) => {
  response.writeHead(status, headers);
  response.end(body);
};

const server = createServer((request, response) => {
  const status = request.url === NOWHERE ? 404 : 200;
  if (delay === undefined) answer(response, status);
  else setTimeout(answer, delay, response, status);
});

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
