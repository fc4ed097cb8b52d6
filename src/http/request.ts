import { parseCookies } from "./cookies.ts";
import { type Form, parseForm } from "./form.ts";
import { type FieldList, headerValue, headerValues } from "./headers.ts";
import { type Target, decodePath, parseTarget } from "./target.ts";

/** Where a request comes from: a socket, or a test that hands it in. */
export interface RequestSource {
  readonly method: string;
  /** As it was sent: `/path?query`, `http://host/path`, `*`. */
  readonly target: string;
  readonly fields: FieldList;
  readonly httpVersion: string;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  /** Reads the whole body, once. Rejects with a 413 beyond `limit` bytes. */
  readBody(limit: number): Promise<Uint8Array>;
  /** Reads the body piece by piece, once. Throws a 413 beyond `limit` bytes. */
  readPieces(limit: number): AsyncIterable<Uint8Array>;
  /** Lets a body that nobody looks at pass: unread, it would hide that the client has gone. */
  discardBody(): void;
}

/** A request; whatever has to be worked out is worked out when it is first asked for, and once. */
export class HttpRequest {
  readonly source: RequestSource;
  readonly method: string;
  readonly target: Target;
  /** The path that Routes see: decoded, not normalised. */
  readonly path: string;
  #cookies: ReadonlyMap<string, string> | undefined;
  #form: Form | undefined;

  constructor(source: RequestSource) {
    this.source = source;
    this.method = source.method;
    this.target = parseTarget(source.target);
    this.path = decodePath(this.target.rawPath);
  }

  /** The first value of a header; `name` in lower case. */
  header(name: string): string | undefined {
    return headerValue(this.source.fields, name);
  }

  headers(name: string): string[] {
    return headerValues(this.source.fields, name);
  }

  get cookies(): ReadonlyMap<string, string> {
    this.#cookies ??= parseCookies(this.headers("cookie"));
    return this.#cookies;
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

  /** Reads the body as a form, so that `form` is there. Rejects with a 413 beyond `limit` bytes. */
  async loadForm(limit: number): Promise<void> {
    this.#form ??= await parseForm(this.header("content-type"), await this.readBody(limit));
  }

  /** The form, once it is loaded. */
  get form(): Form | undefined {
    return this.#form;
  }
}
