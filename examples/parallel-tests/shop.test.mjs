import { test } from "trickster/vitest";
import { describe, expect } from "vitest";
import { order } from "./shop.mjs";

const orders = (body) => ({ id: "order", path: "/orders", method: "POST", responses: [{ status: 201, body }] });

// All at the same time, on one server: each test sees its own Routes and requests.
describe.concurrent("An order", () => {
  test.for([1, 2, 3, 4, 5])("is placed for what is in stock: %i", async (pieces, { trickster }) => {
    await trickster.addRoutes([{ path: "/stock/42", responses: [{ body: { pieces } }] }, orders("")]);

    expect(await order(trickster.url, 42)).toBe(pieces);

    await trickster.verify({ route: "order", match: { json: { "$.pieces": pieces } }, count: 1 });
  });

  test("is not placed if nothing is in stock", async ({ trickster }) => {
    await trickster.addRoutes([{ path: "/stock/42", responses: [{ body: { pieces: 0 } }] }, orders("")]);

    expect(await order(trickster.url, 42)).toBe(0);

    await trickster.verify({ route: "order", count: 0 });
  });

  test("asks for the stock that all tests know", async ({ trickster }) => {
    await trickster.addRoute({ ...orders(""), expect: { count: 1, follows: ["stock"] } });

    expect(await order(trickster.url, 7)).toBe(7);
  });
});
