import { createTrickster } from "trickster";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { weather } from "./weather.mjs";

const trickster = createTrickster();
let url: string;

beforeAll(async () => {
  ({ url } = await trickster.listen({ port: 0 }));
});
beforeEach(() => trickster.reset());
afterAll(() => trickster.close());

test("the weather of a city", async () => {
  trickster.addRoute({ path: "/weather/oslo", responses: [{ body: { city: "Oslo", celsius: -3 } }] });

  expect(await weather(url, "oslo")).toEqual({ city: "Oslo", celsius: -3 });
});

test("asks again when the service is busy", async () => {
  const route = trickster.addRoute({
    path: "/weather/.+",
    responses: [{ status: 503, repeat: 2, body: "busy" }, { body: { celsius: 21 } }],
  });

  expect(await weather(url, "rome")).toEqual({ celsius: 21 });
  expect(trickster.route(route.id).used_count).toBe(3);
});
