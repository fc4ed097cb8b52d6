/** What is said on the command line. */
import { parseArgs } from "node:util";
import { caseNames } from "./cases.mjs";
import { servers } from "./servers/index.mjs";

export const USAGE = `npm run bench -- [options]

  --cases a,b     only these: ${caseNames.join(", ")}
  --servers x,y   only these: ${servers.map(({ name }) => name).join(", ")}
  --rounds N      rounds of each case (default: 7; servers far from Node.js are measured in every fourth)
  --seconds N     seconds of each measurement (default: 1)
  --timeout N     seconds that a server may take to start (default: 45)
  --quick         few rounds, and the peers only where there are few Routes
  --compare REV   this Trickster beside that of an earlier revision, and nothing else
  --write         write the figures into docs/explanation/performance.md
  --help
`;

const OPTIONS = {
  cases: { type: "string" },
  servers: { type: "string" },
  rounds: { type: "string" },
  seconds: { type: "string" },
  timeout: { type: "string" },
  quick: { type: "boolean", default: false },
  compare: { type: "string" },
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

/** An error of the user's, which is told in one line. */
export class UsageError extends Error {}

export function readOptions(args) {
  const values = parse(args);
  const isPart = values.cases !== undefined || values.servers !== undefined || values.compare !== undefined;
  if (values.write && isPart)
    throw new UsageError("--write needs all figures: leave --cases, --servers and --compare out");
  const { quick } = values;
  return {
    ...values,
    cases: names("cases", values.cases, caseNames),
    servers: names(
      "servers",
      values.servers,
      servers.map(({ name }) => name),
    ),
    rounds: count("rounds", values.rounds, quick ? 2 : 7),
    seconds: count("seconds", values.seconds, 1),
    warmUp: quick ? 1 : 2,
    startRounds: quick ? 2 : 5,
    timeout: count("timeout", values.timeout, quick ? 30 : 45) * 1000,
  };
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function names(option, value, known) {
  const given = value?.split(",") ?? known;
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`--${option}: ${unknown} is none of ${known.join(", ")}`);
  return given;
}

function count(option, value, otherwise) {
  const number = value === undefined ? otherwise : Number(value);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`--${option}: ${value} is no number of ${option}`);
  return number;
}
