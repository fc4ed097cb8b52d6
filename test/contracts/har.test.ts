import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import schemas from "har-schema";
import { expect, it } from "vitest";
import { createTrickster } from "../../src/index.ts";

/** The schemas of HAR 1.2, which refer to each other. */
function createValidator() {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  ajv.addMetaSchema(draft6);
  for (const schema of Object.values(schemas)) ajv.addSchema(schema);
  return ajv.compile({ $ref: "har.json#" });
}

it("An exported journal is a valid HTTP Archive, whatever is in it", async () => {
  const binary = {
    path: "/b",
    method: "ANY",
    responses: [{ body_base64: "/w==", status: 302, headers: { location: "/", "set-cookie": ["a=1", "b"] } }],
  };
  await using trickster = createTrickster({
    routes: [{ path: "/a", method: "ANY", responses: [{ body: { a: 1 } }] }, binary as never],
  });
  const json = { "content-type": "application/json" };
  const multipart = { "content-type": "multipart/form-data; boundary=b" };
  const requests = [
    { url: "/a?x=1&x=2", headers: { cookie: "a=1; b=2", host: "shop.example:81" } },
    { url: "/a", method: "POST", headers: json, body: '{"a":[1.50]}' },
    { url: "/b", method: "PUT", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "a=1&b=" },
    {
      url: "/b",
      method: "POST",
      headers: multipart,
      body: '--b\r\ncontent-disposition: form-data; name="f"; filename="x"\r\n\r\n1\r\n--b--\r\n',
    },
    { url: "/b", method: "POST", body: new Uint8Array([0xff, 0x00]) },
    { url: "/nowhere", method: "DELETE" },
  ];
  for (const request of requests) await trickster.handle(request);

  const har = (await trickster.handle({ url: "/internal/requests?format=har" })).json() as {
    log: { entries: object[] };
  };

  const isValid = createValidator();
  isValid(har);
  expect(isValid.errors ?? []).toEqual([]);
  expect(har.log.entries.length).toBe(requests.length);
  expect(har.log.entries[0]).toMatchObject({
    request: {
      url: "http://shop.example:81/a?x=1&x=2",
      queryString: [
        { name: "x", value: "1" },
        { name: "x", value: "2" },
      ],
    },
    response: { status: 200, content: { mimeType: "application/json", text: '{"a":1}' } },
  });
});
