import { expect } from "vitest";
import { type TestServer, describeFeature } from "../support/transports.ts";

async function ask(server: TestServer, times: number): Promise<string> {
  const answers = [];
  for (let count = 0; count < times; count += 1) answers.push((await server.request("/a")).text());
  return answers.join("");
}

describeFeature("The selection greedy", {}, (test) => {
  test("takes the first active Response, and is the default", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      responses: [{ body: "a", repeat: 2 }, { body: "b", repeat: 1 }, { body: "c" }],
    });

    expect(await ask(server, 6)).toBe("aabccc");
    expect(await server.counts("a")).toEqual([6, 2, 1, 3]);
  });
});

describeFeature("The selection cycle", {}, (test) => {
  test("takes the Response that was used least, the first of them on a tie", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "cycle",
      responses: [{ body: "a" }, { body: "b" }, { body: "c" }],
    });

    expect(await ask(server, 7)).toBe("abcabca");
  });

  test("passes over Responses that are not active any more", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "cycle",
      responses: [{ body: "a" }, { body: "b", repeat: 1 }, { body: "c" }],
    });

    expect(await ask(server, 7)).toBe("abcacac");
  });

  test("lets a Response that was replaced catch up", async (server) => {
    await server.add({
      id: "a",
      path: "/a",
      response_selection: "cycle",
      responses: [
        { id: "a", body: "a" },
        { id: "b", body: "b" },
      ],
    });
    expect(await ask(server, 5)).toBe("ababa");

    await server.call("PUT /internal/routes/a/responses/b", { body: "B" });

    expect(await ask(server, 5)).toBe("BBBaB");
  });
});

let draws: number[] = [];
const random = () => draws.shift() ?? 0;

describeFeature("The selection random", { random }, (test) => {
  test("draws by weight: twice the weight, twice as often", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "random",
      responses: [
        { body: "a", weight: 0.25 },
        { body: "b", weight: 0.5 },
        { body: "c", weight: 0 },
        { body: "d", weight: 0.25 },
      ],
    });
    draws = [0, 0.2499, 0.25, 0.5, 0.7499, 0.75, 0.9999];

    expect(await ask(server, 7)).toBe("aabbbdd");
  });

  test("weighs Responses alike that have no weight of their own", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "random",
      responses: [{ body: "a" }, { body: "b" }, { body: "c" }, { body: "d", weight: 0.5 }],
    });
    draws = [0.76, 0.51, 0.26, 0.01];

    expect(await ask(server, 4)).toBe("dcba");
  });

  test("never takes a Response without weight as long as another has some", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "random",
      responses: [
        { body: "a", weight: 0 },
        { body: "b", weight: 0.1 },
        { body: "c", weight: 0 },
      ],
    });
    draws = [0, 0.5, 0.999999];

    expect(await ask(server, 3)).toBe("bbb");
  });

  test("never takes a Response without weight for what rounding leaves over", async (server) => {
    // Added up and taken away again, these leave a little more than nothing behind.
    const weights = [0.1, 0.2, 0.3, 0];
    const responses = weights.map((weight) => ({ body: String(weight), weight }));
    await server.add({ path: "/a", response_selection: "random", responses });
    draws = [1 - 2 ** -53];

    expect(await ask(server, 1)).toBe("0.3");
  });

  test("takes Responses with equal chances if none weighs anything", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "random",
      responses: [
        { body: "a", weight: 0 },
        { body: "b", weight: 0 },
      ],
    });
    draws = [0, 0.49, 0.5, 0.99];

    expect(await ask(server, 4)).toBe("aabb");
  });

  test("draws among active Responses only", async (server) => {
    await server.add({
      path: "/a",
      response_selection: "random",
      responses: [
        { body: "a", weight: 1, repeat: 1 },
        { body: "b", weight: 0 },
        { body: "c", weight: 0 },
      ],
    });
    draws = [0.99, 0.1, 0.9];

    expect(await ask(server, 3)).toBe("abc");
  });
});

describeFeature("A Response with repeat", {}, (test) => {
  test("is served exactly so often, and its Route is inactive afterwards", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ id: "r", body: "a", repeat: 3 }] });

    expect(await ask(server, 3)).toBe("aaa");
    expect((await server.request("/a")).status).toBe(404);
    expect(await server.counts("a")).toEqual([3, 3]);
    expect(await server.read("/internal/routes/a")).toMatchObject({ is_active: false });
  });

  test("is served exactly so often however many ask at once", async (server) => {
    await server.add({ id: "a", path: "/a", responses: [{ body: "a", repeat: 7 }] });

    const answers = await Promise.all(Array.from({ length: 40 }, () => server.request("/a")));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(33);
    expect(await server.counts("a")).toEqual([7, 7]);
  });

  test("is served exactly so often behind a form that must be read first", async (server) => {
    const auth = { method: "form", fields: { user: "ann" } } as const;
    await server.add({ id: "a", path: "/a", method: "POST", auth, responses: [{ body: "a", repeat: 7 }] });
    const post = () =>
      server.request("POST /a", {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "user=ann",
      });

    const answers = await Promise.all(Array.from({ length: 40 }, post));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(await server.counts("a")).toEqual([7, 7]);
  });
});
