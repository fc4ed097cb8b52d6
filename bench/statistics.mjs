/** The value in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const medianOfNumbers = (values) => median(values.filter((value) => !Number.isNaN(value)));

/** The median of what is picked from samples, of which some rounds may have none. */
export const medianOf = (samples, pick) => medianOfNumbers(samples.filter((sample) => sample !== undefined).map(pick));

/**
 * The median of the ratios of each round that has both: what slows the machine down for a while meets both samples of a
 * round, and its ratio is less disturbed than a ratio of medians.
 */
export function medianRatio(samples, base, pick) {
  const rounds = samples.map((sample, round) => [sample, base?.[round]]);
  return medianOfNumbers(rounds.filter(([own, other]) => own && other).map(([own, other]) => pick(own) / pick(other)));
}
