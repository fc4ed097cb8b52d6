import assert from "node:assert/strict";
import { test } from "node:test";
import { createTrickster } from "trickster";
import { weather } from "./weather.mjs";

await test("gives up on a service that stays busy", async (t) => {
  const trickster = createTrickster({
    routes: [{ id: "busy", path: "/weather/.+", responses: [{ status: 503, body: "busy" }] }],
  });
  t.after(() => trickster.close());
  const { url } = await trickster.listen({ port: 0 });

  await assert.rejects(weather(url, "rome"), /busy/);

  assert.equal(trickster.route("busy").used_count, 3);
});
