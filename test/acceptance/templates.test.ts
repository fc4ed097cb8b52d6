import { expect } from "vitest";
import { expectError } from "../support/expect-error.ts";
import { type TestServer, describeFeature } from "../support/transports.ts";

const json = { "content-type": "application/json" };

/** Adds the one Route whose Response is this, a template. */
async function serve(server: TestServer, response: object, route: object = {}): Promise<void> {
  const answer = await server.call("PUT /internal/routes", [
    {
      id: "t",
      path: "/x/{id:integer}",
      method: "ANY",
      ...route,
      responses: [{ id: "r", template: true, ...response }],
    },
  ]);
  if (answer.status !== 201) throw new Error(answer.text());
}

const post = (server: TestServer, body: unknown, url = "/x/7") =>
  server.request(`POST ${url}`, { headers: json, body: JSON.stringify(body) });

describeFeature("A JSON template", {}, (test) => {
  test("keeps the types of values, and the order and digits of what is none", async (server) => {
    const body =
      '{"z":1.50,"id":"{{ path.id }}","text":"no. {{ path.id }}","none":"{{ query.none }}","yes":"{{ true }}","list":"{{ json.list }}"}';
    const definition = `[{"path":"/x/{id:integer}","method":"POST","responses":[{"template":true,"body":${body}}]}]`;
    expect((await server.call("PUT /internal/routes", definition)).status).toBe(201);

    expect((await post(server, { list: [1, { a: "b" }] })).text()).toBe(
      '{"z":1.50,"id":7,"text":"no. 7","none":null,"yes":true,"list":[1,{"a":"b"}]}',
    );
  });

  test("escapes what is put into a text, and takes it for no template", async (server) => {
    await serve(server, { body: { said: "{{ json.text }}!", whole: "{{ json.text }}" } });

    const text = '"\n{{ path.id }}\u2028';
    expect((await post(server, { text })).json()).toEqual({ said: `${text}!`, whole: text });
  });

  test("repeats a part for each element, within an array and as one", async (server) => {
    await serve(server, {
      body: {
        lines: { $for: "line in json.lines", do: { n: "{{ forloop.index }}", sku: "{{ line.sku }}" } },
        all: ["first", { $for: "i in (1..path.id)", do: "{{ i | times: 2 }}" }, "last"],
        pairs: { $for: "pair in json.prices", do: "{{ pair[0] }}={{ pair[1] }}" },
        none: { $for: "x in json.none", do: 1 },
        nested: { $for: "a in json.grid", do: { $for: "b in a", do: "{{ a | size | plus: b }}" } },
      },
    });

    const sent = { lines: [{ sku: "a" }, { sku: "b" }], prices: { tea: 3 }, grid: [[1, 2], [3]] };
    expect((await post(server, sent, "/x/2")).json()).toEqual({
      lines: [
        { n: 1, sku: "a" },
        { n: 2, sku: "b" },
      ],
      all: ["first", 2, 4, "last"],
      pairs: ["tea=3"],
      none: [],
      nested: [[3, 4], [4]],
    });
  });

  test("chooses between parts, and leaves out what is not given", async (server) => {
    await serve(server, {
      body: {
        size: { $if: "json.total > 100", then: "large", else: "small" },
        gift: { $if: "json.total > 100", then: true },
        list: [{ $if: "json.total > 100", then: "a" }, "b", { $if: "json.none", else: { $if: "true", then: "c" } }],
      },
    });

    expect((await post(server, { total: 101 })).text()).toBe('{"size":"large","gift":true,"list":["a","b","c"]}');
    expect((await post(server, { total: 1 })).text()).toBe('{"size":"small","list":["b","c"]}');
  });

  test("has $$ for names that begin with $", async (server) => {
    await serve(server, { body: { $$ref: "{{ path.id }}", a: { $$for: 1 } } });

    expect((await server.request("/x/7")).text()).toBe('{"$ref":7,"a":{"$for":1}}');
  });

  test("is itself nothing but what it is written as: the request is data", async (server) => {
    await serve(server, { body: { echo: "{{ json }}" } });

    const sent = { $for: "x in y", do: "{{ uuid }}", "{{ a }}": "{% raw %}" };
    expect((await post(server, sent)).json()).toEqual({ echo: sent });
  });
});

