/** The figures that are read from the results: of which case, what is picked of a sample, and how it is written. */
import { tables } from "./cases.mjs";
import { megabytes, milliseconds, short, thousands } from "./markdown.mjs";

const allLoads = tables.flatMap(({ cases }) => cases);
const loads = allLoads.filter(({ name }) => name !== "delay");
const of = (name, title, pick, write) => ({ name, title, pick, write });

const pickRate = ({ rate }) => rate;
const pickTime = ({ time }) => time;
const pickMemory = ({ memory }) => memory;
const MEMORY = "resident memory then";

export const rates = loads.map(({ name, title }) => of(name, title, pickRate, thousands));
export const costs = loads.map(({ name, title }) => of(name, title, ({ cost }) => cost, short));

export const delays = [
  of("delay", "thousands of requests a second", pickRate, thousands),
  of("delay", "99 of 100 are answered within", ({ p99 }) => p99, milliseconds),
];

export const starts = [
  of("start-up", "from the start of the process to the first answer, one Route", pickTime, milliseconds),
  of("start-up", MEMORY, pickMemory, megabytes),
  of(
    "start-up-100000",
    "from the start of the process to the first answer, 100,000 literal Routes",
    pickTime,
    milliseconds,
  ),
  of("start-up-100000", MEMORY, pickMemory, megabytes),
];

export const library = [
  of("library", "make a server and listen", ({ listening }) => listening, milliseconds),
  of("library", "the import before that", ({ imported }) => imported, milliseconds),
];

export const posts = [
  of("single-posts", "the first 1,000 of 100,000 single POSTs", ({ first }) => first, milliseconds),
  of("single-posts", "the last 1,000", ({ last }) => last, milliseconds),
];

const titles = new Map(allLoads.map(({ name, title }) => [name, title]));

/** A case in words. */
export const titleOf = (name) => titles.get(name) ?? name.replace("start-up-100000", "start-up with 100,000 Routes");
