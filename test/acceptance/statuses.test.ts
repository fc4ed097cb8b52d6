import { expect } from "vitest";
import { describeFeature } from "../support/transports.ts";

describeFeature("The status of a Response", {}, (test) => {
  test("may be every one from 200 to 999", async (server) => {
    const responses = Array.from({ length: 800 }, (_, index) => ({ status: 200 + index, body: "x", repeat: 1 }));
    await server.add({ path: "/a", responses });

    for (const { status } of responses) {
      const answer = await server.request("/a");
      const hasBody = status !== 204 && status !== 304;
      expect([answer.status, answer.text()]).toEqual([status, hasBody ? "x" : ""]);
    }
  });

  for (const status of [204, 304]) {
    test(`${status} is sent without body, type and length`, async (server) => {
      await server.add({ path: "/a", responses: [{ status, body: { lost: true }, headers: { etag: '"1"' } }] });
      await server.add({ path: "/b", responses: [{ status, body: "lost" }] });

      const [a, b] = [await server.request("/a"), await server.request("/b")];

      expect([a.status, a.text(), a.headers["etag"]]).toEqual([status, "", '"1"']);
      expect([b.status, b.text()]).toEqual([status, ""]);
      for (const { headers } of [a, b]) {
        expect(headers["content-type"]).toBeUndefined();
        expect(headers["content-length"]).toBeUndefined();
        expect(headers["transfer-encoding"]).toBeUndefined();
      }
    });
  }

  for (const status of [100, 101, 102, 103, 150, 199]) {
    test(`${status} is sent as status line and headers, and nothing more`, async (server) => {
      await server.add({ path: "/a", responses: [{ status, body: "lost", headers: { link: "</a.css>" } }] });

      const answer = await server.request("/a");

      expect([answer.status, answer.text(), answer.headers["link"]]).toEqual([status, "", "</a.css>"]);
      expect(answer.headers["content-length"]).toBeUndefined();
      expect(await server.read("/internal/routes")).toMatchObject([{ used_count: 1 }]);
    });
  }

  test("of a HEAD Route comes with the head of its answer, and no body", async (server) => {
    await server.add({ path: "/a", method: "HEAD", responses: [{ status: 203, body: "12345" }] });

    const answer = await server.request("HEAD /a");

    expect([answer.status, answer.text(), answer.headers["content-length"]]).toEqual([203, "", "5"]);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  });
});
