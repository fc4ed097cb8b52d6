/*
 * What is measured. A table is a set of Routes that a server is started with; its cases are the requests that it is
 * asked. Cases of one table are measured in the same rounds, with the same processes.
 *
 * A Route is written in no server's own words: a `path`, or a `pattern` (segments, some of them regular expressions),
 * and what it answers. Each of `servers/` translates it. `needs` names what a server must be able to do for a table.
 */
export const BODY = "Hello from Trickster!\n";
const LARGE_BODY = "x".repeat(65_536);
const CYCLE = ["1", "2", "3"].map((digit) => BODY.replace("!", digit));

/** Where no table has a Route. */
export const NOWHERE = "/nothing/here";

export const CREDENTIALS = { username: "ann", password: "s3cr3t" };
export const AUTHORIZATION = `Basic ${btoa(`${CREDENTIALS.username}:${CREDENTIALS.password}`)}`;

const many = (count, route) => () => Array.from({ length: count }, (_, index) => route(index));
const literal = (index) => ({ path: `/items/item${index}`, bodies: [BODY] });
const pattern = (index) => ({
  pattern: [`svc${index % 100}`, "users", "\\w+", `orders${index}`, "\\d+"],
  bodies: [BODY],
});

const hello = { path: "/hello", bodies: [BODY] };
const last = (count) => ({ path: `/items/item${count - 1}`, bodies: [BODY] });

/** A table of one Route that is asked, with one case of the same name. */
function feature(name, title, route, { needs = [], ...more } = {}) {
  const asked = { ...hello, ...route };
  return { name, needs, routes: () => [asked], cases: [{ name, title, ...asked, ...more }] };
}

function literals(count, title) {
  const name = `literal-${count}`;
  return { name, needs: [], routes: many(count, literal), cases: [{ name, title, ...last(count) }] };
}

const hundredThousand = literals(100_000, "100,000 literal Routes, the last one asked");
hundredThousand.cases.push({
  name: "misses",
  title: "misses with 100,000 literal Routes",
  path: NOWHERE,
  isMiss: true,
});

export const tables = [
  feature("static", "one static Route", {}),
  literals(100, "100 literal Routes, the last one asked"),
  literals(10_000, "10,000 literal Routes, the last one asked"),
  hundredThousand,
  {
    name: "patterns",
    needs: ["pattern"],
    routes: many(10_000, pattern),
    cases: [
      {
        name: "patterns",
        title: "10,000 pattern Routes, the last one asked",
        path: "/svc99/users/ann/orders9999/7",
        bodies: [BODY],
      },
    ],
  },
  feature(
    "auth",
    "auth (basic)",
    { auth: CREDENTIALS },
    { needs: ["auth"], headers: { authorization: AUTHORIZATION } },
  ),
  feature("cycle", "cycle over three Responses", { bodies: CYCLE }, { needs: ["cycle"] }),
  feature("repeat", "a Response with `repeat`", { repeat: 1e9 }, { needs: ["repeat"] }),
  feature("body-64k", "a body of 64 KiB", { bodies: [LARGE_BODY] }),
  feature(
    "delay",
    "a delay of 100 ms, 1,000 connections",
    { delay: 100 },
    {
      needs: ["delay"],
      connections: 1000,
      seconds: 12,
      rounds: 2,
    },
  ),
];

/** Cases that don't send a load; `run.mjs` knows how to measure each. */
export const otherCases = ["start-up", "start-up-100000", "library", "single-posts"];

export const caseNames = [...tables.flatMap(({ cases }) => cases.map(({ name }) => name)), ...otherCases];

export const tableNamed = (name) => tables.find((table) => table.name === name);
