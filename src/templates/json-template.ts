import { type JsonNode, stringifyJson } from "../json/json-node.ts";
import { didYouMean } from "../schema/nearest.ts";
import { compileExpression } from "./expression.ts";
import type { Situation } from "./situation.ts";
import { Failure, TemplateError, TemplateFault, formatAt } from "./template-error.ts";
import { type TemplateScope, nameFault } from "./template-scope.ts";
import { Loop, elementsOf } from "./loop.ts";
import { compileTyped, isTemplate } from "./text-template.ts";
import { isTruthy } from "./values.ts";

/** Notes what is wrong with a place. */
export type Refuse = (at: readonly (string | number)[], message: string) => void;

type At = readonly (string | number)[];

/** Writes a part of a JSON text; `undefined`: it is left out. */
type Write = (situation: Situation) => string | undefined;

/** A part of a JSON text: one that is always the same, or one that is written for each answer. */
type Part = string | Write;

/** How a template writes JSON: its texts are templates, its structures are followed. */
export class JsonTemplate {
  readonly #scope: TemplateScope;
  readonly #refuse: Refuse;

  constructor(scope: TemplateScope, refuse: Refuse) {
    this.#scope = scope;
    this.#refuse = refuse;
  }

  /** Compiles a value at a place of the Response. */
  compile(node: JsonNode, at: At): (situation: Situation) => string {
    const part = this.#compile(node, at);
    return typeof part === "string" ? () => part : placed(at, (situation) => part(situation) ?? "null");
  }

  #compile(node: JsonNode, at: At): Part {
    if (typeof node === "string") return this.#text(node, at);
    if (Array.isArray(node)) return this.#array(node, at);
    if (!(node instanceof Map)) return stringifyJson(node);
    if (node.has("$for")) return listOf(this.#loop(node, at));
    if (node.has("$if")) return this.#choice(node, at);
    return this.#object(node, at);
  }

