import { CallError, NotVerifiedError } from "./errors.ts";
import type {
  ClockChange,
  ClockState,
  Explanation,
  FilterInput,
  Finding,
  JournalEntry,
  NotVerified,
  PartOptions,
  PatchOperation,
  RequestDescription,
  ResetPart,
  Response,
  ResponseDefinition,
  Route,
  RouteDefinition,
  SandboxInfo,
  ScenarioState,
  SandboxOptions,
  VerificationInput,
  Verified,
} from "./types.ts";

export interface ClientOptions {
  /** Where the mocked service is: "http://127.0.0.1:8080". */
  readonly url: string;
  /** Where the internal API is, if that is somewhere else than below `/internal`. */
  readonly internalUrl?: string;
  /** The admin token, if the server wants one. */
  readonly token?: string;
  /** What sends requests; the global one by default. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What is sent with a call. */
interface Sent {
  readonly payload?: unknown;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

/**
 * A world of a Trickster that runs somewhere. Every method rejects with a `CallError` for what the server refuses, and
 * with what `fetch` says if it can't be reached.
 */
export class World {
  /** Where requests to this world go. */
  readonly url: string;
  /** What requests have to carry to come to this world, if they go elsewhere than to `url`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: ClientOptions;

  constructor(
    options: ClientOptions,
    { url = options.url, headers = {} }: { url?: string; headers?: Record<string, string> } = {},
  ) {
    this.#options = options;
    this.url = url.replace(/\/$/, "");
    this.headers = headers;
  }

  /** Every Route, in the order in which they are tried. */
  routes({ tag }: { readonly tag?: string } = {}): Promise<Route[]> {
    return this.call("GET", "/routes", { query: { tag } });
  }

  route(id: string): Promise<Route> {
    return this.call("GET", `/routes/${encodeURIComponent(id)}`);
  }

  /** Adds a Route behind the others. */
  addRoute(definition: RouteDefinition): Promise<Route> {
    return this.call("POST", "/routes", { payload: definition });
  }

  /** Adds Routes behind the others: all of them, or none. */
  addRoutes(definitions: readonly RouteDefinition[]): Promise<Route[]> {
    return this.call("POST", "/routes", { payload: definitions });
  }

  /** Replaces all Routes, or none if anything is wrong with one. */
  replaceRoutes(definitions: readonly RouteDefinition[]): Promise<Route[]> {
    return this.call("PUT", "/routes", { payload: definitions });
  }

  /** Replaces a Route in its place; its counters start again. */
  replaceRoute(id: string, definition: RouteDefinition): Promise<Route> {
    return this.call("PUT", `/routes/${encodeURIComponent(id)}`, { payload: definition });
  }

  /** Changes a Route; its counters stay. An object is a JSON Merge Patch, an array a JSON Patch. */
  patchRoute(id: string, patch: object | readonly PatchOperation[]): Promise<Route> {
    return this.call("PATCH", `/routes/${encodeURIComponent(id)}`, { payload: patch });
  }

  removeRoute(id: string): Promise<void> {
    return this.call("DELETE", `/routes/${encodeURIComponent(id)}`);
  }

  removeRoutes(): Promise<void> {
    return this.call("DELETE", "/routes");
  }

  addResponse(routeId: string, definition: ResponseDefinition): Promise<Response> {
    return this.call("POST", `/routes/${encodeURIComponent(routeId)}/responses`, { payload: definition });
  }

  /** The Route that would answer; nothing is counted. */
  matchRoute(request: RequestDescription): Promise<Route> {
    return this.call("POST", "/match_route", { payload: request });
  }

  /** Why a request is answered as it is, for hits and misses; nothing is counted. */
  explain(request: RequestDescription): Promise<Explanation> {
    return this.call("POST", "/match_route", { payload: request, query: { explain: 1 } });
  }

  /** A Route that would match a request, or one of the journal by its id. */
  suggestRoute(request: RequestDescription | { readonly request_id: string }): Promise<RouteDefinition> {
    return this.call("POST", "/suggest_route", { payload: request });
  }

  /** What is most likely not meant: Routes out of reach, Responses that are never chosen. */
  async lint(): Promise<readonly Finding[]> {
    const { findings } = await this.call<{ findings: Finding[] }>("GET", "/lint");
    return findings;
  }

  /** The requests that came, the oldest first; those that a filter means, if one is given. */
  async requests(filter: FilterInput = {}, { limit, since }: PartOptions = {}): Promise<readonly JournalEntry[]> {
    const sent = { payload: filter, query: { limit, since } };
    const { requests } = await this.call<{ requests: JournalEntry[] }>("POST", "/requests/search", sent);
    return requests;
  }

  request(id: string): Promise<JournalEntry> {
    return this.call("GET", `/requests/${encodeURIComponent(id)}`);
  }

  /** Forgets the requests, and how often each Route was asked for. */
  removeRequests(): Promise<void> {
    return this.call("DELETE", "/requests");
  }

  /**
   * Whether what must have come has come; without anything: what each Route expects, and that nothing went unmatched.
   * Rejects with a `NotVerifiedError` that says what came instead.
   */
  verify(what: VerificationInput = {}): Promise<Verified> {
    return this.call("POST", "/verify", { payload: what });
  }

