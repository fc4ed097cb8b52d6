import { test } from "trickster/vitest";
import { order } from "./shop.mjs";

// Fails on purpose: what a developer sees then.
test("An order that nobody takes", async ({ trickster }) => {
  await trickster.addRoute({ id: "order", path: "/order", method: "POST", responses: [{ status: 201, body: "" }] });

  await order(trickster.url, 42);
});
