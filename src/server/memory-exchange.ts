import { type Answer, bytesOf, isFile } from "../http/answer.ts";
import { tooLargeBody } from "../http/head-limits.ts";
import type { RequestSource } from "../http/request.ts";
import type { BodyFiles } from "./body-files.ts";
import { type Listener, goneAnswer } from "./listener.ts";

/** A request that is handed in. */
export interface HandledRequest {
  /** `GET` by default. */
  readonly method?: string;
  /** The target: a path with or without a query string, or a whole URL. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** An answer that is handed back. */
export class HandledResponse {
  readonly status: number;
  /** By their names in lower case; a header that is sent in several lines is an array. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly bytes: Uint8Array;

  constructor(status: number, headers: Record<string, string | string[]>, bytes: Uint8Array) {
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
  }

  text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  /** Throws a `SyntaxError` if the body is no JSON. */
  json(): unknown {
    return JSON.parse(this.text());
  }
}

/** Has a request answered without a socket. */
export function handleInMemory(
  listener: Pick<Listener, "answer">,
  files: BodyFiles,
  request: HandledRequest,
): Promise<HandledResponse> {
  return new Promise((resolve, reject) => {
    listener.answer({
      source: memorySource(request),
      onGone: () => {},
      send: (answer) => void readAnswer(answer, files).then(resolve, reject),
    });
  });
}

function memorySource({ method = "GET", url, headers = {}, body = "" }: HandledRequest): RequestSource {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const fields = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).flatMap((line) => [name, line]),
  );
  const has = (name: string): boolean => Object.keys(headers).some((given) => given.toLowerCase() === name);
  if (!has("host")) fields.push("host", "localhost");
  if (bytes.length > 0 && !has("content-length")) fields.push("content-length", String(bytes.length));
  return {
    method,
    target: url,
    fields,
    httpVersion: "1.1",
    discardBody: () => {},
    isSecure: false,
    readBody: (limit) => (bytes.length > limit ? Promise.reject(tooLargeBody(limit)) : Promise.resolve(bytes)),
  };
}

async function readAnswer(given: Answer, files: BodyFiles): Promise<HandledResponse> {
  const answer = await loadFile(given, files);
  // Without a prototype, so that `constructor` is a name like any other.
  const headers = Object.create(null) as Record<string, string | string[]>;
  for (let at = 0; at < answer.fields.length; at += 2) {
    const [name, value] = [(answer.fields[at] ?? "").toLowerCase(), answer.fields[at + 1] ?? ""];
    const before = headers[name];
    headers[name] = before === undefined ? value : [...(typeof before === "string" ? [before] : before), value];
  }
  return new HandledResponse(answer.status, headers, bytesOf(answer.body ?? ""));
}

/** The answer with its file read into it. One that is gone by now is a 404, as over a socket. */
async function loadFile(
  answer: Answer,
  files: BodyFiles,
): Promise<Answer & { readonly body: string | Uint8Array | null }> {
  const { body } = answer;
  if (!isFile(body)) return { ...answer, body };
  const handle = await files.open(body.file).catch(() => undefined);
  if (handle === undefined) return loadFile(goneAnswer(body), files);
  try {
    const { size } = await handle.stat();
    const fields = [...answer.fields, "content-length", String(size)];
    return { ...answer, fields, body: body.toHead ? null : await handle.readFile() };
  } finally {
    await handle.close();
  }
}
