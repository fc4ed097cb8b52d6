import { decodePath } from "../http/target.ts";
import { describeRequest } from "../http/describe-request.ts";
import { type DescribedRequest, requestOf, requestSchema } from "../http/described-request.ts";
import type { JsonNode, JsonObject } from "../json/json-node.ts";
import type { JsonValue } from "../json/json-value.ts";
import type { Test } from "../matching/conditions/condition.ts";
import { Inspection, type Surroundings } from "../matching/inspection.ts";
import { readSteps } from "../matching/json-path.ts";
import { spellPlaceholders } from "../matching/placeholders.ts";
import type { Check } from "../matching/places/place.ts";
import { exampleOf } from "../matching/regex/example.ts";
import type { MatchBudget } from "../matching/pattern-guard.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import { Reader } from "../schema/reader.ts";
import { nodeOf } from "./check-words.ts";
import type { Failure } from "./failure.ts";
import { failuresOf } from "./failures.ts";
import { type Operation, add, attempt, remove, replace } from "./patch.ts";

/** Each round mends what the last one has brought to light: the path first, and then its parts. */
const MOST_ROUNDS = 4;

/** A patch of a request's description by which it matches the Route, if one is found. */
export function fixRequest(
  live: LiveRoute,
  description: JsonObject,
  { budget, surroundings }: Inspection,
): readonly Operation[] | undefined {
  const patch = queryMoved(description);
  let current: JsonNode = attempt(description, patch) ?? description;
  for (let round = 0; round <= MOST_ROUNDS; round += 1) {
    const inspection = inspect(current, budget, surroundings);
    if (inspection === undefined) return undefined;
    const failures = failuresOf(live, inspection);
    if (failures.length === 0) return patch;
    for (const failure of failures) {
      const operations = new Mender(live, current as JsonObject, inspection).mend(failure);
      const next: JsonNode | undefined = operations === undefined ? undefined : attempt(current, operations);
      if (operations === undefined || next === undefined) return undefined;
      patch.push(...operations);
      current = next;
    }
  }
  return undefined;
}

/** A query string in the path, moved to where single parameters can be changed. */
function queryMoved(description: JsonObject): Operation[] {
  const path = description.get("path");
  if (typeof path !== "string" || !path.includes("?")) return [];
  const described = requestSchema.read(description, new Reader());
  const query = described === undefined ? undefined : describeRequest(requestOf(described)).get("query");
  if (query === undefined) return [];
  return [replace(["path"], path.slice(0, path.indexOf("?"))), add(["query"], query)];
}

function inspect(description: JsonNode, budget: MatchBudget, surroundings: Surroundings): Inspection | undefined {
  const described: DescribedRequest | undefined = requestSchema.read(description, new Reader());
  return described === undefined ? undefined : new Inspection(requestOf(described), budget, surroundings);
}

const BODIES = ["json", "form", "body", "body_base64"];

/** Finds what to change of a request for one failure. */
class Mender {
  readonly #live: LiveRoute;
  readonly #description: JsonObject;
  readonly #inspection: Inspection;

  constructor(live: LiveRoute, description: JsonObject, inspection: Inspection) {
    this.#live = live;
    this.#description = description;
    this.#inspection = inspection;
  }

