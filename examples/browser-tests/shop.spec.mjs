import { expect } from "@playwright/test";
import { test } from "trickster/playwright";

const products = (...all) => ({ id: "products", path: "/products", responses: [{ body: all }] });

// In four browsers at the same time, on one server: each test sees its own products, and its own orders.
for (const pieces of [1, 2, 3, 4, 5, 6]) {
  test(`shows how many there are: ${pieces}`, async ({ page, trickster }) => {
    await trickster.replaceRoute("products", products({ name: "coffee", pieces }));

    await page.goto("/");

    await expect(page.getByRole("listitem")).toHaveText(`coffee: ${pieces} in stock Order coffee`);
    await trickster.verify({ route: "products", count: 1 });
  });
}

test("orders through the server of the app", async ({ page, trickster }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Order tea" }).click();

  await expect(page.getByRole("status")).toHaveText("You have ordered tea.");
  await trickster.verify({ route: "order", match: { json: { "$.name": "tea" } }, count: 1 });
});

test("says what the API says", async ({ page, trickster }) => {
  const refusal = { status: 409, body: { message: "The last one was sold a moment ago." } };
  await trickster.replaceRoute("order", { path: "/api/orders", method: "POST", responses: [refusal] });

  await page.goto("/");
  await page.getByRole("button", { name: "Order tea" }).click();

  await expect(page.getByRole("status")).toHaveText("The last one was sold a moment ago.");
});

test("lets nobody order what is not there", async ({ page, trickster }) => {
  await trickster.replaceRoute("products", products({ name: "coffee", pieces: 0 }));

  await page.goto("/");

  await expect(page.getByRole("button", { name: "Order coffee" })).toBeDisabled();
});

test("serves what a test asks for itself", async ({ request, trickster }) => {
  const answer = await request.get(`${trickster.url}/products`);

  expect(await answer.json()).toEqual([{ name: "tea", pieces: 7 }]);
});
