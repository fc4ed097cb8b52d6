import { type Agent, request as httpRequest } from "node:http";
import type { HandledRequest } from "../../src/index.ts";

/** An answer, whichever way it came. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  text(): string;
  json(): unknown;
}

/** Sends a request over a socket, byte for byte as it is written: no path is normalised, no status is special. */
export function send(port: number, request: HandledRequest, agent?: Agent): Promise<TestAnswer> {
  const { method = "GET", url, headers = {}, body = "" } = request;
  const sent: Record<string, string | string[]> = { host: `127.0.0.1:${port}` };
  for (const [name, value] of Object.entries(headers)) sent[name] = typeof value === "string" ? value : [...value];
  if (body.length > 0) sent["content-length"] = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: "127.0.0.1", port, method, path: url, headers: sent, agent: agent ?? false });
    outgoing.on("error", reject);
    const answer = (status: number, received: TestAnswer["headers"], bytes: Buffer): void =>
      resolve({
        status,
        headers: received,
        text: () => bytes.toString(),
        json: () => JSON.parse(bytes.toString()) as unknown,
      });
    outgoing.on("information", ({ statusCode, headers: received }) => answer(statusCode, received, Buffer.alloc(0)));
    // What follows the head of an answer to CONNECT is a tunnel to the client; here it is a body that ends it.
    outgoing.on("connect", ({ statusCode = 0, headers: received }, socket, head: Buffer) => {
      const chunks = [head];
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      socket.on("end", () => answer(statusCode, received, Buffer.concat(chunks)));
      socket.on("error", reject);
    });
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => answer(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks)));
      incoming.on("error", reject);
    });
    outgoing.end(body);
  });
}
