import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const json = { "content-type": "application/json" };

async function add(server: TestServer, route: object): Promise<void> {
  const answer = await server.call("POST /internal/routes", route);
  if (answer.status !== 201) throw new Error(answer.text());
}

async function texts(server: TestServer, ...urls: string[]): Promise<string[]> {
  const all: string[] = [];
  for (const url of urls) all.push((await server.request(url)).text());
  return all;
}

const job = {
  id: "job",
  path: "/jobs/{id}",
  scenario: { key: "{{ path.id }}" },
  responses: [
    { when: { state: "started" }, then: { state: "running" }, body: "started" },
    { when: { state: "running" }, repeat: 2, body: "running" },
    { when: { state: "running" }, then: { state: "done" }, body: "almost" },
    { when: { state: "done" }, template: true, body: "{{ state }} {{ nth }}" },
  ],
};

describeFeature("A scenario", {}, (test) => {
  test("has a state that a Response asks for and changes", async (server) => {
    await add(server, {
      id: "door",
      path: "/door",
      scenario: { start: "closed" },
      responses: [
        { when: { state: "closed" }, then: { state: "open" }, body: "opens" },
        { when: { state: "open" }, then: { state: "closed" }, body: "closes" },
      ],
    });

    expect(await texts(server, "/door", "/door", "/door")).toEqual(["opens", "closes", "opens"]);
    expect(await server.read("/internal/scenarios/door")).toEqual({
      name: "door",
      states: [{ key: null, state: "open" }],
    });
  });

  test("has a state, and counts, of its own for each key", async (server) => {
    await add(server, job);

    expect(await texts(server, "/jobs/a", "/jobs/a", "/jobs/b", "/jobs/a", "/jobs/a", "/jobs/a", "/jobs/b")).toEqual([
      "started",
      "running",
      "started",
      "running",
      "almost",
      "done 5",
      "running",
    ]);
    expect(await server.counts("job")).toEqual([7, 2, 3, 1, 1]);
    expect(await server.read("/internal/routes/job")).toMatchObject({ is_active: true });
    expect(await server.read("/internal/scenarios/job")).toEqual({
      name: "job",
      states: [
        { key: "a", state: "done" },
        { key: "b", state: "running" },
      ],
    });
  });

  test("serves repeat: N exactly N times for each key, and then the next Route", async (server) => {
    await add(server, {
      id: "once",
      path: "/x",
      scenario: { key: "{{ query.k }}" },
      responses: [{ repeat: 1, body: "once" }],
    });
    await add(server, { id: "else", path: "/x", responses: [{ body: "else" }] });

    const asked = await Promise.all(["a", "a", "b", "a", "b"].map((key) => server.request(`/x?k=${key}`)));
    expect(asked.map((answer) => answer.text()).toSorted()).toEqual(["else", "else", "else", "once", "once"]);
    expect(await server.read("/internal/routes/once")).toMatchObject({ used_count: 2, is_active: true });
  });

  test("cycles for each key", async (server) => {
    const responses = [{ body: "1" }, { body: "2" }];
    await add(server, { path: "/x", scenario: { key: "{{ query.k }}" }, response_selection: "cycle", responses });

    expect(await texts(server, "/x?k=a", "/x?k=a", "/x?k=b", "/x?k=a")).toEqual(["1", "2", "1", "1"]);
  });

  test("is shared by Routes that name it", async (server) => {
    const scenario = { name: "order", key: "{{ path.id }}", start: "new" };
    await add(server, {
      path: "/orders/{id}/pay",
      method: "POST",
      scenario,
      responses: [
        { when: { state: "new" }, then: { state: "paid" }, status: 204, body: "" },
        { status: 409, body: "" },
      ],
    });
    await add(server, { path: "/orders/{id}", scenario, responses: [{ template: true, body: "{{ state }}" }] });

    expect(await texts(server, "/orders/7")).toEqual(["new"]);
    expect((await server.request("POST /orders/7/pay")).status).toBe(204);
    expect((await server.request("POST /orders/7/pay")).status).toBe(409);
    expect(await texts(server, "/orders/7", "/orders/8")).toEqual(["paid", "new"]);
    expect(await server.read("/internal/scenarios")).toEqual({ scenarios: ["order"] });
  });

  test("takes its key from the body, if it must", async (server) => {
    const responses = [{ when: { state: "started" }, then: { state: "seen" }, body: "new" }, { body: "known" }];
    await add(server, { path: "/x", method: "POST", scenario: { key: "{{ json.id }}" }, responses });
    const send = async (id: number) =>
      (await server.request("POST /x", { headers: json, body: JSON.stringify({ id }) })).text();

    expect([await send(1), await send(1), await send(2)]).toEqual(["new", "known", "new"]);
  });

  test("is one in the step that chooses: of many at once, one is the first", async (server) => {
    await add(server, job);

    const answers = await Promise.all(Array.from({ length: 20 }, () => server.request("/jobs/x")));
    const count = (text: string) => answers.filter((answer) => answer.text().startsWith(text)).length;
    expect([count("started"), count("running"), count("almost"), count("done")]).toEqual([1, 2, 1, 16]);
  });

  test("draws for each key as if there were no other", async (server) => {
    const responses = ["1", "2", "3", "4", "5", "6"].map((body) => ({ body }));
    const route = { id: "d", path: "/d", scenario: { key: "{{ query.k }}" }, response_selection: "random", responses };
    await add(server, route);
    const mixed = await texts(server, "/d?k=a", "/d?k=b", "/d?k=a", "/d?k=c", "/d?k=a", "/d?k=a");
    await server.request("POST /internal/reset");
    await add(server, route);

    expect(await texts(server, "/d?k=a", "/d?k=a", "/d?k=a", "/d?k=a")).toEqual([0, 2, 4, 5].map((at) => mixed[at]));
  });
});

