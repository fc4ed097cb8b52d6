import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { send } from "../support/http-client.ts";

const JSON_TYPE = { "content-type": "application/json" };

let root: string;
let files: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "trickster-")));
  files = join(root, "files");
  await mkdir(join(files, "folder"), { recursive: true });
  await mkdir(join(root, "files-beside"));
  await writeFile(join(files, "plain.txt"), "plain");
  await writeFile(join(files, "folder", "inner.txt"), "inner");
  await writeFile(join(root, "secret.txt"), "secret");
  await writeFile(join(root, "files-beside", "secret.txt"), "secret");
});

afterEach(() => rm(root, { recursive: true }));

async function post(path: string): Promise<{ status: number; text: string }> {
  await using trickster = createTrickster({ files });
  const answer = await trickster.handle({
    method: "POST",
    url: "/internal/routes",
    headers: JSON_TYPE,
    body: JSON.stringify({ path: "/file", responses: [{ body_file: path }] }),
  });
  return { status: answer.status, text: answer.text() };
}

describe("A body_file", () => {
  it("is read below the directory of --files", async () => {
    await symlink("plain.txt", join(files, "link.txt"));
    await symlink("folder", join(files, "other-folder"));
    for (const [path, content] of [
      ["plain.txt", "plain"],
      ["folder/inner.txt", "inner"],
      ["./folder/./inner.txt", "inner"],
      ["link.txt", "plain"],
      ["other-folder/inner.txt", "inner"],
    ] as const) {
      await using trickster = createTrickster({ files, routes: [{ path: "/file", responses: [{ body_file: path }] }] });
      const { port } = await trickster.listen({ port: 0 });
      expect([path, (await send(port, { url: "/file" })).text()]).toEqual([path, content]);
    }
  });

  it("never leads out of it, however its path is written", async () => {
    await symlink(join(root, "secret.txt"), join(files, "absolute-link"));
    await symlink("../secret.txt", join(files, "relative-link"));
    await symlink(root, join(files, "link-to-folder"));
    await symlink("../files-beside", join(files, "link-beside"));
    await symlink("absolute-link", join(files, "link-to-link"));
    for (const path of [
      "../secret.txt",
      "folder/../../secret.txt",
      "./../secret.txt",
      "..",
      "folder/..",
      "/etc/passwd",
      "//etc/passwd",
      `${root}/secret.txt`,
      "..\\secret.txt",
      "folder\\..\\..\\secret.txt",
      "C:/secret.txt",
      "C:secret.txt",
      "../files-beside/secret.txt",
      "%2e%2e/secret.txt",
      "..%2fsecret.txt",
      "plain.txt\0.png",
      "file:///etc/passwd",
      "",
      ".",
      "folder",
      "folder/",
      "none.txt",
      "plain.txt/x",
      "absolute-link",
      "relative-link",
      "link-to-folder/secret.txt",
      "link-beside/secret.txt",
      "link-to-link",
      "x".repeat(5000),
    ]) {
      const { status, text } = await post(path);
      expect([path, status]).toEqual([path, 400]);
      expect(text).toContain("responses/0/body_file");
      expect(text).not.toContain(root);
    }
  });

  it("that is no file, such as a pipe that nobody writes to, is refused and never waited for", async () => {
    execFileSync("mkfifo", [join(files, "pipe")]);
    expect((await post("pipe")).status).toBe(400);

    await using trickster = createTrickster({
      files,
      routes: [{ path: "/file", responses: [{ body_file: "plain.txt" }] }],
    });
    const { port } = await trickster.listen({ port: 0 });
    await rename(join(files, "pipe"), join(files, "plain.txt"));
    expect((await send(port, { url: "/file" })).status).toBe(404);
    expect((await trickster.handle({ url: "/file" })).status).toBe(404);
  });

  it("is looked at anew for each answer: what was put in its place later leads nowhere either", async () => {
    await using trickster = createTrickster({
      files,
      routes: [
        { path: "/file", responses: [{ body_file: "plain.txt" }] },
        { path: "/inner", responses: [{ body_file: "folder/inner.txt" }] },
      ],
    });
    const { port } = await trickster.listen({ port: 0 });
    expect((await send(port, { url: "/file" })).text()).toBe("plain");

    await rm(join(files, "plain.txt"));
    await symlink("../secret.txt", join(files, "plain.txt"));
    await rm(join(files, "folder"), { recursive: true });
    await writeFile(join(root, "files-beside", "inner.txt"), "secret");
    await symlink("../files-beside", join(files, "folder"));

    for (const url of ["/file", "/inner"]) {
      const answer = await send(port, { url });
      expect(answer.status).toBe(404);
      expect(answer.text()).not.toContain("secret");
      expect(answer.json()).toMatchObject({ error: "Not Found" });
      expect((await trickster.handle({ url })).status).toBe(404);
    }
  });

  it("may be changed, emptied and removed while it is served", async () => {
    await using trickster = createTrickster({
      files,
      routes: [{ path: "/file", responses: [{ body_file: "plain.txt" }] }],
    });
    const { port } = await trickster.listen({ port: 0 });
    await writeFile(join(files, "plain.txt"), "other");
    expect((await send(port, { url: "/file" })).text()).toBe("other");
    await writeFile(join(files, "plain.txt"), "");
    expect(await send(port, { url: "/file" })).toMatchObject({ status: 200, headers: { "content-length": "0" } });
    await rm(join(files, "plain.txt"));
    expect((await send(port, { url: "/file" })).status).toBe(404);
    expect(trickster.routes()[0]?.used_count).toBe(3);
  });

  it("needs --files: without it nothing is read", async () => {
    await using trickster = createTrickster();

    expect(() => trickster.addRoute({ path: "/", responses: [{ body_file: "package.json" }] })).toThrow(/--files DIR/);
  });

  it("can't be brought in by a patch, a Response or a refusal either", async () => {
    await using trickster = createTrickster({
      files,
      routes: [{ id: "r", path: "/", responses: [{ id: "a", body: 1 }] }],
    });
    const call = async (method: string, url: string, payload: unknown): Promise<number> =>
      (await trickster.handle({ method, url, headers: JSON_TYPE, body: JSON.stringify(payload) })).status;
    const bad = { body_file: "../secret.txt" };

    expect(await call("PATCH", "/internal/routes/r", { responses: [bad] })).toBe(400);
    expect(
      await call("PATCH", "/internal/routes/r", [
        { op: "remove", path: "/responses/0/body" },
        { op: "add", path: "/responses/0/body_file", value: "../secret.txt" },
      ]),
    ).toBe(400);
    expect(await call("POST", "/internal/routes/r/responses", bad)).toBe(400);
    expect(await call("PUT", "/internal/routes/r/responses/a", bad)).toBe(400);
    const auth = { method: "token", token: "t", unauthorized_response: bad };
    expect(await call("PATCH", "/internal/routes/r", { auth })).toBe(400);
    expect((await trickster.handle({ url: "/" })).text()).toBe("1");
  });
});