describeFeature("A template", {}, (test) => {
  test("may be a text, a header, and the status", async (server) => {
    await serve(server, {
      status: "{{ query.status | default: 200 }}",
      headers: { "content-type": "text/plain", location: "/x/{{ path.id }}", "x-many": ["a", "{{ query.b }}"] },
      body: "Hello {{ query.name | default: 'you' }}! ☃",
    });

    const answer = await server.request("/x/7?status=418&name=Ann&b=c");
    expect([answer.status, answer.text()]).toEqual([418, "Hello Ann! ☃"]);
    expect(answer.headers).toMatchObject({ location: "/x/7", "content-length": "14" });
    expect(String(answer.headers["x-many"])).toMatch(/^a, ?c$/);
    const head = await server.request("HEAD /x/7");
    expect([head.status, head.text(), head.headers["content-length"]]).toEqual([200, "", "14"]);
  });

  test("has names for values that are worked out once", async (server) => {
    await serve(server, {
      let: {
        ref: "{{ uuid }}",
        claims: { sub: "{{ json.user }}", n: "{{ path.id }}" },
        next: "{{ claims.n | plus: 1 }}",
      },
      headers: { location: "/orders/{{ ref }}" },
      body: { ref: "{{ ref }}", claims: "{{ claims }}", next: "{{ next }}" },
    });

    const answer = await post(server, { user: "ann" });
    const body = answer.json() as { ref: string };
    expect(body).toEqual({ ref: body.ref, claims: { sub: "ann", n: 7 }, next: 8 });
    expect(answer.headers["location"]).toBe(`/orders/${body.ref}`);
  });

  test("counts the answers of its Route", async (server) => {
    await serve(server, { body: "{{ nth }} {{ route.used_count }} {{ response.used_count }}" });

    const answers = [await server.request("/x/1"), await server.request("/x/2")];
    expect(answers.map((answer) => answer.text())).toEqual(["1 0 0", "2 1 1"]);
    expect(await server.counts("t")).toEqual([2, 2]);
  });

  test("knows the clock of its world", async (server) => {
    await serve(server, { body: "{{ now }} {{ now | plus_days: 1 | date: '%d.%m.' }} {{ 'now' | date: '%Y' }}" });
    await server.call("POST /internal/clock", { fix: "2030-05-31T12:00:00Z" });

    expect((await server.request("/x/1")).text()).toBe("2030-05-31T12:00:00Z 01.06. 2030");
  });

  test("gets the body only if it asks for it", async (server) => {
    await serve(server, { body: "{{ path.id }}" });
    const huge = { headers: { "content-length": "99999999" }, body: "" };
    if (server.isInMemory) return;

    expect((await server.request("POST /x/1", { ...huge, headers: { "content-length": "0" } })).text()).toBe("1");
    await serve(server, { body: "{{ body }}{{ form.a }}" });
    expect((await server.request("POST /x/1", { body: "hello" })).text()).toBe("hello");
  });

  test("stays what it is when it is read, and when another Response is added", async (server) => {
    const given = { id: "r", template: true, let: { a: "{{ 1 }}" }, status: "{{ 201 }}", body: { a: "{{ a }}" } };
    await serve(server, given);

    expect(await server.read("/internal/routes/t/responses/r")).toMatchObject(given);
    await server.call("POST /internal/routes/t/responses", { template: true, body: "{{ path.id }}" });
    await server.call("PATCH /internal/routes/t", { response_selection: "cycle" });
    expect((await server.request("/x/1")).text()).toBe('{"a":1}');
    expect((await server.request("/x/1")).text()).toBe("1");
  });

  test("is none unless it says so", async (server) => {
    await serve(server, { template: false, body: { a: "{{ path.id }}", $for: "x in y" } });

    expect((await server.request("/x/1")).text()).toBe('{"a":"{{ path.id }}","$for":"x in y"}');
  });
});

