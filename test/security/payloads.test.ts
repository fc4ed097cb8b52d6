import { describe, expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";
import { expectError } from "../support/expect-error.ts";
import { describeFeature } from "../support/transports.ts";

const JSON_TYPE = { "content-type": "application/json" };

describeFeature("A payload", {}, (test) => {
  test("may begin with a byte order mark", async (server) => {
    expect((await server.call("POST /internal/routes", '\uFEFF{"path":"/","responses":[]}')).status).toBe(201);
  });

  test("must be UTF-8", async (server) => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5, 0x80, 0x80, 0x80]]) {
      const body = Buffer.concat([Buffer.from('{"path":"/'), Buffer.from(bytes), Buffer.from('","responses":[]}')]);
      expectError(
        await server.request("POST /internal/routes", { headers: JSON_TYPE, body }),
        400,
        "The payload is no valid UTF-8.",
      );
    }
  });

  test("must be one JSON value, and says where it stops being one", async (server) => {
    for (const [text, at] of [
      ["", "no body"],
      [" ", "found the end of the text"],
      ["{", "found the end of the text"],
      ['{"path":"/"} x', 'unexpected "x" after the end'],
      ["{'path': 1}", "in double quotes"],
      ['{"path":"/",}', "in double quotes"],
      ["[1,]", 'found "]"'],
      ["{path:1}", "in double quotes"],
      ["NaN", 'found "N"'],
      ["01", 'unexpected "1"'],
      [".5", 'found "."'],
      ["+1", 'found "+"'],
      ["0x10", 'unexpected "x"'],
      ['"\n"', "a control character"],
      ['"\\x41"', "a broken escape"],
      ['"\\u12"', "a broken escape"],
      ["// no\n{}", 'found "/"'],
      ["\u0000", "found"],
    ] as const) {
      const answer = await server.call("POST /internal/routes", text);
      expect([text, answer.status]).toEqual([text, 400]);
      expect((answer.json() as { message: string }).message).toContain(at);
    }
  });

  test("must not say a thing twice, however it is escaped", async (server) => {
    for (const text of [
      '{"path":"/a","path":"/b","responses":[]}',
      '{"path":"/a","p\\u0061th":"/b","responses":[]}',
      '{"path":"/","responses":[{"body":{"a":1,"a":1}}]}',
      '{"__proto__":1,"__proto__":2}',
    ]) {
      expectError(await server.call("POST /internal/routes", text), 400, /is given twice/);
    }
  });

  test("may have any member names in a body, and keeps them", async (server) => {
    const body =
      '{"__proto__":{"x":1},"constructor":{"prototype":null},"toString":1,"":2,"hasOwnProperty":{"__proto__":[]}}';
    const created = await server.call("POST /internal/routes", `{"path":"/","responses":[{"body":${body}}]}`);

    expect(created.status).toBe(201);
    expect((await server.request("/")).text()).toBe(body);
    expect(created.text()).toContain(body);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("may have such names nowhere else", async (server) => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", ""]) {
      const inRoute = `{"path":"/","responses":[],${JSON.stringify(name)}:{"method":"GET"}}`;
      const inResponse = `{"path":"/","responses":[{"body":1,${JSON.stringify(name)}:1}]}`;
      const inAuth = `{"path":"/","responses":[],"auth":{"method":"token","token":"t",${JSON.stringify(name)}:1}}`;
      for (const text of [inRoute, inResponse, inAuth]) {
        expectError(await server.call("POST /internal/routes", text), 400, /is not a field of an? /);
      }
      const method = `{"path":"/","responses":[],"auth":{"method":${JSON.stringify(name)}}}`;
      expectError(await server.call("POST /internal/routes", method), 400, /^auth\/method must be one of/);
    }
  });

  test("may have such names as headers and form fields, where they are names like others", async (server) => {
    const text = '{"path":"/","responses":[{"body":"x","headers":{"__proto__":"p","constructor":"c"}}]}';
    const created = await server.call("POST /internal/routes", text);

    expect(created.status).toBe(201);
    expect(created.text()).toContain('"headers":{"__proto__":"p","constructor":"c"}');
    const { headers } = await server.request("/");
    expect(Object.entries(headers)).toContainEqual(["constructor", "c"]);
  });

  test("may hold numbers beyond what JavaScript knows, and keeps their digits", async (server) => {
    const body = "[1e400,-1e400,1e-400,12345678901234567890,1.0,-0,0.1000,1E5]";
    const created = await server.call("POST /internal/routes", `{"path":"/","responses":[{"body":${body}}]}`);

    expect(created.text()).toContain(body);
    expect((await server.request("/")).text()).toBe(body);
  });

  test("is refused if such a number stands where a number is needed", async (server) => {
    for (const text of [
      '{"body":1,"status":1e400}',
      '{"body":1,"status":200.5}',
      '{"body":1,"delay":1e400}',
      '{"body":1,"delay":-1e-400,"weight":2}',
      '{"body":1,"repeat":1e400}',
      '{"body":1,"repeat":9007199254740993}',
      '{"body":1,"repeat":0.5}',
      '{"body":1,"weight":1e999}',
    ]) {
      const answer = await server.call("POST /internal/routes", `{"path":"/","responses":[${text}]}`);
      expect([text, answer.status]).toEqual([text, 400]);
    }
    const written = '{"path":"/","responses":[{"body":1,"status":2.01e2}]}';
    expect((await server.call("POST /internal/routes", written)).status).toBe(201);
    expect((await server.request("/")).status).toBe(201);
  });

  test("may hold halves of characters, and is read back the same", async (server) => {
    const text = '{"id":"r","path":"/","responses":[{"body":"\\ud800 \\udfff","headers":{}}]}';
    const created = await server.call("POST /internal/routes", text);

    expect(created.status).toBe(201);
    expect(created.text()).toContain('"body":"\\ud800 \\udfff"');
    expect((await server.request("/")).text()).toBe("\uFFFD \uFFFD");
    expect((await server.call("PUT /internal/routes/r", created.text())).status).toBe(201);
  });

  test("may not put into headers what HTTP can't carry", async (server) => {
    for (const headers of [
      { "a b": "c" },
      { "": "c" },
      { "a:b": "c" },
      { "a\r\nset-cookie": "c" },
      { é: "c" },
      { a: "b\r\nset-cookie: c" },
      { a: "b\nc" },
      { a: "b\0" },
      { a: "\u007f" },
      { a: "\u0100" },
      { a: ["b", "c\r\n\r\nHTTP/1.1 200 OK"] },
      { a: 1 },
      { a: [1] },
    ]) {
      const answer = await server.call("POST /internal/routes", { path: "/", responses: [{ body: "x", headers }] });
      expect([headers, answer.status]).toEqual([headers, 400]);
    }
  });
});

