import assert from "node:assert/strict";
import { test } from "node:test";
import { useTrickster } from "trickster/node-test";
import { order } from "./shop.mjs";

await test("An order", { concurrency: true }, async (t) => {
  const placed = [1, 2, 3].map((pieces) =>
    t.test(`is placed for what is in stock: ${pieces}`, async (each) => {
      const trickster = await useTrickster(each);
      await trickster.addRoutes([
        { path: "/stock/42", responses: [{ body: { pieces } }] },
        { path: "/orders", method: "POST", responses: [{ status: 201, body: "" }], expect: { count: 1 } },
      ]);

      assert.equal(await order(trickster.url, 42), pieces);
    }),
  );
  await Promise.all(placed);
});
