import { type NumberOptions, type Schema, arrayOr, number, pair } from "../schema/schema.ts";

/** Seconds: a fixed time, or a uniformly random one between two. */
export type Delay = number | readonly [number, number];

/** What a 32-bit number of milliseconds can hold; timers can't wait longer. */
export const LONGEST_DELAY = 2_147_483;

const limits: NumberOptions = { minimum: 0, maximum: LONGEST_DELAY };

const given: Schema<Delay> = arrayOr(
  pair(number(limits), {
    expected: "a pair [min, max]",
    rule: ([min, max]) => (min > max ? `must have its minimum first, got [${min}, ${max}]` : undefined),
  }),
  number(limits),
  {
    isMany: (delay): delay is readonly [number, number] => Array.isArray(delay),
    description: "Seconds to wait before the answer is sent: a number, or [min, max] for a uniformly random one.",
    examples: [0.5, [0.1, 0.3]],
  },
);

export const delaySchema: Schema<Delay> = {
  ...given,
  read(node, reader) {
    const delay = given.read(node, reader);
    return Array.isArray(delay) && delay[0] === delay[1] ? delay[0] : delay;
  },
};

/** The seconds to wait this time. */
export function drawDelay(delay: Delay, random: () => number): number {
  if (typeof delay === "number") return delay;
  const [min, max] = delay;
  return min + random() * (max - min);
}
