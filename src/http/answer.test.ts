import { describe, expect, it } from "vitest";
import {
  type AnswerParts,
  bytesOf,
  emptyAnswer,
  fieldsOf,
  frameAnswer,
  isStream,
  jsonAnswer,
  jsonArrayAnswer,
  withFields,
} from "./answer.ts";

const hello = new TextEncoder().encode("hello");

function frame(parts: Partial<AnswerParts>, toHead = false) {
  return frameAnswer({ status: 200, fields: [], body: hello, contentType: "text/plain", ...parts }, toHead);
}

describe("An answer", () => {
  it("has the type of its body and its length", () => {
    expect(frame({})).toEqual({
      status: 200,
      body: "hello",
      closes: false,
      isDated: false,
      head: "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n",
    });
  });

  it("is a string up to 16 KiB, every byte a character", () => {
    const bytes = Uint8Array.from({ length: 16 * 1024 }, (_, index) => index % 256);
    const { body } = frame({ body: bytes });
    expect(body).toBeTypeOf("string");
    expect(bytesOf(body as string)).toEqual(Buffer.from(bytes));
    const more = new Uint8Array(16 * 1024 + 1);
    expect(frame({ body: more }).body).toBe(more);
  });

  it("has a head that is ready, with the reason phrases that Node.js knows", () => {
    expect(frame({ status: 404 }).head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(frame({ status: 413 }).head).toMatch(/^HTTP\/1\.1 413 Content Too Large\r\n/);
    expect(frame({ status: 700 }).head).toMatch(/^HTTP\/1\.1 700 unknown\r\n/);
    expect(frame({ fields: ["X-A", "1", "x-a", "2"] }).head).toContain("\r\nX-A: 1\r\nx-a: 2\r\n");
  });

  it("may have a date of its own", () => {
    expect(frame({ fields: ["Date", "today"] }).isDated).toBe(true);
    expect(frame({ fields: ["x", "date"] }).isDated).toBe(false);
  });

  it("tells its fields one by one, whatever is in them", () => {
    const fields = ["x-a", "", "x-b", " : b: c", "X-A", "é"];
    expect(fieldsOf(frame({ fields, status: 204 }))).toEqual(fields);
  });

  it("can be given more fields, and its head has them", () => {
    const more = withFields(frame({}), ["x-a", "1"]);
    expect(more.head).toMatch(/\r\nx-a: 1\r\n$/);
  });

  it("keeps its fields as they are written, with the type that they name", () => {
    expect(fieldsOf(frame({ fields: ["X-A", "1", "Content-Type", "a/b", "X-A", "2"] }))).toEqual([
      "X-A",
      "1",
      "Content-Type",
      "a/b",
      "X-A",
      "2",
      "content-length",
      "5",
    ]);
  });

  it.each(["Content-Length", "Transfer-Encoding", "Keep-Alive", "Trailer", "Proxy-Connection", "Connection"])(
    "frames itself, whatever %s a Response names",
    (name) => {
      for (const value of ["999", "chunked", "x", "close"]) {
        expect(fieldsOf(frame({ fields: [name, value] }))).toEqual(fieldsOf(frame({})));
      }
    },
  );

  it.each([
    [["connection", "close"], true],
    [["Connection", "keep-alive, Close"], true],
    [["connection", "keep-alive", "connection", "close"], true],
    [["connection", "keep-alive"], false],
    [["connection", "closed"], false],
    [["x-connection", "close"], false],
  ])("with %j closes the connection: %s", (fields, closes) => {
    expect(frame({ fields }).closes).toBe(closes);
  });

  it("whose body is a file leaves its length to who reads the file", () => {
    for (const toHead of [false, true]) {
      expect(frame({ body: { file: "a.png" } }, toHead)).toEqual({
        status: 200,
        isDated: false,
        body: { file: "a.png", toHead },
        closes: false,
        head: "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n",
      });
    }
  });
});

describe("An answer to HEAD", () => {
  it("has the length of the body that it leaves out", () => {
    expect(frame({}, true)).toEqual({ ...frame({}), body: null });
  });

  it("has the length that the Response names", () => {
    expect(fieldsOf(frame({ fields: ["content-length", "999"] }, true))).toContain("999");
  });

  it.each(["-1", "1.5", "x", "", "1, 1", "9999999999999999"])("never has %j for a length", (length) => {
    expect(frame({ fields: ["content-length", length] }, true)).toEqual(frame({}, true));
  });
});

describe("An answer that has no body by its status", () => {
  it.each([204, 304, 100, 103, 199])("%i leaves body and type out", (status) => {
    expect(frame({ status })).toMatchObject({ status, body: null, closes: status < 200 });
    expect(fieldsOf(frame({ status }))).toEqual([]);
  });

  it("keeps the type that a Response names", () => {
    expect(fieldsOf(frame({ status: 204, fields: ["content-type", "a/b"] }))).toEqual(["content-type", "a/b"]);
  });

  it.each([
    [304, ["content-length", "7"]],
    [204, []],
    [103, []],
  ])("%i with a content-length has the fields %j", (status, fields) => {
    expect(fieldsOf(frame({ status, fields: ["content-length", "7"] }))).toEqual(fields);
  });

  it.each([205, 404, 700, 999])("is not one with %i", (status) => {
    expect(frame({ status }).body).toBe("hello");
  });
});

describe("An answer of Trickster's own", () => {
  it("is JSON with its length in bytes", () => {
    const answer = jsonAnswer(404, { error: "é" }, ["x-a", "1"]);
    expect(fieldsOf(answer)).toEqual(["x-a", "1", "content-type", "application/json", "content-length", "14"]);
    expect(answer).toMatchObject({
      status: 404,
      body: '{"error":"Ã©"}',
      closes: false,
    });
  });

  it("may be empty", () => {
    expect(emptyAnswer(204, ["x-a", "1"])).toEqual({
      status: 204,
      isDated: false,
      body: null,
      closes: false,
      head: "HTTP/1.1 204 No Content\r\nx-a: 1\r\n",
    });
  });

  it("may be an array, which is held as a whole if it is short", () => {
    expect(jsonArrayAnswer(200, []).body).toBe("[]");
    expect(jsonArrayAnswer(200, ["1", '"é"']).body).toBe('[1,"Ã©"]');
  });

  it("may be a long array, whose elements are asked for when their turn comes", () => {
    let asked = 0;
    function* elements(): Generator<string> {
      for (; asked < 1000; asked += 1) yield `"${"x".repeat(1000)}"`;
    }
    const { body, head } = jsonArrayAnswer(200, elements());
    expect(asked).toBeLessThan(100);
    expect(head).not.toContain("content-length");
    if (!isStream(body)) throw new Error("it should be a stream");
    expect(JSON.parse([...body.pieces].join(""))).toHaveLength(1000);
  });
});
