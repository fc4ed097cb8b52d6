/** A change that is made in steps of some milliseconds, so that requests can be answered in between. */
export type Steps<T = void> = Generator<undefined, T, undefined>;

/** How many Routes make a step. */
export const STEP = 1000;

/** Makes the whole change at once. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Lets something else have its turn between the steps. */
export async function runInTurns<T>(steps: Steps<T>, turn: () => Promise<void>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await turn();
  }
}
