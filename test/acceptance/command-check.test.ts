import { describe, expect, it } from "vitest";
import { type Finished, runCommand } from "../support/command.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

/** `trickster check` on files of a folder; its path is cut off in what is said. */
async function check(folder: TemporaryFolder, names: string[], args: string[] = []): Promise<Finished> {
  const finished = await runCommand(["check", ...args, ...names.map((name) => folder.join(name))]);
  const cut = (text: string): string => text.replaceAll(`${folder.path}/`, "");
  return { ...finished, stdout: cut(finished.stdout), stderr: cut(finished.stderr) };
}

describe("trickster check", () => {
  it("says how many Routes are in good files", async () => {
    await using folder = await TemporaryFolder.create({
      "one.json": [{ path: "/", responses: [] }],
      "two.yaml": "- path: /\n  responses: []\n- path: /b\n  responses: []\n",
      "none.yml": "[]",
    });

    expect(await check(folder, ["one.json", "two.yaml", "none.yml"])).toEqual({
      status: 0,
      stdout: "one.json: 1 Route, no fault\ntwo.yaml: 2 Routes, no fault\nnone.yml: 0 Routes, no fault\n",
      stderr: "",
    });
  });

  it("names every fault of JSON with line, column and place", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.json": [
        "[",
        '  { "path": "/a", "respones": [] },',
        '  { "path": "/(", "responses": [',
        '      { "body": 1,',
        '        "status": 1000, "delay": [2, 1] },',
        '      { "id": "x", "body": "a" }, { "id": "x", "body": "b" }',
        "  ] },",
        '  { "id": "r", "path": "/", "responses": [] }, { "id": "r", "path": "/", "responses": [] },',
        '  { "path": "/", "responses": [ { "id": "x", "body": "a" }, { "id": "x", "body": "b" } ] }',
        "]",
      ].join("\n"),
    });

    expect(await check(folder, ["routes.json"])).toEqual({
      status: 1,
      stdout: "",
      stderr: `${[
        'routes.json:2:31 0/respones is not a field of a Route; did you mean "responses"?',
        'routes.json:2:3 0 is missing the required field "responses"',
        "routes.json:3:13 1/path must be a regular expression: missing closing ): `/(`",
        "routes.json:5:19 1/responses/0/status must be at most 999, got 1000",
        "routes.json:5:34 1/responses/0/delay must have its minimum first, got [2, 1]",
        "routes.json:6:43 1/responses/2/id is the id of another Response of the same Route",
        'routes.json:8:56 3/id is "r", like that of the Route routes.json 2',
        "routes.json:9:69 4/responses/1/id is the id of another Response of the same Route",
        "routes.json: 8 faults",
      ].join("\n")}\n`,
    });
  });

  it("names every fault of YAML with line, column and place", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.yaml": "- path: /a\n  responses:\n    - body: 1\n      status: 99\n- path: /b\n",
    });

    expect(await check(folder, ["routes.yaml"])).toEqual({
      status: 1,
      stdout: "",
      stderr: [
        "routes.yaml:4:15 0/responses/0/status must be at least 100, got 99",
        'routes.yaml:5:3 1 is missing the required field "responses"',
        "routes.yaml: 2 faults",
        "",
      ].join("\n"),
    });
  });

  it("says where a file stops being JSON or YAML", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.json": '[\n  {"path": "/a",}\n]',
      "routes.yaml": "- path: /a\n  path: /b\n",
      "text.json": "hello",
      "object.json": { path: "/" },
    });
    const { status, stderr } = await check(folder, [
      "routes.json",
      "routes.yaml",
      "text.json",
      "object.json",
      "none.json",
    ]);

    expect(status).toBe(1);
    expect(stderr).toMatch(/^routes\.json:2:17 is no JSON: expected a member name in double quotes/);
    expect(stderr).toMatch(/\nroutes\.yaml:2:3 is no YAML: /);
    expect(stderr).toMatch(/\ntext\.json:1:1 must hold an array of Routes\n/);
    expect(stderr).toMatch(/\nobject\.json:1:1 must hold an array of Routes\n/);
    expect(stderr).toMatch(/\nnone\.json does not exist\n/);
  });

  it("reads the JSON and YAML files of a folder, and no other ones", async () => {
    await using folder = await TemporaryFolder.create({
      "routes/b.json": [{ path: "/b", responses: [] }],
      "routes/a.yaml": "- path: /a\n  responses: []\n",
      "routes/below/c.yml": "- path: /c\n  responses: []\n",
      "routes/notes.txt": "no Routes",
      "routes/README.md": "# No Routes",
    });
    expect(await check(folder, ["routes"])).toEqual({ status: 0, stdout: "routes: 3 Routes, no fault\n", stderr: "" });

    await folder.write("routes/d.json", [{ path: "/d" }]);
    const broken = await check(folder, ["routes"]);
    expect(broken.status).toBe(1);
    expect(broken.stderr).toBe('routes/d.json:1:2 0 is missing the required field "responses"\nroutes: 1 fault\n');
  });

  it("finds an id that two files of a folder share", async () => {
    const routes = [{ id: "same", path: "/", responses: [] }];
    await using folder = await TemporaryFolder.create({ "routes/a.json": routes, "routes/b.json": routes });

    const { status, stderr } = await check(folder, ["routes"]);

    expect(status).toBe(1);
    expect(stderr).toMatch(/^routes\/b\.json:1:8 0\/id is "same", like that of the Route routes\/a\.json 0\n/);
  });

  it("warns of patterns that may be given up, which is no fault", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.json": [
        { path: "/plain", responses: [] },
        { path: "/(?!x)(a+)+$", responses: [] },
        { path: "/(a)\\1", responses: [] },
      ],
    });
    const { status, stdout, stderr } = await check(folder, ["routes.json"]);

    expect(status).toBe(0);
    expect(stdout).toBe("routes.json: 3 Routes, no fault\n");
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
    expect(stderr).toMatch(
      /^routes\.json.*: warning: 1\/path \/\(\?!x\)\(a\+\)\+\$ needs look-around or a back-reference/,
    );
    expect(stderr).toMatch(/\nroutes\.json.*: warning: 2\/path /);
  });

  it("names what is wrong beside a fault that hides the rest of a Route", async () => {
    const bad = { body: 1, status: 99 };
    await using folder = await TemporaryFolder.create({
      "routes.json": [
        { id: "a", path: "/a", responses: [bad] },
        { id: "a", path: "/b", responses: [bad, { id: "r", body: 1 }, { id: "r", body_file: "none.png" }] },
        { path: "/(?=c)c", responses: [] },
      ],
    });
    const { stderr } = await check(folder, ["routes.json"]);

    const named = stderr.match(/ (?:\d\/\S+) /g)?.map((place) => place.trim());
    expect(named).toEqual([
      "0/responses/0/status",
      "1/responses/0/status",
      "1/responses/2/body_file",
      "1/id",
      "1/responses/2/id",
      "2/path",
    ]);
  });

  it("looks for the files of bodies in --files", async () => {
    await using folder = await TemporaryFolder.create({
      "routes.json": [{ path: "/", responses: [{ body_file: "logo.png" }, { body_file: "none.png" }] }],
      "files/logo.png": "image",
    });
    const without = await check(folder, ["routes.json"]);
    const within = await check(folder, ["routes.json"], ["--files", folder.join("files")]);

    expect(without.stderr).toMatch(/0\/responses\/0\/body_file needs the directory/);
    expect(within.status).toBe(1);
    expect(within.stderr).toBe(
      'routes.json:1:65 0/responses/1/body_file names no file below the directory given with --files: "none.png"\n' +
        "routes.json: 1 fault\n",
    );
  });

  it("prints nothing that could move a cursor, whatever is in a file", async () => {
    const name = "\u001b[2J\u009b31m\u202e\r";
    await using folder = await TemporaryFolder.create({
      "routes.json": [
        { [name]: 1, path: `/${name}(`, responses: [] },
        { path: `/(?!${name})`, responses: [{ body: 1, headers: { [name]: name }, id: name, status: name }] },
        { path: `/(?=${name})`, responses: [] },
      ],
      "routes.yaml": `- "\\e[2J\\N\\x9b": 1\n  path: /\n  responses: [*\u009b]\n`,
    });
    const { status, stdout, stderr } = await check(folder, ["routes.json", "routes.yaml"]);

    expect(status).toBe(1);
    // oxlint-disable-next-line no-control-regex -- it is control characters that this is about
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
