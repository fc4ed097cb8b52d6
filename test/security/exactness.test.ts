import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { RawConnection } from "../support/raw-client.ts";

const CONNECTIONS = 64;
const REPEAT = 500;
const request = "GET /limited HTTP/1.1\r\nhost: localhost\r\n\r\n";

/** Asks ten times in a row, and goes before it has read all answers if told so. Resolves to the 200s that it saw. */
async function ask(port: number, goesEarly: boolean): Promise<number> {
  const connection = await RawConnection.open(port);
  await connection.write(request.repeat(10));
  if (goesEarly) await connection.until(/HTTP\/1\.1 \d/);
  else await connection.until(/(?:HTTP\/1\.1 [^]*){10}\}|(?:<>[^]*){10}/);
  connection.close();
  return connection.received.match(/HTTP\/1\.1 200/g)?.length ?? 0;
}

describe("A Response with repeat", () => {
  it("is chosen exactly so often, however many ask and go", async () => {
    await using trickster = createTrickster();
    trickster.addRoute({ id: "limited", path: "/limited", responses: [{ id: "a", body: "<>", repeat: REPEAT }] });
    const { port } = await trickster.listen({ port: 0 });

    const seen = await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => ask(port, index % 3 === 0)));
    const rest = await ask(port, false);

    // Whoever goes may take an answer along that nobody has read, but it is counted.
    const total = seen.reduce((sum, count) => sum + count, rest);
    expect(total).toBeLessThanOrEqual(REPEAT);
    expect(trickster.response("limited", "a").used_count).toBe(REPEAT);
    expect(trickster.route("limited")).toMatchObject({ used_count: REPEAT, is_active: false });
  });

  it("is seen exactly so often if nobody goes", async () => {
    await using trickster = createTrickster();
    trickster.addRoute({ id: "limited", path: "/limited", responses: [{ id: "a", body: "<>", repeat: REPEAT }] });
    const { port } = await trickster.listen({ port: 0 });

    const seen = await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(port, false)));

    expect(seen.reduce((sum, count) => sum + count, 0)).toBe(REPEAT);
    expect(trickster.response("limited", "a").used_count).toBe(REPEAT);
  });

  it("is counted before its delay, so that nobody can take it twice, and stays counted if they go", async () => {
    await using trickster = createTrickster();
    trickster.addRoute({
      id: "limited",
      path: "/limited",
      responses: [{ id: "a", body: "<>", repeat: 3, delay: 1000 }],
    });
    const { port } = await trickster.listen({ port: 0 });
    const waiting = await Promise.all([1, 2, 3].map(() => RawConnection.open(port)));
    for (const connection of waiting) await connection.write(request);
    await expect.poll(() => trickster.response("limited", "a").used_count).toBe(3);

    const late = await RawConnection.open(port);
    await late.write(request);
    expect(await late.until(/\}$/)).toMatch(/^HTTP\/1\.1 404/);
    for (const connection of [...waiting, late]) connection.close();

    expect(trickster.response("limited", "a")).toMatchObject({ used_count: 3, is_active: false });
  });

  it("is exact behind a form too, which is read before anything is counted", async () => {
    await using trickster = createTrickster();
    trickster.addRoute({
      id: "limited",
      path: "/limited",
      method: "POST",
      auth: { method: "form", fields: { user: "ann" } },
      responses: [{ id: "a", body: "<>", repeat: 20 }],
    });
    const { port } = await trickster.listen({ port: 0 });
    const fields = "host: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 8\r\n\r\n";
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => RawConnection.open(port)));
    // All heads first: each Route is chosen while every other form is still under way.
    for (const connection of connections) await connection.write(`POST /limited HTTP/1.1\r\n${fields}user=`);
    for (const connection of connections) await connection.write("ann");
    const answers = await Promise.all(connections.map((connection) => connection.until(/<>$|\}$/)));
    for (const connection of connections) connection.close();

    expect(answers.filter((answer) => answer.startsWith("HTTP/1.1 200"))).toHaveLength(20);
    expect(trickster.response("limited", "a").used_count).toBe(20);
  });
});
