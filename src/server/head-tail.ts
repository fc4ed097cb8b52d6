/**
 * The end of a head, which changes with the time only: `date` (RFC 9110, section 6.6.1) and what Node.js says of the
 * connection, in its spelling. Written once a second.
 */
export class HeadTail {
  readonly #connection: string;
  #second = 0;
  #text = "";

  /** `keepAliveTimeout` in seconds; 0: none is announced. */
  constructor(keepAliveTimeout: number) {
    const announced = keepAliveTimeout > 0 ? `Keep-Alive: timeout=${Math.floor(keepAliveTimeout)}\r\n` : "";
    this.#connection = `Connection: keep-alive\r\n${announced}\r\n`;
  }

  text(): string {
    const now = Date.now();
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = `Date: ${new Date(now).toUTCString()}\r\n${this.#connection}`;
    }
    return this.#text;
  }
}
