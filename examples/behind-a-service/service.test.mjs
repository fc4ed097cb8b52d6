import { test } from "trickster/vitest";
import { describe, expect, inject } from "vitest";

/** Asks the service; the headers say in which sandbox its own requests are to land. */
async function total(things, { headers }) {
  const answer = await fetch(`${inject("serviceUrl")}/total?things=${things}`, { headers });
  return { status: answer.status, ...(await answer.json()) };
}

const price = (thing, amount) => ({ path: `/prices/${thing}`, responses: [{ body: { price: amount } }] });

// All at the same time, through one service that knows nothing of Trickster.
describe.concurrent("The total", () => {
  test.for([1, 20, 300, 4000])("adds up prices: tea for %i", async (amount, { trickster }) => {
    await trickster.addRoutes([price("tea", amount), price("milk", 1)]);

    expect(await total("tea,milk", trickster)).toEqual({ status: 200, total: amount + 1 });
  });

  test("asks for each price that is in the basket", async ({ trickster }) => {
    await trickster.addRoutes([price("tea", 3), price("milk", 1)]);

    await total("tea,milk,tea", trickster);

    await trickster.verify({ path: "/prices/tea", count: 2 });
    await trickster.verify({ path: "/prices/milk", count: 1 });
  });

  test("is not told if a price is not known", async ({ trickster }) => {
    await trickster.addRoute({ path: "/prices/tea", responses: [{ status: 404, body: "" }] });

    expect(await total("tea", trickster)).toEqual({ status: 502, message: "A price is not known." });
  });
});