  /** What time it is in this world. */
  clock(): Promise<ClockState> {
    return this.call("GET", "/clock");
  }

  /** Sets the clock of this world, stops it, or has time pass at once: `{ advance: 60 }`. */
  changeClock(change: ClockChange): Promise<ClockState> {
    return this.call("POST", "/clock", { payload: change });
  }

  /** What this world remembers as JSON. */
  data(): Promise<Readonly<Record<string, unknown>>> {
    return this.call("GET", "/data");
  }

  /** Puts an object in the place of all data. */
  replaceData(data: object): Promise<Readonly<Record<string, unknown>>> {
    return this.call("PUT", "/data", { payload: data });
  }

  /** Changes the data. An object is a JSON Merge Patch, an array a JSON Patch. */
  patchData(patch: object | readonly PatchOperation[]): Promise<Readonly<Record<string, unknown>>> {
    return this.call("PATCH", "/data", { payload: patch });
  }

  /** Where each key of a scenario is. */
  async states(scenario: string): Promise<readonly ScenarioState[]> {
    const { states } = await this.call<{ states: ScenarioState[] }>(
      "GET",
      `/scenarios/${encodeURIComponent(scenario)}`,
    );
    return states;
  }

  /** Puts a scenario, or a key of one that has keys, into a state. */
  setState(scenario: string, state: string, key?: string): Promise<ScenarioState> {
    const path = [scenario, ...(key === undefined ? [] : [key])].map(encodeURIComponent).join("/");
    return this.call("PUT", `/scenarios/${path}`, { payload: { state } });
  }

  /** Goes back to the start; with `only` the Routes stay, and just that is set back. */
  reset(only?: readonly ResetPart[]): Promise<void> {
    return this.call("POST", "/reset", only === undefined ? {} : { payload: { only } });
  }

  /** Calls the internal API about this world: `call("GET", "/routes")`. */
  async call<T>(method: string, path: string, { payload, query = {} }: Sent = {}): Promise<T> {
    const { url, internalUrl = `${url.replace(/\/$/, "")}/internal`, token, fetch = globalThis.fetch } = this.#options;
    const parameters = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(parameters.map(([name, value]) => [name, String(value)])).toString();
    const answer = await fetch(`${internalUrl}${path}${search === "" ? "" : `?${search}`}`, {
      method,
      headers: {
        ...this.headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(payload !== undefined && { "content-type": "application/json" }),
      },
      ...(payload !== undefined && { body: JSON.stringify(payload) }),
    });
    const text = await answer.text();
    if (answer.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
    throw errorOf(`${method} ${path}`, answer.status, text);
  }
}

/** A Trickster that runs somewhere: its default world, and its sandboxes. */
export class TricksterClient extends World {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    super(options);
    this.#options = options;
  }

  /** Makes a sandbox: a world of its own, in the place of one with this id if `id` is given. */
  async openSandbox({ id, ...more }: SandboxOptions = {}): Promise<SandboxClient> {
    const info = await (id === undefined
      ? this.call<SandboxInfo>("POST", "/sandboxes", { payload: more })
      : this.call<SandboxInfo>("PUT", `/sandboxes/${encodeURIComponent(id)}`, { payload: more }));
    return new SandboxClient(this.#options, info);
  }

  /** A sandbox that is there already, made by somebody else. */
  async sandbox(id: string): Promise<SandboxClient> {
    return new SandboxClient(
      this.#options,
      await this.call<SandboxInfo>("GET", `/sandboxes/${encodeURIComponent(id)}`),
    );
  }

  async sandboxes(): Promise<readonly SandboxInfo[]> {
    const { sandboxes } = await this.call<{ sandboxes: SandboxInfo[] }>("GET", "/sandboxes");
    return sandboxes;
  }

  /** Resolves if the server answers. */
  async health(): Promise<void> {
    await this.call("GET", "/health");
  }
}

/** A sandbox: everything here is about it alone. */
export class SandboxClient extends World implements AsyncDisposable {
  readonly id: string;
  /** Every way to select it. */
  readonly select: SandboxInfo["select"];

  constructor(options: ClientOptions, { id, select }: SandboxInfo) {
    const url = options.url.replace(/\/$/, "");
    const baggage = select.baggage;
    super(options, {
      url: select.path === undefined ? url : url + select.path.replace(/\/$/, ""),
      headers: { "trickster-sandbox": id, baggage },
    });
    this.id = id;
    this.select = select;
  }

  /** Ends it; nothing happens if it has ended by itself. */
  async close(): Promise<void> {
    try {
      await this.call("DELETE", `/sandboxes/${encodeURIComponent(this.id)}`);
    } catch (error) {
      if (!(error instanceof CallError) || error.status !== 404) throw error;
    }
  }

  /** `close()` */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function errorOf(call: string, status: number, text: string): CallError {
  try {
    const body = JSON.parse(text) as { message?: string } & NotVerified;
    return status === 422 ? new NotVerifiedError(call, body) : new CallError(call, status, body);
  } catch {
    return new CallError(call, status, {});
  }
}