describeFeature("The internal API of scenarios", {}, (test) => {
  test("puts keys into a state, and has them start anew", async (server) => {
    await add(server, job);
    const put = (path: string, state: string) => server.call(`PUT /internal/scenarios/${path}`, { state });

    expect((await put("job/a", "done")).json()).toEqual({ key: "a", state: "done" });
    expect(await texts(server, "/jobs/a")).toEqual(["done 1"]);
    expect(await server.read("/internal/scenarios/job/b")).toEqual({ key: "b", state: "started" });
    expectError(await put("job", "done"), 400, 'The scenario "job" has keys; say for which one: scenarios/job/<key>.');
    expect((await put("early", "ready")).json()).toEqual({ key: null, state: "ready" });

    expect((await server.request("DELETE /internal/scenarios/job/a")).status).toBe(204);
    expect(await texts(server, "/jobs/a")).toEqual(["started"]);
    await server.request("DELETE /internal/scenarios/job");
    expect(await texts(server, "/jobs/a")).toEqual(["started"]);
    await server.request("DELETE /internal/scenarios");
    expect(await server.read("/internal/scenarios")).toEqual({ scenarios: ["job"] });
    expectError(await server.request("/internal/scenarios/none"), 404, 'There is no scenario with the name "none".');
    expectError(await server.request("/internal/scenarios/none/a"), 404, 'There is no scenario with the name "none".');
    expectError(
      await server.request("DELETE /internal/scenarios/none"),
      404,
      'There is no scenario with the name "none".',
    );
  });

  test("takes keys with slashes", async (server) => {
    await add(server, { ...job, path: "/jobs/{id:path}" });
    await server.call("PUT /internal/scenarios/job/a%2Fb", { state: "done" });

    expect(await texts(server, "/jobs/a/b")).toEqual(["done 1"]);
  });

  test("sets back scenarios and counters, together and alone", async (server) => {
    await add(server, job);
    await texts(server, "/jobs/a", "/jobs/a", "/jobs/a");

    await server.call("POST /internal/reset", { only: ["counters"] });
    expect(await texts(server, "/jobs/a", "/jobs/a", "/jobs/a")).toEqual(["running", "running", "almost"]);
    await server.call("POST /internal/reset", { only: ["scenarios"] });
    expect(await texts(server, "/jobs/a")).toEqual(["started"]);
    await server.request("POST /internal/reset");
    expect(await server.read("/internal/scenarios")).toEqual({ scenarios: [] });
  });

  test("counts anew for a Route that is replaced, and not for one that is patched", async (server) => {
    const route = {
      id: "r",
      path: "/r",
      scenario: { key: "k" },
      responses: [
        { id: "a", repeat: 1, body: "a" },
        { id: "b", body: "b" },
      ],
    };
    await add(server, route);
    expect(await texts(server, "/r", "/r")).toEqual(["a", "b"]);

    await server.call("PATCH /internal/routes/r", { description: "x" });
    expect(await texts(server, "/r")).toEqual(["b"]);
    await server.call("PUT /internal/routes/r/responses/a", { id: "a", repeat: 1, body: "a2" });
    expect(await texts(server, "/r", "/r")).toEqual(["a2", "b"]);
    await server.call("PUT /internal/routes/r", route);
    expect(await texts(server, "/r", "/r")).toEqual(["a", "b"]);
  });
});

describeFeature("A scenario in a sandbox", {}, (test) => {
  test("starts anew, and is seen by no other", async (server) => {
    await add(server, job);
    await texts(server, "/jobs/a");
    await server.call("POST /internal/sandboxes", { id: "one" });

    expect(await texts(server, "/~one/jobs/a", "/~one/jobs/a", "/jobs/a", "/~one/jobs/b")).toEqual([
      "started",
      "running",
      "running",
      "started",
    ]);
    expect(await server.counts("job")).toEqual([2, 1, 1, 0, 0]);
    expect(await server.read("/~one/internal/routes/job")).toMatchObject({ used_count: 3 });
  });
});