describeFeature("A template that is wrong", {}, (test) => {
  test("is refused when it is written, with its place and the nearest that there is", async (server) => {
    const cases: [object, string][] = [
      [{ body: "{{ jsn.a }}" }, 'body uses the unknown name "jsn"; did you mean "json"?'],
      [{ body: { a: ["{{ a | upcse }}"] } }, 'body/a/0 uses the unknown filter "upcse"; did you mean "upcase"?'],
      [{ body: "{% fro x in y %}" }, 'body uses the unknown tag "fro"; did you mean "for"?'],
      [{ body: "{% include 'x' %}" }, 'body uses the unknown tag "include".'],
      [{ body: "{% if jsn.a %}{% endif %}" }, 'body uses the unknown name "jsn"; did you mean "json"?'],
      [{ body: "{{ path.idd }}" }, 'body uses path.idd, which is no part of the path: it has id; did you mean "id"?'],
      [{ body: "{{ fake.persn.x }}" }, 'body uses the unknown module "persn" of fake; did you mean "person"?'],
      [{ body: "{{ 'person.x' | fake }}" }, 'body uses the unknown function "x" of fake.person.'],
      [{ body: "{{ fake.helpers.multiple }}" }, 'body uses the unknown module "helpers" of fake.'],
      [{ body: "{% if true %}{{ 'a.b' | fake }}{% endif %}" }, 'body uses the unknown module "a" of fake.'],
      [{ body: "{{ json | jsonpath: query.a }}" }, "body gives the filter jsonpath no text that is always the same."],
      [
        { body: "{{ json | jsonpath: '$[' }}" },
        "body gives the filter jsonpath what is none: unclosed bracketed selection.",
      ],
      [{ body: "{{ 'a' | upcase: x: 1 }}" }, 'body gives the filter upcase the unknown argument "x".'],
      [{ body: "{{ json.a" }, 'body is no template: output "{{ json.a" not closed.'],
      [{ body: "{{ constructor }}" }, 'body uses the unknown name "constructor".'],
      [{ body: 1, status: "{{ jsn }}" }, 'status uses the unknown name "jsn"; did you mean "json"?'],
      [{ body: 1, headers: { a: ["", "{{ jsn }}"] } }, 'headers/a/1 uses the unknown name "jsn"; did you mean "json"?'],
      [{ body: 1, let: { a: { b: "{{ jsn }}" } } }, 'let/a/b uses the unknown name "jsn"; did you mean "json"?'],
      [{ body: 1, let: { a: "{{ b }}", b: 1 } }, 'let/a uses the unknown name "b".'],
      [{ body: 1, let: { json: 1 } }, "let/json is a name that templates know already."],
      [{ body: 1, let: { "a-b": 1 } }, "let/a-b is no name of letters, digits and _."],
      [
        { body: { $fro: 1 } },
        'body/$fro is none of the structures $for and $if; did you mean "$for"?; "$$fro" stands for "$fro".',
      ],
      [{ body: { $for: "a of b", do: 1 } }, 'body/$for must be a name and an array: "item in json.items".'],
      [{ body: { $for: "a in json" } }, 'body is missing "do", which is written for each element.'],
      [{ body: { $for: "a in json", do: 1, then: 2 } }, "body/then stands beside $for, which takes do."],
      [{ body: { $if: true, then: 1 } }, 'body/$if must be an expression: "json.total > 100".'],
      [{ body: { $if: "true" } }, 'body is missing "then", or "else".'],
      [{ body: { $if: "tru", then: 1 } }, 'body/$if uses the unknown name "tru".'],
      [
        { body: 1, status: "{{ 200 }}", template: false },
        'status must be an integer, got "{{ 200 }}"; a template needs "template": true.',
      ],
    ];
    for (const [response, message] of cases) {
      const route = { path: "/{id}", responses: [{ template: true, ...response }] };
      expectError(await server.call("POST /internal/routes", route), 400, `responses/0/${message}`);
    }
  });

  test("fails when it is served, with the place and the reason; the journal says so", async (server) => {
    const cases: [object, string, string][] = [
      [{ body: { a: "{{ 1 | divided_by: 0 }}" } }, "/body/a", "divides by 0"],
      [{ body: "{{ 'x' | number }}" }, "/body", 'is no number: "x"'],
      [{ body: "{{ '{' | parse_json }}" }, "/body", 'is no JSON: "{"'],
      [{ body: "{{ 'x' | boolean }}" }, "/body", 'is neither true nor false: "x"'],
      [{ body: "{{ 'x' | iso }}" }, "/body", 'is no date: "x"'],
      [{ body: "{% if true %}{{ 'x' | iso }}{% endif %}" }, "/body", 'is no date: "x"'],
      [{ body: 1, status: "{{ query.s }}" }, "/status", "must come to a whole number from 100 to 999, and is nothing"],
      [{ body: 1, status: "{{ 99 }}" }, "/status", "must come to a whole number from 100 to 999, and is 99"],
      [{ body: 1, headers: { a: "{{ query.h }}" } }, "/headers/a", "holds the character U+000A"],
      [{ body: 1, let: { x: "{{ 'a' | jwt: 'k', alg: 'none' }}" } }, "/let/x", 'signs by "none"'],
      [{ body: { $for: "x in query.h", do: 1 } }, "/body/$for", 'goes through "a\\nb", which is no array'],
      [{ body: "{{ 'string.alpha' | fake: 1001 }}" }, "/body", "asks fake string.alpha for more than 1000"],
      [{ body: "{{ 'number.int' | fake: min: 2, max: 1 }}" }, "/body", "fails: fake number.int: "],
      [{ body: "{{ query.u | url_decode }}" }, "/body", "is no percent-encoding of a text"],
    ];
    for (const [response, at, reason] of cases) {
      await serve(server, response);
      const answer = await server.request("/x/1?h=a%0Ab&u=%25");

      expect([answer.status, answer.json()]).toEqual([
        422,
        {
          error: "Template Error",
          message: expect.stringContaining(
            `The template at ${at} of the Response "r" of the Route "t" ${reason}`,
          ) as string,
          at,
          route: "t",
          response: "r",
        },
      ]);
    }
    const { requests } = (await server.read("/internal/requests?outcome=failed&limit=1")) as { requests: object[] };
    expect(requests).toMatchObject([{ outcome: "failed", route: "t", response: "r", answer: { status: 422 } }]);
    expect((await server.request("HEAD /x/1")).text()).toBe("");
  });

  test("makes a number that can't be written no answer", async (server) => {
    await serve(server, { body: { a: "{{ json.a | times: json.a }}" } });

    expect(await post(server, { a: 1e308 })).toMatchObject({ status: 422 });
  });
});

