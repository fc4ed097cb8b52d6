/** The goals that Trickster has set itself, as far as they can be read from what was measured. */
import { medianOf, medianRatio } from "./statistics.mjs";

const rateOf = ({ rate }) => rate;
const TABLES_OF_FEATURES = ["auth", "cycle", "repeat"];

const atLeast = (title, least, value) => ({
  title,
  goal: `at least ${least}`,
  measured: value.toFixed(2),
  isReached: value >= least,
});

const atMost = (title, most, { value, unit = "", digits = 0 }) => ({
  title,
  goal: `at most ${most}${unit}`,
  measured: `${value.toFixed(digits)}${unit}`,
  isReached: value <= most,
});

/** The ratio of rates of two results of rounds that they share. */
function ratio(own, base) {
  if (own?.samples === undefined || base?.samples === undefined) return Number.NaN;
  return medianRatio(own.samples, base.samples, rateOf);
}

/** Trickster in a case, in proportion to Trickster with one Route in the same rounds. */
const toOneRoute = (results, name) => ratio(results[name]?.["trickster"], results[name]?.["one-route"]);

function aheadOfPeers(byServer = {}) {
  const others = Object.keys(byServer).filter((name) => name !== "trickster" && name !== "node-http");
  const ratios = others
    .map((name) => ratio(byServer["trickster"], byServer[name]))
    .filter((value) => !Number.isNaN(value));
  return ratios.length === 0 ? Number.NaN : Math.min(...ratios);
}

function judgeLoads(results) {
  const one = results["static"];
  const literal = results["literal-100000"];
  return [
    atLeast("one static Route, to `node:http`", 0.95, ratio(one?.["trickster"], one?.["node-http"])),
    atLeast("one static Route, to the fastest of the others", 1, aheadOfPeers(one)),
    atLeast("100,000 literal Routes, to one Route", 0.95, toOneRoute(results, "literal-100000")),
    atLeast("10,000 pattern Routes, to one Route", 0.9, toOneRoute(results, "patterns")),
    atLeast(
      "misses with 100,000 Routes, to hits",
      0.8,
      ratio(results["misses"]?.["trickster"], literal?.["trickster"]),
    ),
    ...TABLES_OF_FEATURES.map((name) => atLeast(`${name}, to one Route`, 0.85, toOneRoute(results, name))),
  ];
}

function judgeStarts(results) {
  const samples = results["start-up-100000"]?.["trickster"]?.samples ?? [];
  const posts = results["single-posts"]?.["trickster"]?.samples ?? [];
  return [
    atMost("start with 100,000 Routes", 2, {
      value: medianOf(samples, ({ time }) => time / 1000),
      unit: " s",
      digits: 2,
    }),
    atMost("resident memory with 100,000 Routes", 250, {
      value: medianOf(samples, ({ memory }) => memory / 1e6),
      unit: " MB",
    }),
    atMost("the last 1,000 of 100,000 single POSTs, to the first 1,000", 1.3, {
      value: medianOf(posts, ({ first, last }) => last / first),
      digits: 2,
    }),
  ];
}

function judgeDelay(results) {
  const samples = results["delay"]?.["trickster"]?.samples ?? [];
  return [
    atLeast(
      "rate with a delay of 100 ms, to the 10,000 a second of arithmetic",
      0.95,
      medianOf(samples, rateOf) / 10_000,
    ),
    atMost("99th percentile with a delay of 100 ms", 150, { value: medianOf(samples, ({ p99 }) => p99), unit: " ms" }),
  ];
}

/** Those of the goals for which there are figures. */
export function judge(results) {
  const all = [...judgeLoads(results), ...judgeStarts(results), ...judgeDelay(results)];
  return all.filter(({ measured }) => !measured.startsWith("NaN"));
}