  #text(source: string, at: At): Part {
    if (!isTemplate(source)) return JSON.stringify(source);
    return this.#attempt(at, () => {
      const compiled = compileTyped(source, this.#scope);
      if (typeof compiled === "function") return placed(at, (situation) => situation.json(compiled(situation)));
      return placed(at, (situation) => JSON.stringify(compiled.text(situation)));
    });
  }

  #array(items: readonly JsonNode[], at: At): Part {
    const parts = items.map((item, index) => {
      const below = [...at, index];
      return item instanceof Map && item.has("$for") ? this.#loop(item, below) : this.#compile(item, below);
    });
    return listOf(...parts);
  }

  #object(members: ReadonlyMap<string, JsonNode>, at: At): Part {
    const parts: [string, Part][] = [];
    for (const [name, member] of members) {
      if (name.startsWith("$") && !name.startsWith("$$")) {
        this.#refuse(
          [...at, name],
          `is none of the structures $for and $if${didYouMean(name, STRUCTURES)}; "$${name}" stands for "${name}"`,
        );
        continue;
      }
      parts.push([JSON.stringify(name.startsWith("$$") ? name.slice(1) : name), this.#compile(member, [...at, name])]);
    }
    if (parts.every(([, part]) => typeof part === "string")) {
      return `{${parts.map(([name, part]) => `${name}:${part as string}`).join(",")}}`;
    }
    return (situation) => {
      let text = "";
      for (const [name, part] of parts) {
        const written = typeof part === "string" ? part : part(situation);
        if (written !== undefined) text += `${text === "" ? "" : ","}${name}:${written}`;
        situation.refuseLong(text.length);
      }
      return `{${text}}`;
    };
  }

  /** `{"$for": "item in json.items", "do": …}`: its elements, with commas between them. */
  #loop(node: ReadonlyMap<string, JsonNode>, at: At): Part {
    this.#refuseOthers(node, ["$for", "do"], at);
    const given = node.get("$for");
    const [, name, source] = /^\s*([A-Za-z_]\w*)\s+in\s+(.*)$/s.exec(typeof given === "string" ? given : "") ?? [];
    const here = [...at, "$for"];
    if (name === undefined || source === undefined) {
      return this.#refused(here, 'must be a name and an array: "item in json.items"');
    }
    const fault = nameFault(name);
    if (fault !== undefined) return this.#refused(here, `gives the name "${name}", which ${fault}`);
    const body = node.get("do");
    if (body === undefined) return this.#refused(at, 'is missing "do", which is written for each element');
    return this.#attempt(here, () => {
      const evaluate = compileExpression(source, this.#scope);
      const items = placed(here, (situation) => elementsOf(evaluate(situation)));
      return this.#scope.around([name, "forloop"], ([slot = 0, loop = 0]) =>
        loopOf(items, { slot, loop, here }, this.#compile(body, [...at, "do"])),
      );
    });
  }

  /** `{"$if": "json.total > 100", "then": …, "else": …}` */
  #choice(node: ReadonlyMap<string, JsonNode>, at: At): Part {
    this.#refuseOthers(node, ["$if", "then", "else"], at);
    const source = node.get("$if");
    const here = [...at, "$if"];
    if (typeof source !== "string") return this.#refused(here, 'must be an expression: "json.total > 100"');
    if (!node.has("then") && !node.has("else")) return this.#refused(at, 'is missing "then", or "else"');
    return this.#attempt(here, () => {
      const condition = placed(here, compileExpression(source, this.#scope));
      const [then, otherwise] = ["then", "else"].map((name) => {
        const branch = node.get(name);
        return branch === undefined ? undefined : this.#compile(branch, [...at, name]);
      });
      return (situation) => {
        const branch = isTruthy(condition(situation)) ? then : otherwise;
        return typeof branch === "function" ? branch(situation) : branch;
      };
    });
  }

  #refuseOthers(node: ReadonlyMap<string, JsonNode>, known: readonly string[], at: At): void {
    for (const name of node.keys()) {
      if (!known.includes(name))
        this.#refuse([...at, name], `stands beside ${known[0]}, which takes ${known.slice(1).join(" and ")}`);
    }
  }

  #refused(at: At, message: string): Part {
    this.#refuse(at, message);
    return "null";
  }

  #attempt(at: At, compile: () => Part): Part {
    this.#scope.at = at;
    try {
      return compile();
    } catch (error) {
      if (error instanceof TemplateFault) return this.#refused(at, error.message);
      throw error;
    }
  }
}

const STRUCTURES = ["$for", "$if"];

/** Says where something fails. */
export function placed<T>(at: At, work: (situation: Situation) => T): (situation: Situation) => T {
  return (situation) => {
    try {
      return work(situation);
    } catch (error) {
      throw errorAt(at, error);
    }
  };
}

function errorAt(at: At, error: unknown): unknown {
  if (error instanceof TemplateError) return error;
  return error instanceof Failure ? new TemplateError(formatAt(at), error.message) : error;
}

function listOf(...parts: readonly Part[]): Part {
  if (parts.every((part) => typeof part === "string")) return `[${parts.filter((part) => part !== "").join(",")}]`;
  return (situation) => {
    let text = "";
    for (const part of parts) {
      const written = typeof part === "string" ? part : part(situation);
      if (written !== undefined && written !== "") text += `${text === "" ? "" : ","}${written}`;
      situation.refuseLong(text.length);
    }
    return `[${text}]`;
  };
}

interface Slots {
  readonly slot: number;
  readonly loop: number;
  readonly here: At;
}

/** The elements of a loop, with commas between them. */
function loopOf(items: (situation: Situation) => readonly unknown[], { slot, loop, here }: Slots, body: Part): Write {
  return (situation) => {
    const given = items(situation);
    let text = "";
    const state = new Loop(given.length);
    situation.slots[loop] = state;
    for (const item of given) {
      placedCheck(situation, text, here);
      situation.slots[slot] = item;
      const written = typeof body === "string" ? body : body(situation);
      if (written !== undefined) text += `${text === "" ? "" : ","}${written}`;
      state.goOn();
    }
    return text;
  };
}

function placedCheck(situation: Situation, text: string, here: At): void {
  try {
    situation.check();
    situation.refuseLong(text.length);
  } catch (error) {
    throw errorAt(here, error);
  }
}
