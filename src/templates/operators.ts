import { finderOf } from "../matching/conditions/find-text.ts";
import type { Situation } from "./situation.ts";
import { Failure } from "./template-error.ts";
import { Instant, isNothing, isSymbolic, isTruthy, sizeOf, toNumber } from "./values.ts";

/** An operator: what it says, with an example that holds. */
interface Operator {
  readonly description: string;
  readonly example: string;
  readonly apply: (left: unknown, right: unknown, situation: Situation) => boolean;
}

/** The operators of conditions, from those that bind least to those that bind most; `not` has one operand. */
export const operators = {
  or: {
    description: "At least one of the two holds.",
    example: "false or true",
    apply: (left, right) => isTruthy(left) || isTruthy(right),
  },
  and: {
    description: "Both hold. `and` and `or` are read from the right, as Liquid does.",
    example: "true and 1",
    apply: (left, right) => isTruthy(left) && isTruthy(right),
  },
  "==": { description: "They are the same.", example: "1 == 1", apply: areEqual },
  "!=": {
    description: "They are not the same.",
    example: "1 != 2",
    apply: (left, right, situation) => !areEqual(left, right, situation),
  },
  "<": {
    description: "It is less.",
    example: "1 < 2",
    apply: (left, right, situation) => compare(left, right, situation) < 0,
  },
  ">": {
    description: "It is greater.",
    example: "2 > 1",
    apply: (left, right, situation) => compare(left, right, situation) > 0,
  },
  "<=": {
    description: "It is less, or the same.",
    example: "1 <= 1",
    apply: (left, right, situation) => compare(left, right, situation) <= 0,
  },
  ">=": {
    description: "It is greater, or the same.",
    example: "2 >= 1",
    apply: (left, right, situation) => compare(left, right, situation) >= 0,
  },
  contains: {
    description: "A text has this part, or an array this element.",
    example: "'abc' contains 'b'",
    apply: (left, right, situation) => {
      situation.use(sizeOf(left));
      if (Array.isArray(left)) return left.some((item) => areEqual(item, right, situation));
      return typeof left === "string" && !isNothing(right) && finderOf(situation.text(right))(left);
    },
  },
  not: { description: "It does not hold.", example: "not false", apply: (value) => !isTruthy(value) },
} satisfies Record<string, Operator>;

/** Levels of arrays that are compared. */
const DEEPEST = 500;

/** Whether two values are the same; arrays if their elements are. */
export function areEqual(left: unknown, right: unknown, situation: Situation, depth = 0): boolean {
  if (isSymbolic(left)) return left.equals(right);
  if (isSymbolic(right)) return right.equals(left);
  if (left instanceof Instant && right instanceof Instant) return left.milliseconds === right.milliseconds;
  if (Array.isArray(left) && Array.isArray(right)) {
    situation.use(left.length);
    if (depth > DEEPEST) throw new Failure(`compares what is nested deeper than ${DEEPEST} levels`);
    return left.length === right.length && left.every((item, at) => areEqual(item, right[at], situation, depth + 1));
  }
  if (typeof left === "string") situation.use(left.length);
  return left === right || (isNothing(left) && isNothing(right));
}

/** Less than 0, 0, or more; `NaN` if they can't be compared. A text that is a number compares with one as such. */
function compare(left: unknown, right: unknown, situation: Situation): number {
  situation.use(sizeOf(left) + sizeOf(right));
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : Number(left > right);
  const [first, second] = [comparable(left), comparable(right)];
  return first === undefined || second === undefined ? Number.NaN : first - second;
}

function comparable(value: unknown): number | undefined {
  return value instanceof Instant ? value.milliseconds : toNumber(value);
}