describeFeature("A scenario that is wrong", {}, (test) => {
  test("is refused when it is written", async (server) => {
    const cases: [object, string][] = [
      [
        { responses: [{ when: { state: "a" }, body: "" }] },
        "responses/0/when/state is the state of a scenario, which the Route has not.",
      ],
      [
        { responses: [{ when: { not: { state: "a" } }, body: "" }] },
        "responses/0/when/not/state is the state of a scenario, which the Route has not.",
      ],
      [
        { responses: [{ then: { state: "a" }, body: "" }] },
        "responses/0/then/state is the state of a scenario, which the Route has not.",
      ],
      [
        { scenario: { key: "{{ path.idd }}" } },
        'scenario/key uses path.idd, which is no part of the path: it has id; did you mean "id"?',
      ],
      [
        { scenario: { key: "{{ uuid }}" } },
        'scenario/key uses the name "uuid", which draws: nothing is drawn where it is decided who answers.',
      ],
      [
        { scenario: { key: "{{ 'person.x' | fake }}" } },
        'scenario/key uses the filter "fake", which draws: nothing is drawn where it is decided who answers.',
      ],
      [{ scenario: { key: "{{ jsn }}" } }, 'scenario/key uses the unknown name "jsn"; did you mean "json"?'],
      [{ scenario: { nam: "a" } }, 'scenario/nam is not a field of a Scenario; did you mean "name"?'],
      [{ match: { state: "a" } }, "match/state is nothing to match."],
    ];
    for (const [more, message] of cases) {
      const route = { path: "/x/{id}", responses: [], ...more };
      expectError(await server.call("POST /internal/routes", route), 400, message);
    }
    await add(server, { id: "plain", path: "/plain", responses: [] });
    expectError(
      await server.call("POST /internal/routes/plain/responses", { then: { state: "a" }, body: "" }),
      400,
      "then/state is the state of a scenario, which the Route has not.",
    );
  });

  test("answers 422 if its key fails, and counts nothing", async (server) => {
    await add(server, {
      id: "r",
      path: "/r",
      scenario: { key: "{{ query.k | number }}{{ query.long }}" },
      responses: [{ body: "" }],
    });

    const answer = await server.request("/r?k=x");
    expect([answer.status, answer.json()]).toMatchObject([
      422,
      {
        error: "Template Error",
        at: "/scenario/key",
        message: 'The template at /scenario/key of the Route "r" is no number: "x".',
      },
    ]);
    expect((await server.request(`/r?long=${"x".repeat(1001)}`)).text()).toContain("is longer than 1000 characters");
    expect(await server.counts("r")).toEqual([0, 0]);
    expect(await server.read("/internal/requests?outcome=failed")).toMatchObject({ requests: [{ route: "r" }, {}] });
    expect((await server.call("POST /internal/match_route", { method: "GET", path: "/r?k=x" })).status).toBe(200);
  });

  test("explains why a state does not fit, and how the Route would", async (server) => {
    await add(server, { ...job, responses: [{ when: { state: "done" }, body: "" }] });

    const answer = (await server.request("/jobs/a")).json() as { message: string; explain: { fix_route: object[] }[] };
    expect(answer).toMatchObject({
      message: 'No active Route matches GET /jobs/a. Closest: "job", but the state is "started", and must be "done".',
      explain: [{ route: "job", failed: [{ at: "/responses/0/when/state", expected: "done", actual: "started" }] }],
    });
    await server.call("PATCH /internal/routes/job", answer.explain[0]?.fix_route);
    expect((await server.request("/jobs/a")).status).toBe(200);
  });

  test("says that the Responses are used up for a key", async (server) => {
    await add(server, {
      id: "once",
      path: "/x",
      scenario: { key: "{{ query.k }}" },
      responses: [{ repeat: 1, body: "" }],
    });
    await server.request("/x?k=a");

    expect((await server.request("/x?k=a")).text()).toContain("its Response was served as often as repeat allows");
    expect((await server.request("/x?k=b")).status).toBe(200);
  });
});

describeFeature("The keys of scenarios", { maxScenarioKeys: 3 }, (test) => {
  test("are bounded: the one that nobody has asked for longest starts anew", async (server) => {
    const responses = [{ when: { state: "started" }, then: { state: "seen" }, body: "new" }, { body: "known" }];
    await add(server, { id: "r", path: "/r", scenario: { key: "{{ query.k }}" }, responses });
    await texts(server, "/r?k=1", "/r?k=2", "/r?k=3", "/r?k=1", "/r?k=4");

    expect(await server.read("/internal/scenarios/r")).toMatchObject({
      states: [{ key: "3" }, { key: "1" }, { key: "4" }],
    });
    expect(await texts(server, "/r?k=1", "/r?k=2")).toEqual(["known", "new"]);
  });
});