describe("A payload made to be slow", () => {
  const faulty = Array.from({ length: 150_000 }, () => '{"bodi":1}').join(",");
  it.each([
    ["hundreds of thousands of faults", `{"path":"/","responses":[${faulty}]}`],
    ["millions of values of the wrong type", `{"path":"/","responses":[${"1,".repeat(1_500_000)}1]}`],
    ["an enormous unknown name", `{"${"x".repeat(9_000_000)}":1,"path":"/","responses":[]}`],
    ["an enormous header name", `{"path":"/","responses":[{"body":1,"headers":{"${"é".repeat(4_000_000)}":"a"}}]}`],
    ["an enormous name that is given twice", `{"${"x".repeat(4_500_000)}":1,"${"x".repeat(4_500_000)}":1}`],
    ["an enormous word for one of a few", `{"method":"${"G".repeat(9_000_000)}","path":"/","responses":[]}`],
    ["an enormous number", `{"path":"/","responses":[{"body":1,"status":${"1".repeat(9_000_000)}}]}`],
    ["a million unknown names", `{${Array.from({ length: 300_000 }, (_, at) => `"x${at}":1`).join(",")}}`],
    ["ten million brackets", "[".repeat(10_000_000)],
    ["ten million brackets of objects", '{"a":'.repeat(2_000_000)],
    ["an enormous string that is never closed", `"${"\\".repeat(9_999_998)}`],
    ["an enormous number that is none", `${"9".repeat(9_999_990)}x`],
    ["an enormous id", `{"id":"${"a!".repeat(4_000_000)}","path":"/","responses":[]}`],
    ["enormous base64", `{"path":"/","responses":[{"body_base64":"${"AAAA".repeat(2_400_000)}!"}]}`],
    ["enormous headers", `{"path":"/","responses":[{"body":1,"headers":{"a":"${"b".repeat(9_000_000)}\\n"}}]}`],
    ["an enormous patch", `[${'{"op":"copy","from":"/responses","path":"/responses/-"},'.repeat(20_000)}{}]`],
  ])("(%s) is a 400 soon, and its answer is short", async (_, body) => {
    await using trickster = createTrickster();
    trickster.addRoute({ id: "r", path: "/", responses: [] });
    for (const [method, url] of [
      ["POST", "/internal/routes"],
      ["PATCH", "/internal/routes/r"],
    ] as const) {
      const answer = await trickster.handle({ method, url, headers: JSON_TYPE, body });
      expect(answer.status).toBe(400);
      expect(answer.bytes.length).toBeLessThan(100_000);
    }
  });
});
