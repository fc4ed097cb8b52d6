import { type JsonValue, isDeeper } from "../json/json-value.ts";
import { parseCookies } from "./cookies.ts";
import { type Form, parseForm } from "./form.ts";
import { type FieldList, headerValue, headerValues } from "./headers.ts";
import { type Target, decodePart, decodePath, parseTarget } from "./target.ts";

/** A request without its body. */
export interface RequestHead {
  readonly method: string;
  /** As it was sent: `/path?query`, `http://host/path`, `*`. */
  readonly target: string;
  readonly fields: FieldList;
  readonly httpVersion: string;
}

/** Where a request comes from: a socket, or a test that hands it in. */
export interface RequestSource extends RequestHead {
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  /** Reads the whole body, once. Rejects with a 413 beyond `limit` bytes. */
  readBody(limit: number): Promise<Uint8Array>;
  /** Reads the body piece by piece, once. Throws a 413 beyond `limit` bytes. */
  readPieces(limit: number): AsyncIterable<Uint8Array>;
  /** Tells of a body that nobody else reads, piece by piece, while it arrives; and when no more comes: since it is complete, or not. */
  followBody(onPiece: (piece: Uint8Array) => void, onEnd: (isComplete: boolean) => void): void;
  /** Registers what to do when the client goes before it has its answer. */
  onGone(callback: () => void): void;
  /** Lets a body that nobody looks at pass: unread, it would hide that the client has gone. */
  discardBody(): void;
}

/** The parameters of a query string. */
interface QueryParameters {
  get(name: string): string | null;
  getAll(name: string): string[];
  [Symbol.iterator](): Iterator<[string, string]>;
}

/** How the Routes of a world see a request: without what has chosen it. */
export interface RequestView {
  /** What stands before the path: `/~id`. */
  readonly prefix?: string;
  /** The name of the host; by default as it was sent. */
  readonly host?: string;
}

const WHOLE: RequestView = {};

/** A request; whatever has to be worked out is worked out when it is first asked for, and once. */
export class HttpRequest {
  readonly source: RequestSource;
  readonly method: string;
  /** What stood before its path, and chose a world; "" if nothing did. */
  readonly prefix: string;
  readonly target: Target;
  /** The path that Routes see: decoded, not normalised. */
  readonly path: string;
  readonly #host: string | undefined;
  #cookies: ReadonlyMap<string, readonly string[]> | undefined;
  #query: QueryParameters | undefined;
  #body: LoadedBody | undefined;

  constructor(source: RequestSource, { prefix = "", host }: RequestView = WHOLE) {
    this.source = source;
    this.prefix = prefix;
    this.#host = host;
    this.method = source.method;
    const target = parseTarget(source.target);
    this.target = prefix === "" ? target : { ...target, rawPath: target.rawPath.slice(prefix.length) || "/" };
    this.path = decodePath(this.target.rawPath);
  }

  /** The same request, seen in another way. Its body must not have been asked for. */
  as(view: RequestView): HttpRequest {
    return new HttpRequest(this.source, view);
  }

  /** The request without its body, as the Routes of its world see it. */
  get head(): RequestHead {
    if (this.prefix === "") return this.source;
    const { method, fields, httpVersion } = this.source;
    const { rawPath, query } = this.target;
    return { method, target: query === "" ? rawPath : `${rawPath}?${query}`, fields, httpVersion };
  }

  /** A part of the path, with everything in it decoded. */
  readPath(start: number, end: number): string {
    return decodePart(this.target.rawPath, start, end);
  }

  /** The first value of a header; `name` in lower case. */
  header(name: string): string | undefined {
    return headerValue(this.source.fields, name);
  }

  headers(name: string): string[] {
    return headerValues(this.source.fields, name);
  }

  /** Every value of each cookie. */
  get cookies(): ReadonlyMap<string, readonly string[]> {
    this.#cookies ??= parseCookies(this.headers("cookie"));
    return this.#cookies;
  }

