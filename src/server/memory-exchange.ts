import { type Answer, type BodyFile, type Feed, bytesOf, fieldsOf, isFeed, isFile, isStream } from "../http/answer.ts";
import { tooLargeBody, tooLargeBulkBody } from "../http/head-limits.ts";
import type { RequestSource } from "../http/request.ts";
import type { BodyFiles } from "./body-files.ts";
import { type Listener, goneAnswer } from "./listener.ts";
import { cutIntoPieces } from "./request-body.ts";
import { nextTurn } from "./system-ports.ts";

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
  // What a program without types may leave out.
  if (typeof (request.url as unknown) !== "string") return Promise.reject(new TypeError("a request needs a url"));
  return new Promise((resolve, reject) => {
    listener.answer({
      source: memorySource(request),
      onGone: () => {},
      relay: () => reject(new TypeError("there is no other process")),
      send(answer, reply) {
        reply?.entry?.end("sent", answer);
        void readAnswer(answer, files).then(resolve, reject);
      },
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
    target: withoutNull(url),
    fields: fields.map(withoutNull),
    httpVersion: "1.1",
    followBody(onPiece, onEnd) {
      onPiece(bytes);
      onEnd(true);
    },
    onGone: () => {},
    discardBody: () => {},
    isSecure: false,
    readPieces: (limit) => cut(bytes, limit),
    readBody: (limit) => (bytes.length > limit ? Promise.reject(tooLargeBody(limit)) : Promise.resolve(bytes)),
  };
}

/** No socket would bring such a character. */
function withoutNull(text: string): string {
  return text.replaceAll("\0", "\ufffd");
}

/** The bytes as a socket would hand them over. */
async function* cut(bytes: Uint8Array, limit: number): AsyncGenerator<Uint8Array> {
  if (bytes.length > limit) throw tooLargeBulkBody(limit);
  for (const piece of cutIntoPieces(bytes)) {
    yield piece;
    await nextTurn();
  }
}

async function readAnswer(given: Answer, files: BodyFiles): Promise<HandledResponse> {
  const { answer, more, bytes } = await load(given, files);
  const fields = [...fieldsOf(answer), ...more];
  // Without a prototype, so that `constructor` is a name like any other.
  const headers = Object.create(null) as Record<string, string | string[]>;
  for (let at = 0; at < fields.length; at += 2) {
    const [name, value] = [(fields[at] ?? "").toLowerCase(), fields[at + 1] ?? ""];
    const before = headers[name];
    headers[name] = before === undefined ? value : [...(typeof before === "string" ? [before] : before), value];
  }
  return new HandledResponse(answer.status, headers, bytes);
}

interface Loaded {
  readonly answer: Answer;
  readonly bytes: Uint8Array;
  /** Fields that only the reader of the body can tell. */
  readonly more: readonly string[];
}

async function load(answer: Answer, files: BodyFiles): Promise<Loaded> {
  const { body } = answer;
  if (isFile(body)) return loadFile(answer, body, files);
  if (isFeed(body)) return { answer, bytes: Buffer.from(startOf(body.feed)), more: [] };
  if (!isStream(body)) return { answer, bytes: bytesOf(body ?? ""), more: [] };
  const parts = Array.from(body.pieces, (piece) => Buffer.from(piece));
  return { answer, bytes: Buffer.concat(parts), more: [] };
}

/** What there is to tell at once: a program that hands a request in wants an answer that ends. */
function startOf(feed: Feed): string {
  let text = "";
  const stop = feed({
    write(more) {
      text += more;
      return true;
    },
    onceReady: () => {},
    end: () => {},
  });
  stop();
  return text;
}

/** The answer with its file read into it. One that is gone by now is a 404, as over a socket. */
async function loadFile(answer: Answer, body: BodyFile, files: BodyFiles): Promise<Loaded> {
  const handle = await files.open(body.file).catch(() => undefined);
  if (handle === undefined) return load(goneAnswer(body), files);
  try {
    const { size } = await handle.stat();
    const bytes = body.toHead ? new Uint8Array() : await handle.readFile();
    return { answer, bytes, more: ["content-length", String(size)] };
  } finally {
    await handle.close();
  }
}
