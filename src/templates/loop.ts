import { Failure } from "./template-error.ts";
import { Instant, describeValue, isNothing } from "./values.ts";

/** What a loop goes through: an array; an object gives pairs of name and value, as in Liquid; nothing has no elements. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isNothing(value) || value === "") return [];
  if (typeof value === "object" && !(value instanceof Instant)) return Object.entries(value);
  throw new Failure(`goes through ${describeValue(value)}, which is no array`);
}

/** `forloop`: where a loop is. */
export class Loop {
  readonly length: number;
  index = 0;
  index0 = -1;
  rindex: number;
  rindex0 = 0;
  first = true;
  last = false;

  constructor(length: number) {
    this.length = length;
    this.rindex = length + 1;
    this.goOn();
  }

  goOn(): void {
    this.index += 1;
    this.index0 += 1;
    this.rindex -= 1;
    this.rindex0 = this.rindex - 1;
    this.first = this.index === 1;
    this.last = this.index === this.length;
  }
}
