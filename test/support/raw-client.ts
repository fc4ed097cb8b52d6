import { once } from "node:events";
import { type Socket, connect } from "node:net";

/** A connection whose bytes a test writes and reads itself. */
export class RawConnection {
  readonly socket: Socket;
  #received = "";
  /** Resolves when the other side has ended the connection: `true` if it was reset. */
  readonly ended: Promise<boolean>;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (this.#received += chunk));
    this.ended = new Promise((resolve) => {
      socket.on("end", () => resolve(false));
      socket.on("error", () => resolve(true));
      socket.on("close", () => resolve(false));
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const connection = new RawConnection(socket);
    await once(socket, "connect");
    return connection;
  }

  get received(): string {
    return this.#received;
  }

  /** Resolves when the bytes are handed to the system, so that what follows is another packet. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(text, "latin1", () => resolve());
    });
  }

  /** Resolves as soon as what was received matches; rejects if the connection ends before that. */
  until(expected: RegExp): Promise<string> {
    return this.untilIs((received) => expected.test(received));
  }

  async untilIs(enough: (received: string) => boolean): Promise<string> {
    while (!enough(this.#received)) {
      const event = await Promise.race([once(this.socket, "data"), this.ended]);
      if (typeof event === "boolean" && !enough(this.#received)) {
        throw new Error(`the connection ended with ${JSON.stringify(this.#received.slice(0, 500))}`);
      }
    }
    return this.#received;
  }

  /** All that comes until the other side ends the connection. */
  async untilEnd(): Promise<string> {
    if (await this.ended) throw new Error(`the connection was reset, after ${JSON.stringify(this.#received)}`);
    this.socket.destroy();
    return this.#received;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Sends bytes on a connection of their own; resolves to everything that comes back until its end. */
export async function exchange(port: number, text: string): Promise<string> {
  const connection = await RawConnection.open(port);
  void connection.write(text);
  return connection.untilEnd();
}

/** The head of a request that ends its connection. */
export function head(line: string, ...fields: string[]): string {
  return [`${line} HTTP/1.1`, ...fields, "connection: close", "", ""].join("\r\n");
}

/** Status and JSON body of an answer that was received as text. */
export function readError(answer: string): { status: number; body: { error: string; message: string } } {
  const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  return { status: Number(answer.slice(9, 12)), body: JSON.parse(body) as { error: string; message: string } };
}
