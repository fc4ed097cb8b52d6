import { describe, it } from "vitest";
import {
  type HandledRequest,
  type ResponseDefinition,
  type RouteDefinition,
  type Trickster,
  type TricksterOptions,
  createTrickster,
} from "../../src/index.ts";
import { type TestAnswer, send } from "./http-client.ts";
import { ManualClock } from "./manual-clock.ts";

type Rest = Omit<HandledRequest, "url" | "method">;

interface Counted {
  used_count: number;
}

/** A Trickster to test, reached in memory or over a socket. */
export class TestServer {
  readonly trickster: Trickster;
  readonly clock: ManualClock;
  /** Whether answers come without a socket. */
  readonly isInMemory: boolean;
  readonly #send: (request: HandledRequest) => Promise<TestAnswer>;

  constructor(
    trickster: Trickster,
    clock: ManualClock,
    sendRequest: (request: HandledRequest) => Promise<TestAnswer>,
    isInMemory = false,
  ) {
    this.isInMemory = isInMemory;
    this.trickster = trickster;
    this.clock = clock;
    this.#send = sendRequest;
  }

  /** `request("POST /internal/routes", {…})`, or just the path for a GET. */
  request(line: string, rest: Rest = {}): Promise<TestAnswer> {
    const [method, url] = line.startsWith("/") ? ["GET", line] : line.split(" ", 2);
    return this.#send({ method: method ?? "GET", url: url ?? "/", ...rest });
  }

  /** Sends a JSON payload. */
  call(line: string, payload: unknown): Promise<TestAnswer> {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    return this.request(line, { headers: { "content-type": "application/json" }, body });
  }

  /** What an internal GET returns. */
  async read(path: string): Promise<unknown> {
    const answer = await this.request(path);
    if (answer.status !== 200) throw new Error(answer.text());
    return answer.json();
  }

  /** How often a Route, and each of its Responses, was chosen: `[3, 2, 1]`. */
  async counts(routeId: string): Promise<number[]> {
    const route = (await this.read(`/internal/routes/${routeId}`)) as Counted & { responses: Counted[] };
    return [route, ...route.responses].map((counted) => counted.used_count);
  }

  /** Adds a Route over the internal API; fails if it is refused. */
  async add(definition: RouteDefinition | { path: string; responses: ResponseDefinition[] }): Promise<void> {
    const answer = await this.call("POST /internal/routes", definition);
    if (answer.status !== 201) throw new Error(answer.text());
  }
}

type Check = (server: TestServer) => Promise<void>;

/** Describes a feature by what a user sees; every sentence is tried in memory and over a socket. */
export function describeFeature(
  name: string,
  options: TricksterOptions,
  tests: (test: (sentence: string, check: Check) => void) => void,
): void {
  describe.each(["in memory", "over a socket"])(`${name}, %s`, (transport) => {
    tests((sentence, check) => {
      it(sentence, async () => {
        const clock = new ManualClock();
        await using trickster = createTrickster({ clock, ...options });
        if (transport === "in memory") {
          await check(new TestServer(trickster, clock, (request) => trickster.handle(request), true));
        } else {
          const { port } = await trickster.listen({ port: 0 });
          await check(new TestServer(trickster, clock, (request) => send(port, request)));
        }
      });
    });
  });
}
