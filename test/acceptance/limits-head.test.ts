import { describe, expect, it } from "vitest";
import { type TricksterOptions, createTrickster } from "../../src/index.ts";
import { RawConnection, exchange, head, readError } from "../support/raw-client.ts";
import { describeFeature } from "../support/transports.ts";

const HOST = "host: localhost";
const target = (length: number): string => `/${"a".repeat(length - 1)}`;
const everything = ["GET", "POST"].map((method) => ({
  path: ".*",
  method: method as "GET",
  responses: [{ body: "mocked" }],
}));

/** What a Trickster answers to bytes, sent in one packet or in several. */
async function answerTo(packets: string[], options: TricksterOptions = {}): Promise<string> {
  await using trickster = createTrickster({ routes: everything, ...options });
  const { port } = await trickster.listen({ port: 0 });
  const connection = await RawConnection.open(port);
  for (const packet of packets) await connection.write(packet);
  return connection.untilEnd();
}

const split = (text: string, size = 1000): string[] => text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];

const tooLong = {
  status: 414,
  body: {
    error: "URI Too Long",
    message: "The request target is longer than 10000 bytes; --max-target raises the limit.",
  },
};
const tooLarge = {
  status: 431,
  body: {
    error: "Request Header Fields Too Large",
    message: "The header section is larger than 16384 bytes; --max-headers raises the limit.",
  },
};

describeFeature("The target of a request", { routes: everything }, (test) => {
  test("may be 10,000 bytes long, and not one more", async (server) => {
    expect((await server.request(target(10_000))).text()).toBe("mocked");
    expect((await server.request(`/?${"q".repeat(9998)}`)).text()).toBe("mocked");
    for (const line of [target(10_001), `/?${"q".repeat(9999)}`, `/internal/routes?${"q".repeat(9999)}`]) {
      const answer = await server.request(line);
      expect({ status: answer.status, body: answer.json() }).toEqual(tooLong);
    }
  });
});

describeFeature("With --max-target the target of a request", { routes: everything, maxTarget: 10 }, (test) => {
  test("may be so long, and not one byte more", async (server) => {
    expect((await server.request(target(10))).text()).toBe("mocked");
    expect((await server.request(target(11))).json()).toEqual({
      error: "URI Too Long",
      message: "The request target is longer than 10 bytes; --max-target raises the limit.",
    });
  });
});

describe("A target far beyond what the server reads", () => {
  it.each([10_001, 27_000, 60_000, 1_000_000])("(%i bytes) is a 414, in one packet and in many", async (length) => {
    const request = head(`GET ${target(length)}`, HOST);

    expect(readError(await answerTo([request]))).toEqual(tooLong);
    expect(readError(await answerTo(split(request)))).toEqual(tooLong);
  });
});

/** Headers that count so many bytes, as they travel. */
const headers = (size: number): string[] => {
  const rest = size - `${HOST}\r\n`.length - "connection: close\r\n".length - "x: \r\n".length;
  return [HOST, `x: ${"b".repeat(rest)}`];
};

describe("The header section of a request", () => {
  it("may be 16 KiB large, and not one byte more, however long the target is", async () => {
    for (const path of ["/", target(10_000)]) {
      expect(await answerTo([head(`GET ${path}`, ...headers(16_384))])).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*mocked$/);
      expect(readError(await answerTo([head(`GET ${path}`, ...headers(16_385))]))).toEqual(tooLarge);
    }
  });

  it.each([30_000, 60_000, 1_000_000])("far larger (%i bytes) is a 431, in one packet and in many", async (size) => {
    const one = head("GET /", ...headers(size));
    const many = head(
      "GET /",
      HOST,
      ...Array.from({ length: size / 100 }, (_, at) => `x-${at}: ${"some words ".repeat(9)}`),
    );

    for (const request of [one, many]) expect(readError(await answerTo([request]))).toEqual(tooLarge);
    expect(readError(await answerTo(split(many)))).toEqual(tooLarge);
  });

  it("may hold thousands of small fields", async () => {
    const fields = Array.from({ length: 2300 }, () => "a: b");

    expect(await answerTo([head("GET /", HOST, ...fields)])).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(readError(await answerTo([head("GET /", HOST, ...fields, ...fields)]))).toEqual(tooLarge);
  });

  it("may be as large as --max-headers says", async () => {
    expect(await answerTo([head("GET /", ...headers(100))], { maxHeaders: 100 })).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(readError(await answerTo([head("GET /", ...headers(101))], { maxHeaders: 100 })).status).toBe(431);
    expect(await answerTo([head("GET /", ...headers(100_000))], { maxHeaders: 100_000 })).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

describe("What is no HTTP/1.1", () => {
  it.each([
    ["noise", "\u0016\u0003\u0001noise\r\n\r\n"],
    ["the greeting of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["an unknown method", head("FETCH /", HOST)],
    ["a request without a target", head("GET ", HOST)],
    ["lines that end in LF alone", "GET / HTTP/1.1\nhost: localhost\n\n"],
    ["two lengths", head("POST /", HOST, "content-length: 3", "content-length: 4")],
    ["a length and chunks", head("POST /", HOST, "content-length: 3", "transfer-encoding: chunked")],
    ["a negative length", head("POST /", HOST, "content-length: -1")],
    ["a length beyond every number", head("POST /", HOST, "content-length: 99999999999999999999")],
    ["a broken header name", head("GET /", HOST, "a b: c")],
    ["a folded header", head("GET /", HOST, "a: b", " c")],
    ["a NUL in a header", head("GET /", HOST, "a: \0")],
    [
      "a broken chunk",
      `${head("POST /internal/routes", HOST, "content-type: application/json", "transfer-encoding: chunked")}zz\r\n`,
    ],
  ])("(%s) is a 400 with the error body, and the end of the connection", async (_, bytes) => {
    const { status, body } = readError(await answerTo([bytes]));

    expect(status).toBe(400);
    expect(body.error).toBe("Bad Request");
    expect(body.message).toMatch(/^The request is no HTTP\/1\.1: .*\.$/);
  });

  it("is answered once, however much of it follows", async () => {
    const answer = await answerTo(["noise", ...Array.from({ length: 100 }, () => "more noise\r\n\r\n")]);

    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(2);
    expect(readError(answer).status).toBe(400);
  });

  it("harms nobody else", async () => {
    await using trickster = createTrickster({ routes: everything });
    const { port } = await trickster.listen({ port: 0 });
    await Promise.all(Array.from({ length: 50 }, () => exchange(port, "noise\r\n\r\n")));

    expect(await exchange(port, head("GET /", HOST))).toMatch(/mocked$/);
  });
});

describe("Requests in a row on one connection", () => {
  it("are answered in their order", async () => {
    const routes = [1, 2, 3].map((index) => ({ path: `/${index}`, responses: [{ body: `<${index}>` }] }));
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\n${HOST}\r\n\r\n`;

    const answer = await answerTo([get("/1") + get("/2") + get("/none") + head("GET /3", HOST)], { routes });

    expect(answer.match(/<\d>|No active Route/g)).toEqual(["<1>", "<2>", "No active Route", "<3>"]);
  });
});
