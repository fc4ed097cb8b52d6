import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { responseDefaults } from "../support/definitions.ts";
import { expectError, expectFault } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const directory = mkdtempSync(join(tmpdir(), "trickster-files-"));
const files = join(directory, "files");
mkdirSync(join(files, "sub", "dots..in..name"), { recursive: true });
mkdirSync(join(directory, "files-beside"));
writeFileSync(join(files, "page.html"), "<p>Hello!</p>");
writeFileSync(join(files, "empty.txt"), "");
writeFileSync(join(files, "sub", "logo.PNG"), Buffer.from([0x89, 0x50, 0xff, 0x00]));
writeFileSync(join(files, "sub", "dots..in..name", "..a"), "dots");
writeFileSync(join(files, "large.bin"), Buffer.alloc(3_000_000, 7));
writeFileSync(join(directory, "secret.txt"), "secret");
writeFileSync(join(directory, "files-beside", "secret.txt"), "secret");
symlinkSync(join(directory, "secret.txt"), join(files, "link-out.txt"));
symlinkSync(directory, join(files, "folder-out"));
symlinkSync("page.html", join(files, "link-in.html"));
symlinkSync("nowhere", join(files, "broken.txt"));

afterAll(() => rmSync(directory, { recursive: true }));

function addFile(server: TestServer, path: unknown, more: object = {}) {
  const responses = [{ id: "r", body_file: path, ...more }];
  return server.call("POST /internal/routes", { id: "a", path: "/a", responses });
}

