import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { main } from "../../src/cli/main.ts";
import { runCommand } from "../support/command.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const order = {
  id: "order",
  path: "/orders/{id:integer}",
  method: "POST",
  match: { headers: { "x-tenant": "acme" }, query: { page: 1 } },
  responses: [{ body: "" }],
} as const;

/** What the command prints, on a terminal that shows colours. */
async function inColor(args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const take = (text: string): void => void lines.push(text);
  await main(args, { environment: {}, hasColor: true, hasOutputColor: true, out: take, error: take });
  return lines.join("\n");
}

describe("trickster explain", () => {
  it("asks a running Trickster, and shows both sides and what mends them", async () => {
    await using trickster = createTrickster({ routes: [order] });
    const { url, port } = await trickster.listen({ port: 0 });

    const { status, stdout } = await runCommand([
      "explain",
      "--port",
      String(port),
      "POST /order/7?page=2",
      "-H",
      "X-Tenant: acne",
    ]);

    expect(status).toBe(1);
    expect(stdout).toBe(
      [
        'No active Route matches POST /order/7. Closest: "order", but its path is /orders/{id:integer}, and not /order/7; header x-tenant is "acne", and must be "acme"; and 1 more.',
        "",
        "order",
        "                           the Route asks for      the request has",
        '  /path                    "/orders/{id:integer}"  "/order/7"',
        '  /match/headers/x-tenant  "acme"                  "acne"',
        '  /match/query/page        1                       "2"',
        "  mend the Route:",
        `    curl -X PATCH ${url}/internal/routes/order -H 'content-type: application/json' -d '[{"op":"replace","path":"/path","value":"/order/7"},{"op":"remove","path":"/match/headers/x-tenant"},{"op":"remove","path":"/match/query/page"}]'`,
        "  or the request:",
        `    curl -X POST -H 'x-tenant: acme' '${url}/orders/7?page=1'`,
        "",
      ].join("\n"),
    );
  });

  it("asks the Routes of a file, which need no server", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [order] });
    const routes = ["--routes", folder.join("routes.json")];

    const hit = await runCommand(["explain", "POST /orders/7?page=1", "-H", "x-tenant: acme", ...routes]);
    expect(hit).toEqual({ status: 0, stdout: 'The Route "order" matches POST /orders/7.\n', stderr: "" });
    expect((await runCommand(["explain", "/nothing/like/it", ...routes])).status).toBe(1);
  });

  it("takes data as curl does: JSON, a form, or text", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.json": [
        { id: "json", path: "/a", method: "POST", match: { json: { "$.a": 1 } }, responses: [{ body: "" }] },
        { id: "form", path: "/a", method: "POST", match: { form: { a: "1" } }, responses: [{ body: "" }] },
        { id: "text", path: "/a", method: "POST", match: { body: "hello" }, responses: [{ body: "" }] },
      ],
    });
    const ask = async (data: string): Promise<string> =>
      (await runCommand(["explain", "/a", "-d", data, "--routes", folder.join("routes.json")])).stdout;

    expect(await ask('{"a": 1}')).toContain('"json" matches');
    expect(await ask("a=1&b=2")).toContain('"form" matches');
    expect(await ask("hello")).toContain('"text" matches');
  });

  it("says in one line what it can't do", async () => {
    const nobody = await runCommand(["explain", "/a", "--url", "http://127.0.0.1:1/internal"]);
    expect(nobody.status).toBe(2);
    expect(nobody.stderr).toMatch(
      /^trickster: there is no Trickster that answers at \S+ \(ECONNREFUSED\); start one, or give --routes FILE\n$/,
    );
    const broken = await runCommand(["explain", "/a", "--routes", "nowhere.json"]);
    expect([broken.status, broken.stderr]).toEqual([2, "trickster: nowhere.json does not exist\n"]);
    await using folder = await TemporaryFolder.create({ "routes.json": [] });
    const method = await runCommand(["explain", "GTE /a", "--routes", folder.join("routes.json")]);
    expect([method.status, method.stderr]).toEqual([
      2,
      expect.stringMatching(/^trickster: method must be one of .* did you mean "GET"\?\n$/),
    ]);
  });

  it("carries the admin token", async () => {
    await using trickster = createTrickster({ routes: [order], adminToken: "t" });
    const { port } = await trickster.listen({ port: 0 });
    const ask = (...more: string[]) => runCommand(["explain", "/a", "--port", String(port), ...more]);

    expect((await ask()).stderr).toMatch(/^trickster: /);
    expect((await ask("--admin-token", "t")).status).toBe(1);
  });

  it("marks on a terminal what failed", async () => {
    await using folder = await TemporaryFolder.create({ "routes.json": [order] });

    const shown = await inColor([
      "explain",
      "POST /orders/7?page=2",
      "-H",
      "x-tenant: acme",
      "--routes",
      folder.join("routes.json"),
    ]);
    expect(shown).toContain('\u001b[32m1                 \u001b[39m  \u001b[31m"2"\u001b[39m');
  });

  it("prints nothing that could steer a terminal", async () => {
    const routes = [{ ...order, match: { query: { a: "\u001b[2J\u0007" } } }];
    await using folder = await TemporaryFolder.create({ "routes.json": routes });

    const { stdout } = await runCommand(["explain", "POST /orders/7", "--routes", folder.join("routes.json")]);
    const controls = [...stdout].filter((char) => char !== "\n" && char < " ");
    expect(controls).toEqual([]);
  });
});
