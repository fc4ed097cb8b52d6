import type { Inspection } from "../matching/inspection.ts";
import { object, optional } from "../schema/object.ts";
import { type InputOf, type OutputOf, type Schema, string } from "../schema/schema.ts";
import { placed } from "../templates/json-template.ts";
import { situationOf } from "../templates/deciding.ts";
import type { Situation } from "../templates/situation.ts";
import { Failure, TemplateFault } from "../templates/template-error.ts";
import { TemplateScope } from "../templates/template-scope.ts";
import { compileText } from "../templates/text-template.ts";

/** No key is longer. */
export const LONGEST_KEY = 1000;

const START = "started";

const nameSchema = string({
  pattern: /^[A-Za-z0-9_-]+$/,
  expected: "a name of letters, digits, _ and -",
  description: "Routes that name the same scenario share it; the id of the Route if absent.",
  examples: ["checkout"],
});

const definitionSchema = object(
  {
    name: optional(nameSchema),
    key: optional(
      string({
        description:
          "A template: each value that it comes to has a state, and counts, of its own. Without it there is one.",
        examples: ["{{ path.id }}"],
      }),
    ),
    start: optional(string({ description: "The state that it starts in; `started` if absent.", examples: ["new"] })),
  },
  {
    title: "Scenario",
    description: "A state machine, for each key: `then` changes its state, and `when` asks for it.",
    examples: [{ name: "job", key: "{{ path.id }}" }],
  },
);

type Definition = OutputOf<typeof definitionSchema>;

/** What was read of a scenario, with its key made ready. */
export type ReadScenario = Definition & { readonly keyOf: KeyOf | null };

/** The key of a request. */
export interface KeyOf {
  readonly readsBody: boolean;
  /** Names of the path that it uses. */
  readonly pathNames: readonly string[];
  /** Throws a `TemplateError`. */
  readonly render: (inspection: Inspection) => string;
}

export const scenarioSchema: Schema<ReadScenario, InputOf<typeof definitionSchema>> = {
  ...definitionSchema,
  read(node, reader) {
    const definition = definitionSchema.read(node, reader);
    if (definition === undefined) return undefined;
    if (definition.key === undefined) return { ...definition, keyOf: null };
    try {
      return { ...definition, keyOf: compileKey(definition.key) };
    } catch (error) {
      if (error instanceof TemplateFault) return reader.failAt("key", error.message);
      throw error;
    }
  },
};

function compileKey(source: string): KeyOf {
  const scope = new TemplateScope("deciding");
  const text = compileText(source, scope);
  const render = placed(["scenario", "key"], (situation: Situation) => {
    const key = text(situation);
    if (key.length > LONGEST_KEY) throw new Failure(`is longer than ${LONGEST_KEY} characters`);
    return key;
  });
  return {
    readsBody: scope.readsBody,
    pathNames: scope.pathNames.map(({ name }) => name),
    render: (inspection) => render(situationOf(inspection)),
  };
}

/** A scenario of a Route, made ready. */
export interface CompiledScenario {
  readonly name: string;
  readonly start: string;
  readonly keyOf: KeyOf | null;
}

export function compileScenario({ name, start = START, keyOf }: ReadScenario, routeId: string): CompiledScenario {
  return { name: name ?? routeId, start, keyOf };
}
