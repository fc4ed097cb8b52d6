import { expect } from "@playwright/test";
import { test } from "trickster/playwright";

// Fails on purpose: what a developer sees then.
test("An order that the API does not know", async ({ page, trickster }) => {
  await trickster.replaceRoute("order", { path: "/api/order", method: "POST", responses: [{ status: 201, body: {} }] });

  await page.goto("/");
  await page.getByRole("button", { name: "Order tea" }).click();

  await expect(page.getByRole("status")).toHaveText("You have ordered tea.", { timeout: 1000 });
});
