/*
 * What was measured, as Markdown. A cell has the median of the rounds and, in brackets, the ratio to plain `node:http` in
 * the same case; where that was not measured, to Trickster.
 */
import { judge } from "./goals.mjs";
import { joined, ratioText, section, table } from "./markdown.mjs";
import { costs, delays, library, posts, rates, starts, titleOf } from "./measures.mjs";
import { cores, isBound } from "./processes.mjs";
import { medianOf, medianRatio } from "./statistics.mjs";

const KINDS = { cannot: "–", slow: "too slow", failed: "failed" };

/** What a measure says of a server, or why it says nothing. */
function cell(result, { pick, write }) {
  if (result === undefined) return "";
  if (result.samples === undefined) return KINDS[result.kind];
  const value = medianOf(result.samples, pick);
  return value === 0 ? KINDS.slow : write(value);
}

function cellWithRatio(byServer, name, measure) {
  const result = byServer[name];
  const base = byServer["node-http"] ?? byServer["trickster"];
  const text = cell(result, measure);
  if (base === result || result?.samples === undefined || base?.samples === undefined) return text;
  return `${text} (${ratioText(medianRatio(result.samples, base.samples, measure.pick))})`;
}

/** A table with a row for each measure that was taken, and a column for each server. */
function tableOf(results, measures, servers, write = (byServer, name, measure) => cell(byServer[name], measure)) {
  const taken = measures.filter(({ name }) => results[name] !== undefined);
  const rows = taken.map((measure) =>
    [measure.title].concat(servers.map(({ name }) => write(results[measure.name], name, measure))),
  );
  return rows.length === 0 ? undefined : table(["", ...servers.map(({ title }) => title)], rows);
}

/** Why a server has no figure: once for each reason, with the cases. */
function missing(results, servers, leftOut) {
  const found = new Map();
  for (const [name, byServer] of Object.entries(results)) {
    for (const server of servers) {
      const { kind, reason } = byServer[server.name] ?? {};
      if (reason === undefined) continue;
      const line = `${kind === "failed" ? "failed: " : ""}${reason.split("\n")[0]}`;
      const entry = found.get(server.title + line) ?? { title: server.title, line, cases: [] };
      found.set(server.title + line, entry);
      entry.cases.push(titleOf(name));
    }
  }
  const lines = [...found.values()].map(({ title, line, cases }) => `- ${title} (${cases.join("; ")}): ${line}`);
  const all = [...lines, ...leftOut.map((line) => `- left out: ${line}`)];
  return all.length === 0 ? undefined : all.join("\n");
}

function goals(results) {
  const rows = judge(results).map(({ title, goal, measured, isReached }) => {
    return [title, goal, measured, isReached ? "reached" : "missed"];
  });
  return rows.length === 0 ? undefined : table(["", "goal", "measured", ""], rows);
}

function conditions({ rounds, seconds }) {
  const binding = isBound ? "servers on one of them, the load on another" : "not bound to them";
  const place = `${process.platform}, ${cores} cores (${binding})`;
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date} with Node.js ${process.version.slice(1)}, ${place}; ${rounds} rounds of ${seconds} s.`;
}

function versions(servers) {
  const others = servers.filter(({ name }) => name !== "node-http");
  return others.length === 0 ? undefined : `${others.map(({ title, version }) => `${title} ${version()}`).join(", ")}.`;
}

export function report(results, { plan, servers, leftOut }) {
  const inProgram = servers.filter(({ name }) => results.library?.[name] !== undefined);
  return joined([
    conditions(plan),
    versions(servers),
    section("Thousands of requests a second", tableOf(results, rates, servers, cellWithRatio)),
    section("A delay of 100 ms, 1,000 connections at a time", tableOf(results, delays, servers)),
    section("Start-up and memory", tableOf(results, starts, servers)),
    section("In a program", tableOf(results, library, inProgram)),
    section("Processor time for each request, in µs", tableOf(results, costs, servers, cellWithRatio)),
    section("What is missing", missing(results, servers, leftOut)),
    section("Goals", goals(results)),
  ]);
}

/** Two revisions of Trickster beside each other: what each measured, and the ratio. */
export function compareReport(results, { plan, servers }) {
  const [earlier, now] = servers;
  const rows = [rates, delays, costs, starts, library, posts].flatMap((measures) => rowsOf(results, measures, servers));
  const gaps = section("What is missing", missing(results, servers, []));
  return joined([conditions(plan), table(["", "case", earlier.title, `${now.title} now`, "ratio"], rows), gaps]);
}

const FIGURES = new Map([
  [rates, "thousands a second"],
  [costs, "processor time, µs"],
]);

function rowsOf(results, measures, [earlier, now]) {
  const taken = measures.filter(({ name }) => results[name] !== undefined);
  return taken.map((measure) => {
    const { [earlier.name]: before, [now.name]: after } = results[measure.name];
    const ratio = before?.samples && after?.samples && medianRatio(after.samples, before.samples, measure.pick);
    const names = [FIGURES.get(measures) ?? measure.title, titleOf(measure.name)];
    return names.concat(cell(before, measure), cell(after, measure), ratio ? ratio.toFixed(3) : "–");
  });
}
