import { TricksterError } from "../errors.ts";
import { type JsonNode, isDeeperThan } from "../json/json-node.ts";
import { parsePointer } from "../json/json-pointer.ts";
import { parseJson } from "../json/parse-json.ts";
import { type CompiledResponse, compileResponse, responseSchema } from "../responses/response.ts";
import {
  type CompileOptions,
  type CompiledRoute,
  type ValidRoute,
  compileRoute,
  headsOf,
  routeSchema,
} from "../routes/route.ts";
import { refuseUnknown } from "../routes/known-names.ts";
import { type Fault, Reader } from "../schema/reader.ts";
import type { OutputOf } from "../schema/schema.ts";
import { type DefinitionRules, definitionFaults, responseFaults } from "./definition-faults.ts";
import { refusal, sharedId } from "./definitions.ts";

type ValidResponse = OutputOf<typeof responseSchema>;

export interface DefinitionOptions extends CompileOptions, DefinitionRules {
  readonly limits: { readonly maxDepth: number };
}

/** Reads definitions and compiles them. Changes nothing. */
export class DefinitionReader {
  readonly #options: DefinitionOptions;

  constructor(options: DefinitionOptions) {
    this.#options = options;
  }

  /** Throws a 400 with every fault, or a 409 if two Responses share an id. */
  readRoute(payload: JsonNode): ValidRoute {
    const { maxDepth } = this.#options.limits;
    // Payloads are bounded when they are parsed; patches can put bounded ones together to something larger.
    if (isDeeperThan(payload, maxDepth)) {
      throw new TricksterError(400, `The Route is nested deeper than ${maxDepth} levels.`);
    }
    const reader = new Reader();
    const definition = this.tryRoute(payload, reader);
    if (definition === undefined) throw refusal(reader);
    const shared = sharedId(payload, definition);
    if (shared !== undefined) throw new TricksterError(409, `${shared}.`);
    return definition;
  }

  /** Notes every fault, and returns `undefined` if there are any. */
  tryRoute(payload: JsonNode, reader: Reader): ValidRoute | undefined {
    const before = reader.count;
    const definition = routeSchema.read(payload, reader);
    for (const { at, message } of this.faultsOf(payload)) reader.failAt(parsePointer(at) ?? [], message);
    return reader.count === before ? definition : undefined;
  }

  /** What is wrong with a Route that its schema can't know. */
  faultsOf(payload: JsonNode): readonly Fault[] {
    return definitionFaults(payload, this.#options);
  }

  /** For this Route, if there is one. */
  readResponse(payload: JsonNode, route: CompiledRoute | undefined): ValidResponse {
    const reader = new Reader();
    const definition = responseSchema.read(payload, reader);
    if (route !== undefined && definition !== undefined) {
      refuseUnknown({ path: route.path, hasScenario: route.scenario !== null }, definition, [], reader);
    }
    for (const { at, message } of responseFaults(payload, this.#options)) {
      reader.failAt(parsePointer(at) ?? [], message);
    }
    if (definition === undefined || reader.count > 0) throw refusal(reader);
    return definition;
  }

  /** Compiles what was read before, by another process. */
  compileAgain(text: string): CompiledRoute {
    const reader = new Reader();
    const definition = routeSchema.read(parseJson(text, { maxDepth: Number.POSITIVE_INFINITY }), reader);
    if (definition === undefined) throw refusal(reader);
    return this.compile(definition);
  }

  compile(definition: ValidRoute): CompiledRoute {
    return compileRoute(definition, this.#options);
  }

  /** For a Route of these methods; `null`: of all. */
  compileResponse(definition: ValidResponse, methods: readonly string[] | null): CompiledResponse {
    return compileResponse(definition, { newId: this.#options.newId, heads: headsOf(methods) });
  }
}
