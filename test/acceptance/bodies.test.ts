import { expect } from "vitest";
import { responseDefaults } from "../support/definitions.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

/** Adds a Route with a body that is written as it stands in the payload. */
async function addBody(server: TestServer, body: string): Promise<void> {
  const answer = await server.call(
    "POST /internal/routes",
    `{"id": "a", "path": "/a", "responses": [{"id": "r", "body": ${body}}]}`,
  );
  expect(answer.status).toBe(201);
}

describeFeature("A body that is a string", {}, (test) => {
  test("is sent as it is, in UTF-8, as HTML unless a header says otherwise", async (server) => {
    await server.add({ path: "/a", responses: [{ body: 'Zo\u{eb} \u{1f600} "quoted"\n' }] });
    await server.add({ path: "/b", responses: [{ body: "plain", headers: { "CONTENT-TYPE": "text/plain" } }] });

    const answer = await server.request("/a");
    expect(answer.text()).toBe('Zo\u{eb} \u{1f600} "quoted"\n');
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.headers["content-length"]).toBe("19");
    expect((await server.request("/b")).headers["content-type"]).toBe("text/plain");
  });

  test("is a string even if it looks like JSON", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: '{"a":1}' }] });

    expect(await server.read("/internal/routes/a/responses")).toMatchObject([{ headers: {}, body: '{"a":1}' }]);
    expect((await server.request("/a")).headers["content-type"]).toBe("text/html; charset=utf-8");
  });

  test("may be empty, and is of the same type then", async (server) => {
    await server.add({ path: "/a", responses: [{ body: "" }] });

    const answer = await server.request("/a");

    expect(answer.text()).toBe("");
    expect(answer.headers["content-length"]).toBe("0");
  });

  test("may be long", async (server) => {
    const body = "\u{e9}".repeat(1_000_000);
    await server.add({ path: "/a", responses: [{ body }] });

    expect((await server.request("/a")).text() === body).toBe(true);
  });
});

describeFeature("A body that is JSON", {}, (test) => {
  const written = [
    "12345678901234567890",
    "1.0",
    "-0.0",
    "1e3",
    "1E+400",
    "0.1000000000000000055511151231257827",
    '{"b":1,"1":2}',
    '{"2":0,"1":0,"a":0,"0":0}',
    '{"__proto__":{"a":1},"constructor":null}',
    '{"":[],"a":{}}',
    "[null,true,false,[[]],{}]",
    "null",
    "false",
    "0",
  ];
  for (const body of written) {
    test(`is sent and read back with its digits and the order of its members: ${body}`, async (server) => {
      await addBody(server, body);

      expect((await server.request("/a")).text()).toBe(body);
      expect((await server.request("/internal/routes/a/responses/r")).text()).toContain(`"body":${body},`);
    });
  }

  test("loses nothing on its way back by PUT", async (server) => {
    await addBody(server, '{"n":12345678901234567890,"b":1.0,"1":{"__proto__":[1e2]}}');
    const read = await server.request("/internal/routes/a");

    const put = await server.call("PUT /internal/routes/a", read.text());

    expect(put.text()).toBe(read.text());
  });

  test("is sent without the white space that it was written with", async (server) => {
    await addBody(server, '{ "a" : [ 1 ,\n 2 ] }');

    expect((await server.request("/a")).text()).toBe('{"a":[1,2]}');
  });

  test("keeps the numbers of a refusal as well", async (server) => {
    await server.call(
      "POST /internal/routes",
      '{"path": "/a", "auth": {"method": "token", "token": "t", "unauthorized_response": {"body": {"2": 1.0, "1": 1e3}}},' +
        '"responses": []}',
    );
    await server.call(
      "POST /internal/routes",
      '{"path": "/b", "auth": {"method": "token", "token": "t", "unauthorized_response": {"body": {"2": 1.0, "1": 1e3}}},' +
        '"responses": [{"body": ""}]}',
    );

    expect((await server.request("/internal/routes")).text()).toContain('"body":{"2":1.0,"1":1e3}');
    expect((await server.request("/b")).text()).toBe('{"2":1.0,"1":1e3}');
  });
});

describeFeature("A body in base64", {}, (test) => {
  test("is sent as bytes, of no known type unless a header says otherwise", async (server) => {
    const bytes = Buffer.from([0, 255, 13, 10, 128, 195]);
    const body = bytes.toString("base64");
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", body_base64: body }] });
    await server.add({ path: "/b", responses: [{ body_base64: body, headers: { "content-type": "image/png" } }] });

    const answer = await server.request("/a");
    expect(answer.headers["content-type"]).toBe("application/octet-stream");
    expect(answer.headers["content-length"]).toBe("6");
    expect(answer.text()).toBe(bytes.toString());
    expect((await server.request("/b")).headers["content-type"]).toBe("image/png");
  });

  test("reads back in base64, and nothing else", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", body_base64: "AP8NCoDD" }] });

    const read = await server.read("/internal/routes/a");
    expect(read).toMatchObject({ responses: [{ ...responseDefaults, id: "r", body_base64: "AP8NCoDD" }] });
    expect(JSON.stringify(read)).not.toContain('"body"');
    expect((await server.call("PUT /internal/routes/a", read)).json()).toEqual(read);
  });

  test("may be empty", async (server) => {
    await server.add({ path: "/a", responses: [{ body_base64: "" }] });

    expect((await server.request("/a")).text()).toBe("");
  });
});
