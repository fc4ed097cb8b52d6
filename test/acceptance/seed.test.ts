import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { describeFeature } from "../support/transports.ts";

const dice = {
  id: "dice",
  path: "/dice",
  response_selection: "random" as const,
  responses: [1, 2, 3, 4, 5, 6].map((body) => ({ id: `r${body}`, body: String(body) })),
};

async function draw(trickster: ReturnType<typeof createTrickster>, url = "/dice", times = 20): Promise<string> {
  let drawn = "";
  for (let at = 0; at < times; at += 1) drawn += (await trickster.handle({ url })).text();
  return drawn;
}

describe("Two servers with one seed", () => {
  it("answer the same requests with the same", async () => {
    const [one, two] = [createTrickster({ seed: 1, routes: [dice] }), createTrickster({ seed: 1, routes: [dice] })];
    const other = createTrickster({ seed: 2, routes: [dice] });

    const drawn = await draw(one);

    expect(await draw(two)).toBe(drawn);
    expect(await draw(other)).not.toBe(drawn);
    expect(new Set(drawn).size).toBeGreaterThan(3);
  });

  it("do so whatever else is going on", async () => {
    const busy = createTrickster({ seed: 1, routes: [dice, { ...dice, id: "more", path: "/more" }] });
    const quiet = createTrickster({ seed: 1, routes: [dice] });
    await draw(busy, "/more", 7);

    const drawn = await draw(busy, "/dice", 5);
    await draw(busy, "/more", 7);

    expect(drawn + (await draw(busy, "/dice", 5))).toBe(await draw(quiet, "/dice", 10));
    expect(await draw(busy, "/more", 10)).not.toBe(await draw(quiet, "/dice", 10));
  });

  it("give the same ids, in the order of adding; and again after a reset", async () => {
    const definition = { path: "/a", responses: [{ body: "" }] };
    const [one, two] = [createTrickster({ seed: 7, routes: [definition] }), createTrickster({ seed: 7 })];
    const given = [...one.routes(), one.addRoute(definition), one.addRoute(definition)];

    expect([1, 2, 3].map(() => two.addRoute(definition))).toEqual(given);
    expect(new Set(given.flatMap(({ id, responses }) => [id, responses[0]?.id])).size).toBe(6);
    expect(given[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await one.handle({ method: "POST", url: "/internal/reset" });
    expect(one.addRoute(definition)).toEqual(given[1]);
  });

  it("never give an id that is taken", () => {
    const definition = { path: "/a", responses: [{ body: "" }] };
    const next = createTrickster({ seed: 7 }).addRoute(definition).id;
    const server = createTrickster({ seed: 7 });
    server.addRoute({ ...definition, id: next });

    expect(server.addRoute(definition).id).not.toBe(next);
    expect(() => createTrickster({ seed: 7 }).addRoutes([definition, { ...definition, id: next }])).toThrow(
      `1/id is "${next}", like that of another Route.`,
    );
  });
});

describeFeature("A sandbox", { seed: 3, routes: [dice] }, (test) => {
  test("has a seed of its own, from that of the server and its id, or a given one", async (server) => {
    const read = async (id: string) => (await server.read(`/internal/sandboxes/${id}`)) as { seed: number };
    for (const payload of [{ id: "one" }, { id: "two" }, { id: "three", seed: 5 }, { id: "four", seed: 5 }]) {
      await server.call("POST /internal/sandboxes", payload);
    }
    const drawIn = async (id: string) => draw(server.trickster, `/~${id}/dice`);

    expect(await server.read("/internal/sandboxes")).toMatchObject({ seed: 3 });
    expect((await read("three")).seed).toBe(5);
    expect(await drawIn("three")).toBe(await drawIn("four"));
    expect(await drawIn("one")).not.toBe(await drawIn("two"));
    const { seed } = await read("one");
    await server.call("PUT /internal/sandboxes/one", { seed });
    const again = await drawIn("one");
    await server.call("PUT /internal/sandboxes/one", {});
    expect(await drawIn("one")).toBe(again);
  });

  test("draws the same again after a reset", async (server) => {
    await server.call("POST /internal/sandboxes", { id: "one" });
    const drawn = await draw(server.trickster, "/~one/dice");

    await server.request("POST /~one/internal/reset");

    expect(await draw(server.trickster, "/~one/dice")).toBe(drawn);
  });
});