describeFeature("A body from a file", { files }, (test) => {
  test("is sent with the type that its name says, and its length", async (server) => {
    expect((await addFile(server, "page.html")).status).toBe(201);

    const answer = await server.request("/a");

    expect(answer.status).toBe(200);
    expect(answer.text()).toBe("<p>Hello!</p>");
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.headers["content-length"]).toBe("13");
  });

  test("tells HEAD its type and its length, on a connection that stays", async (server) => {
    const responses = [{ body_file: "large.bin" }];
    await server.call("POST /internal/routes", { path: "/large", method: "HEAD", responses });

    const answer = await server.request("HEAD /large");

    expect(answer.status).toBe(200);
    expect(answer.text()).toBe("");
    expect(answer.headers["content-length"]).toBe("3000000");
    expect(answer.headers["content-type"]).toBe("application/octet-stream");
  });

  test("reads back as the path, and nothing else", async (server) => {
    const created = await addFile(server, "sub/logo.PNG");

    expect(created.json()).toMatchObject({ responses: [{ ...responseDefaults, body_file: "sub/logo.PNG" }] });
    expect(created.text()).not.toContain('"body"');
    expect((await server.call("PUT /internal/routes/a", created.json())).json()).toEqual(created.json());
  });

  test("may stand in a folder, behind a link inside, be empty or large", async (server) => {
    const types: [path: string, type: string, text: string][] = [
      ["sub/logo.PNG", "image/png", Buffer.from([0x89, 0x50, 0xff, 0x00]).toString()],
      ["link-in.html", "text/html; charset=utf-8", "<p>Hello!</p>"],
      ["./sub/dots..in..name/..a", "application/octet-stream", "dots"],
      ["empty.txt", "text/plain; charset=utf-8", ""],
      ["large.bin", "application/octet-stream", "\u0007".repeat(3_000_000)],
    ];
    for (const [path, type, text] of types) {
      await server.request("DELETE /internal/routes");
      expect((await addFile(server, path)).status).toBe(201);

      const answer = await server.request("/a");

      expect([path, answer.headers["content-type"]]).toEqual([path, type]);
      expect(answer.text() === text).toBe(true);
      expect(answer.headers["content-length"]).toBe(String(path === "sub/logo.PNG" ? 4 : text.length));
    }
  });

  test("has the status, the headers and the count of its Response", async (server) => {
    await addFile(server, "page.html", { status: 404, headers: { "content-type": "text/plain", a: "1" }, repeat: 1 });

    const answer = await server.request("/a");

    expect([answer.status, answer.headers["content-type"], answer.headers["a"]]).toEqual([404, "text/plain", "1"]);
    expect(await server.counts("a")).toEqual([1, 1]);
  });

  test("may be that of a refusal", async (server) => {
    const auth = { method: "token", token: "t", unauthorized_response: { body_file: "page.html" } } as const;
    await server.add({ path: "/a", auth, responses: [{ body: "in" }] });

    const answer = await server.request("/a");

    expect([answer.status, answer.text()]).toEqual([401, "<p>Hello!</p>"]);
  });

  test("is read when it is sent, so that a change shows at once", async (server) => {
    writeFileSync(join(files, "changing.txt"), "old");
    await addFile(server, "changing.txt");
    expect((await server.request("/a")).text()).toBe("old");

    writeFileSync(join(files, "changing.txt"), "newer");

    expect((await server.request("/a")).text()).toBe("newer");
  });

  test("that is gone when it is to be sent is a 404 that says so", async (server) => {
    writeFileSync(join(files, "vanishing.txt"), "here");
    await addFile(server, "vanishing.txt");
    expect((await server.request("/a")).text()).toBe("here");

    rmSync(join(files, "vanishing.txt"));

    const message = 'The file "vanishing.txt" that this Response sends is not there any more.';
    expectError(await server.request("/a"), 404, message);
    expectError(await server.request("/a"), 404, message);
  });

  test("that leads out of the directory by the time it is sent is not read", async (server) => {
    writeFileSync(join(files, "swapped.txt"), "mine");
    await addFile(server, "swapped.txt");
    rmSync(join(files, "swapped.txt"));
    symlinkSync(join(directory, "secret.txt"), join(files, "swapped.txt"));

    const answer = await server.request("/a");

    rmSync(join(files, "swapped.txt"));
    expect(answer.status).toBe(404);
    expect(answer.text()).not.toContain("secret\n");
    expect(answer.json()).toMatchObject({ error: "Not Found" });
  });

  const relative = "must be relative to the directory given with --files, with / between its parts";
  const below = 'must stay below the directory given with --files, without ".."';
  const refused: [path: string, message: string][] = [
    ["", "must be the path of a file"],
    ["page.html\u0000.txt", "must be the path of a file"],
    ["../secret.txt", below],
    ["sub/../../secret.txt", below],
    ["sub/../page.html", below],
    ["..", below],
    ["../files-beside/secret.txt", below],
    [join(directory, "secret.txt"), relative],
    [join(files, "page.html"), relative],
    ["..\\secret.txt", relative],
    ["sub\\logo.PNG", relative],
    ["C:/secret.txt", relative],
    ["link-out.txt", "leads out of the directory given with --files"],
    ["folder-out/secret.txt", "leads out of the directory given with --files"],
    ["folder-out", "leads out of the directory given with --files"],
    [".", "leads out of the directory given with --files"],
    ["sub", "must name a file, not a directory"],
    ["sub/", "must name a file, not a directory"],
    ["nobody.txt", 'names no file below the directory given with --files: "nobody.txt"'],
    ["broken.txt", 'names no file below the directory given with --files: "broken.txt"'],
    ["page.html/x", 'names no file below the directory given with --files: "page.html/x"'],
    ["%2e%2e/secret.txt", 'names no file below the directory given with --files: "%2e%2e/secret.txt"'],
  ];
  for (const [path, message] of refused) {
    const shown = JSON.stringify(path.replace(directory, "<absolute>"));
    test(`is refused as ${shown}`, async (server) => {
      expectFault(await addFile(server, path), "/responses/0/body_file", message);
      expect(await server.read("/internal/routes")).toEqual([]);
    });
  }

  test("is refused if it is no text, or stands beside another body", async (server) => {
    expectFault(await addFile(server, 5), "/responses/0/body_file", "must be a string, got 5");
    expectFault(
      await addFile(server, "page.html", { body: "" }),
      "/responses/0",
      "must have one of body and body_file, not both",
    );
  });

  test("is refused by PUT, PATCH and single Responses alike", async (server) => {
    await addFile(server, "page.html");
    const bad = { body_file: "../secret.txt" };
    const before = await server.read("/internal/routes/a");

    for (const [line, payload] of [
      ["PUT /internal/routes/a", { path: "/a", responses: [bad] }],
      ["PATCH /internal/routes/a", { responses: [bad] }],
      ["POST /internal/routes/a/responses", bad],
      ["PUT /internal/routes/a/responses/r", bad],
      ["PATCH /internal/routes/a", { responses: [{ body_file: "link-out.txt" }] }],
      ["POST /internal/routes/a/responses", { body_file: "link-out.txt" }],
    ] as const) {
      expectError(await server.call(line, payload), 400, /body_file/);
    }
    expect(await server.read("/internal/routes/a")).toEqual(before);
  });
});

describeFeature("A body from a file without a directory of files", {}, (test) => {
  test("is a 400 that names the option", async (server) => {
    expectFault(
      await addFile(server, "page.html"),
      "/responses/0/body_file",
      "needs the directory that the file is in; start Trickster with --files DIR",
    );
  });
});
