import { expect, test } from "vitest";
import { createTrickster } from "../../src/index.ts";

const message = async (trickster: ReturnType<typeof createTrickster>): Promise<string> =>
  ((await trickster.handle({ url: "/orders" })).json() as { message: string }).message;

test("explanations take no more than 100 ms of each second, by the clock that is handed in", async () => {
  let time = 5000;
  // Whoever looks at this clock has worked for 30 ms since the last look.
  const clock = { now: () => (time += 30), after: () => () => {} };
  const routes = [{ id: "a", path: "/order", responses: [{ body: "" }] }];
  await using trickster = createTrickster({ clock, routes });

  const explained = 'No active Route matches GET /orders. Closest: "a", but its path is /order, and not /orders.';
  const told =
    "No active Route matches GET /orders. There are too many misses to explain each; match_route?explain=1 will tell.";
  const found: string[] = [];
  for (let miss = 0; miss < 6; miss += 1) found.push(await message(trickster));

  // A miss is worked on twice: for the Routes that are near, and for what is wrong with them.
  expect(found).toEqual([explained, explained, told, told, told, told]);
  time = 6000;
  expect(await message(trickster)).toBe(explained);
});

test("a miss among very many Routes looks at few of them", async () => {
  const routes = Array.from({ length: 3000 }, (_, at) => ({
    id: `r${at}`,
    path: "/orders",
    method: "POST" as const,
    match: { query: { id: String(at) }, headers: { x: "1" } },
    responses: [{ body: "" }],
  }));
  await using trickster = createTrickster({ routes });
  const { explain } = (await trickster.handle({ method: "POST", url: "/orders?id=2999" })).json() as {
    explain: { route: string }[];
  };

  // The one that asks for what is there comes first, wherever it stands.
  expect(explain[0]?.route).toBe("r2999");
});