  get query(): QueryParameters {
    this.#query ??= new URLSearchParams(this.target.query);
    return this.#query;
  }

  /** The name of the host in lower case, without its port; "" if there is none. */
  get host(): string {
    if (this.#host !== undefined) return this.#host;
    return (this.target.authority ?? this.header("host") ?? "").replace(/^.*@/, "").replace(/:\d*$/, "").toLowerCase();
  }

  get hasBody(): boolean {
    const length = this.header("content-length");
    return (length !== undefined && Number(length) !== 0) || this.header("transfer-encoding") !== undefined;
  }

  readBody(limit: number): Promise<Uint8Array> {
    return this.source.readBody(limit);
  }

  readPieces(limit: number): AsyncIterable<Uint8Array> {
    return this.source.readPieces(limit);
  }

  /** Takes a body that is there. Of one that is not whole nobody can tell what it says. */
  takeBody(bytes: Uint8Array, isWhole = true): void {
    this.#body = new LoadedBody(bytes, this.header("content-type"), isWhole);
  }

  /** Reads the body, so that `body` is there. Rejects with a 413 beyond `limit` bytes. */
  loadBody(limit: number): Promise<void> {
    if (this.body !== undefined) return Promise.resolve();
    return this.readBody(limit).then((bytes) => this.takeBody(bytes));
  }

  /** The body, once it is loaded; at once if there is none. */
  get body(): LoadedBody | undefined {
    if (this.#body === undefined && !this.hasBody) this.#body = NO_BODY;
    return this.#body;
  }
}

const NO_BYTES = new Uint8Array();

/** Levels of arrays and objects of a body. What looks at them goes down by calls, which a stack must hold. */
export const DEEPEST = 500;

/** Whether there are as many opening brackets as that takes: to count them costs less than to go down. */
function mayBeDeep(text: string): boolean {
  return text.length > 2 * DEEPEST && countOf("{", text) + countOf("[", text) > DEEPEST;
}

/** How often a character is there; more than `DEEPEST` are not counted. */
function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1 && count <= DEEPEST; at = text.indexOf(character, at + 1))
    count += 1;
  return count;
}

const lenient = new TextDecoder();
const strict = new TextDecoder("utf-8", { fatal: true });

/** A body that was read; what it says is worked out when it is first asked for. */
export class LoadedBody {
  readonly bytes: Uint8Array;
  readonly #contentType: string | undefined;
  readonly #isWhole: boolean;
  #text: string | undefined;
  #form: Form | undefined;
  #json: { readonly value: JsonValue } | null | undefined;

  constructor(bytes: Uint8Array, contentType: string | undefined, isWhole: boolean) {
    this.bytes = bytes;
    this.#isWhole = isWhole;
    this.#contentType = contentType;
  }

  /** As UTF-8; what is none is replaced by U+FFFD. */
  get text(): string {
    this.#text ??= lenient.decode(this.bytes);
    return this.#text;
  }

  /** Its fields, if its `content-type` says that it is a form. */
  get form(): Form {
    this.#form ??= parseForm(this.#isWhole ? this.#contentType : undefined, this.bytes);
    return this.#form;
  }

  /** Its value, whatever its `content-type`; `null` if it is no JSON, or nested too deep. */
  get json(): { readonly value: JsonValue } | null {
    if (this.#json === undefined) this.#json = this.#parse();
    return this.#json;
  }

  #parse(): { readonly value: JsonValue } | null {
    if (this.bytes.length === 0 || !this.#isWhole) return null;
    try {
      const text = strict.decode(this.bytes);
      const value = JSON.parse(text) as JsonValue;
      return mayBeDeep(text) && isDeeper(value, DEEPEST) ? null : { value };
    } catch {
      return null;
    }
  }
}

const NO_BODY = new LoadedBody(NO_BYTES, undefined, true);