  mend({ cause }: Failure): Operation[] | undefined {
    switch (cause.kind) {
      case "method":
        return [replace(["method"], this.#live.route.methods?.[0] ?? "GET")];
      case "operation":
        return cause.methods[0] === undefined ? undefined : [replace(["method"], cause.methods[0])];
      case "path":
        return this.#setPath(this.#alignedValues()) ?? this.#setPath({});
      case "exhausted":
        return undefined;
      case "check":
        return this.#mendCheck(cause.check);
      case "not":
        return this.#breakOne(cause.group.matches[0]?.checks ?? []);
    }
  }

  #setPath(values: Readonly<Record<string, string>>): Operation[] | undefined {
    const { source, literal } = this.#live.path;
    const path = literal ?? exampleOf(spellPlaceholders(withValues(source, values)).regex);
    if (path === null || this.#live.path.matches(decodePath(path), this.#inspection.budget) !== true) return undefined;
    return [replace(["path"], encodePath(path))];
  }

  /** What stands in the path where the placeholders do: `7` of `/user/7` for `/users/{id}`. */
  #alignedValues(): Readonly<Record<string, string>> {
    const parts = this.#live.path.source.split("/");
    const segments = this.#inspection.request.path.split("/");
    if (parts.length !== segments.length) return {};
    const named = parts.map((part, at) => [PLACEHOLDER.exec(part)?.[1], segments[at] ?? ""] as const);
    return Object.fromEntries(named.filter(([name]) => name !== undefined));
  }

  #mendCheck(check: Check): Operation[] | undefined {
    const { condition } = check;
    const values = check.values(this.#inspection);
    if (condition.holds([], this.#inspection)) return this.#put(check, undefined);
    for (const value of suggestionsOf(condition.tests, values)) {
      const given = check.source === "text" ? textsOf(value) : [value];
      if (given !== undefined && condition.holds(given, this.#inspection)) return this.#put(check, value);
    }
    return undefined;
  }

  /** Has one of these checks fail. */
  #breakOne(checks: readonly Check[]): Operation[] | undefined {
    for (const check of checks) {
      const { condition } = check;
      if (!condition.holds([], this.#inspection)) return this.#put(check, undefined);
      for (const value of ["other", "x", 0, true]) {
        const given = check.source === "text" ? String(value) : value;
        if (!condition.holds([given], this.#inspection)) return this.#put(check, value);
      }
    }
    return undefined;
  }

  /** Puts a value where a check looks; `undefined`: nothing. */
  #put({ at }: Check, value: JsonValue | undefined): Operation[] | undefined {
    const [place = "", name = ""] = at;
    switch (place) {
      case "query":
      case "headers":
      case "cookies":
        return this.#putText(place, place === "headers" ? name.toLowerCase() : name, value);
      case "path":
        return value === undefined || typeof value === "object" ? undefined : this.#setPath({ [name]: String(value) });
      case "method":
      case "host":
        return typeof value === "string" ? [add([place], value)] : undefined;
      case "form":
        return [...this.#useBody("form"), ...(this.#putText("form", name, value) ?? [])];
      case "body":
        if (value === undefined) return this.#useBody("");
        return typeof value === "object" ? undefined : [...this.#useBody("body"), add(["body"], String(value))];
      case "json":
        return this.#putJson(name, value);
      default:
        return undefined;
    }
  }

  #putText(place: string, name: string, value: JsonValue | undefined): Operation[] | undefined {
    const members = this.#description.get(place);
    const given = members instanceof Map ? members : undefined;
    if (value === undefined) return given?.has(name) ? [remove([place, name])] : [];
    const texts = textsOf(value);
    if (texts === undefined) return undefined;
    const node: JsonNode = texts.length === 1 && texts[0] !== undefined ? texts[0] : [...texts];
    if (given !== undefined) return [given.has(name) ? replace([place, name], node) : add([place, name], node)];
    return [add([place], new Map([[name, node]]))];
  }

  /** Takes out what stands for another kind of body, and the header that says so. */
  #useBody(kind: string): Operation[] {
    const others = BODIES.filter((name) => name !== kind && this.#description.has(name));
    const headers = this.#description.get("headers");
    const isTyped = headers instanceof Map && headers.has("content-type");
    const isOther = isTyped && (others.length > 0 || !this.#description.has(kind));
    return [
      ...others.map((name) => remove([name])),
      ...(isOther && kind !== "body" && kind !== "" ? [remove(["headers", "content-type"])] : []),
    ];
  }

  #putJson(path: string, value: JsonValue | undefined): Operation[] | undefined {
    const steps = readSteps(path);
    if (steps === null) return undefined;
    const given = this.#description.get("json");
    const before = this.#useBody("json");
    if (given === undefined) {
      return value === undefined ? before : [...before, add(["json"], nested(steps, value))];
    }
    return putAt(given, steps, value);
  }
}

/** A segment that is a placeholder. */
const PLACEHOLDER = /^\{([A-Za-z_]\w*)(?::[^{}]*)?\}$/;

/** Sets a value below a tree, with the least that has to be changed. */
function putAt(
  tree: JsonNode,
  steps: readonly (string | number)[],
  value: JsonValue | undefined,
): Operation[] | undefined {
  let node: JsonNode | undefined = tree;
  for (const [depth, step] of steps.entries()) {
    const at = ["json", ...steps.slice(0, depth)];
    const below: JsonNode | undefined = childOf(node, step);
    if (below === undefined) {
      if (value === undefined) return [];
      const rest = nested(steps.slice(depth + 1), value);
      if (typeof step === "string" && node instanceof Map) return [add([...at, step], rest)];
      return typeof step === "number" && Array.isArray(node) && step === node.length
        ? [add([...at, step], rest)]
        : [replace(at, nested(steps.slice(depth), value))];
    }
    node = below;
  }
  const at = ["json", ...steps];
  if (value !== undefined) return [replace(at, nodeOf(value))];
  return [remove(at)];
}

function childOf(node: JsonNode | undefined, step: string | number): JsonNode | undefined {
  if (typeof step === "number") return Array.isArray(node) ? node[step] : undefined;
  return node instanceof Map ? node.get(step) : undefined;
}

/** A value with what must stand around it. */
function nested(steps: readonly (string | number)[], value: JsonValue): JsonNode {
  const [step, ...rest] = steps;
  if (step === undefined) return nodeOf(value);
  const below = nested(rest, value);
  if (typeof step === "string") return new Map([[step, below]]);
  return Array.from({ length: Math.min(step, 100) + 1 }, (_, at) => (at === step ? below : null));
}

function* suggestionsOf(tests: readonly Test[], values: readonly JsonValue[]): Generator<JsonValue> {
  const [first] = values;
  for (const test of tests) yield* test.suggest(first);
  for (const test of tests) yield* test.suggest(undefined);
}

/** A value as text can hold it: itself, or several; `undefined` if it can't. */
function textsOf(value: JsonValue): readonly string[] | undefined {
  if (Array.isArray(value)) {
    const texts = value.map((item: JsonValue) => textOf(item)).filter((text) => text !== undefined);
    return texts.length === value.length ? texts : undefined;
  }
  const text = textOf(value);
  return text === undefined ? undefined : [text];
}

function textOf(value: JsonValue): string | undefined {
  return typeof value === "object" ? undefined : String(value);
}

/** A path with its placeholders filled in, as a pattern. */
function withValues(source: string, values: Readonly<Record<string, string>>): string {
  return source.replaceAll(/\{([A-Za-z_]\w*)(?::[^{}]*)?\}/g, (token, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? token : encode(value).replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
  });
}

/** Half of a surrogate pair is no character, and can't be sent. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\ufffd"));
}

/** A path as it is sent. */
export function encodePath(path: string): string {
  return path.replaceAll(/[^\x21-\x7e]+|[?#]/g, encode);
}