const endless = "{% for i in (1..100000) %}{% for j in (1..100000) %}{% endfor %}{% endfor %}";

describeFeature("The work of templates", { maxTemplateOutput: 1000, maxTemplateWork: 1000 }, (test) => {
  test("is bounded", async (server) => {
    const nested = { $for: "a in (1..100)", do: { $for: "b in (1..100)", do: { $if: "false", then: 1 } } };
    for (const body of [
      endless,
      nested,
      "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..100) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
      "{% for i in (1..999999999) %}{% endfor %}",
      { a: { $for: "a in (1..999999999)", do: 1 } },
      "{{ body | replace: 'a', body }}",
      "{{ json.items | join: body }}",
      "{% for a in json.items %}{% assign b = json.items | where: 'n', 1 %}{% endfor %}",
      "{% for a in json.items %}{% if body contains 'x' %}{% endif %}{% endfor %}",
    ]) {
      await serve(server, { body });
      const sent = { items: Array.from({ length: 300 }, (_, n) => ({ n, a: "aaaaaaaaaaaaaaaaaaaa" })) };
      const answer = await post(server, sent);

      expect([body, answer.status]).toEqual([body, 422]);
      expect(answer.text()).toMatch(/see --max-template-(?:work|output)|more than 100000 numbers/);
    }
  });

  test("is enough for what an answer may hold", async (server) => {
    await serve(server, { body: "{% for i in (1..400) %}x{% endfor %}" });
    expect((await server.request("/x/1")).text()).toHaveLength(400);
    await serve(server, { body: "{% for i in (1..1001) %}x{% endfor %}" });
    expect((await server.request("/x/1")).status).toBe(422);
  });
});

describeFeature("Templates with one seed", { seed: 4 }, (test) => {
  test("make up the same for the same requests, whatever else is going on", async (server) => {
    const body = {
      id: "{{ uuid }}",
      name: "{{ fake.person.fullName }}",
      n: "{{ random }}",
      at: "{{ fake.date.past }}",
    };
    await server.call("POST /internal/clock", { fix: "2026-01-01T00:00:00Z" });
    await serve(server, { body });
    const drawn = [await server.request("/x/1"), await server.request("/x/2")].map((answer) => answer.text());

    await serve(server, { body });
    await server.add({ id: "other", path: "/other", responses: [{ template: true, body: "{{ uuid }}" }] });
    const again: string[] = [];
    for (const url of ["/x/1", "/x/2"]) {
      await server.request("/other");
      again.push((await server.request(url)).text());
    }

    expect(again).toEqual(drawn);
    expect(drawn[0]).not.toBe(drawn[1]);
    expect(drawn[0]).toMatch(/^\{"id":"[0-9a-f-]{36}","name":"[A-Z].+","n":0\.\d+,"at":"2025-\d\d-\d\dT[\d:.]+Z"\}$/);
  });
});
