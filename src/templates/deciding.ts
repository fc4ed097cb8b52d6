import type { JsonValue } from "../json/json-value.ts";
import type { Inspection } from "../matching/inspection.ts";
import { type Facts, Situation } from "./situation.ts";

/** What expressions see while it is decided which Route and which Response answer: nothing is counted or drawn yet. */
export function situationOf(inspection: Inspection): Situation {
  return new Situation(new DecidingFacts(inspection), inspection.surroundings.templates);
}

/** Names that draw are refused where something is decided, see `TemplateScope`. */
const NO_DICE: Facts["dice"] = { draw: () => 0, uuid: () => "" };

/** What is known before anything is chosen. */
class DecidingFacts implements Facts {
  readonly inspection: Inspection;
  readonly dice = NO_DICE;

  constructor(inspection: Inspection) {
    this.inspection = inspection;
  }

  get now(): number {
    return this.inspection.surroundings.now();
  }

  get nth(): number {
    return this.inspection.subject?.nth ?? 1;
  }

  get state(): string | undefined {
    return this.inspection.subject?.state;
  }

  get data(): JsonValue {
    return this.inspection.surroundings.data;
  }

  route(): unknown {
    const { subject } = this.inspection;
    return subject === null ? undefined : (JSON.parse(subject.toJson()) as unknown);
  }

  response(): undefined {
    return undefined;
  }
}
