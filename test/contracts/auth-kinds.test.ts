import { Readable } from "node:stream";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { AuthKind } from "../../src/auth/auth-kind.ts";
import { authKinds } from "../../src/auth/auth.ts";
import { takeValue } from "../../src/app/definitions.ts";
import { HttpRequest } from "../../src/http/request.ts";
import { stringifyJson } from "../../src/json/json-node.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { Reader } from "../../src/schema/reader.ts";

interface Sent {
  readonly target?: string;
  readonly fields?: readonly string[];
  readonly body?: string;
}

interface Sample {
  readonly definition: Readonly<Record<string, unknown>>;
  /** A request that may pass, and ones that may not. */
  readonly right: Sent;
  readonly wrong: readonly Sent[];
}

const NOW = Date.UTC(2026, 0, 1);
const SECRET = "s3cr3t-that-nobody-may-see";
const GUESS = "a-guess-that-nobody-may-see";

const basicHeader = (password: string): string => `Basic ${Buffer.from(`ann:${password}`).toString("base64")}`;
const formOf = (body: string): Sent => ({ fields: ["content-type", "application/x-www-form-urlencoded"], body });

function signed(key: string, seconds = NOW / 1000): Sent {
  const query = `a=b&hmac_timestamp=${seconds}`;
  return { target: `/path?${query}&hmac_sign=${createHmac("sha1", key).update(`/path?${query}`).digest("hex")}` };
}

/** A sample of every method. */
const samples: Record<keyof typeof authKinds, Sample> = {
  token: {
    definition: { method: "token", token: SECRET },
    right: { fields: ["authorization", `bearer ${SECRET}`] },
    wrong: [
      { fields: ["authorization", `Bearer ${GUESS}`] },
      { fields: ["authorization", `Basic ${SECRET}`] },
      { fields: ["authorization", "Bearer"] },
    ],
  },
  basic: {
    definition: { method: "basic", username: "ann", password: SECRET },
    right: { fields: ["authorization", basicHeader(SECRET)] },
    wrong: [
      { fields: ["authorization", basicHeader(GUESS)] },
      { fields: ["authorization", `Bearer ${SECRET}`] },
      { fields: ["authorization", "Basic %%%"] },
    ],
  },
  form: {
    definition: { method: "form", fields: { user: "ann", password: SECRET } },
    right: formOf(`password=${SECRET}&user=ann&more=1`),
    wrong: [formOf(`user=ann&password=${GUESS}`), formOf("user=ann"), { body: `user=ann&password=${SECRET}` }],
  },
  cookie: {
    definition: { method: "cookie", name: "session", value: SECRET },
    right: { fields: ["cookie", `a=b; session=${SECRET}`] },
    wrong: [{ fields: ["cookie", `session=${GUESS}`] }, { fields: ["cookie", `other=${SECRET}`] }],
  },
  hmac: {
    definition: { method: "hmac", key: SECRET },
    right: signed(SECRET),
    wrong: [
      signed(GUESS),
      signed(SECRET, NOW / 1000 - 3601),
      signed(SECRET, NOW / 1000 + 6),
      { target: "/path?hmac_timestamp=soon&hmac_sign=x" },
    ],
  },
};

/** A request that notes whether somebody looked at its form. */
class WatchedRequest extends HttpRequest {
  looks = 0;

  constructor({ target = "/", fields = [], body = "" }: Sent) {
    const bytes = new TextEncoder().encode(body);
    const readBody = () => Promise.resolve(bytes);
    const readPieces = () => Readable.from([bytes]);
    super({
      method: "POST",
      target,
      fields: [...fields, "content-length", String(bytes.length)],
      httpVersion: "1.1",
      isSecure: false,
      readBody,
      readPieces,
      followBody() {},
      onGone() {},
      discardBody() {},
    });
  }

  override get body() {
    this.looks += 1;
    return super.body;
  }
}

function compile(kind: AuthKind<unknown, unknown>, definition: unknown) {
  const value = kind.schema.read(takeValue(definition, 200), new Reader());
  if (value === undefined) throw new Error(`${JSON.stringify(definition)} is no definition`);
  return kind.compile(value);
}

describe.each(Object.keys(authKinds) as (keyof typeof authKinds)[])("The auth method %s", (name) => {
  const kind = authKinds[name] as AuthKind<unknown, unknown>;
  const { definition, right, wrong } = samples[name];
  const check = compile(kind, definition);

  async function verdict(sent: Sent): Promise<string | null> {
    const request = new WatchedRequest(sent);
    if (kind.readsForm) await request.loadBody(10_000);
    return check(request, NOW);
  }

  it("lets the right request in, again and again", async () => {
    expect(await verdict(right)).toBeNull();
    expect(await verdict(right)).toBeNull();
  });

  it("refuses a request that carries nothing, and says what is missing without any secret", async () => {
    const reason = await verdict({});

    expect(reason).toMatch(/^The .* is missing.*\.$/);
    expect(reason).not.toContain(SECRET);
  });

  it.each(wrong.map((sent, index) => [index, sent] as const))(
    "refuses a wrong request, and repeats neither the secret nor the guess (%i)",
    async (_, sent) => {
      const reason = await verdict(sent);

      expect(reason).toMatch(/^The .*\.$/);
      expect(reason).not.toContain(SECRET);
      expect(reason).not.toContain(GUESS);
    },
  );

  it("says honestly whether it looks at a form", async () => {
    const request = new WatchedRequest(right);
    await request.loadBody(10_000);
    const looks = request.looks;

    check(request, NOW);

    expect(request.looks > looks).toBe(kind.readsForm);
  });

  it("reads back as it was given, with its refusal, and can be sent again", () => {
    const reader = new Reader();
    const text = kind.schema.write(kind.schema.read(takeValue(definition, 200), reader));
    const again = kind.schema.read(parseJson(text, { maxDepth: 200 }), reader);

    expect(reader.faults).toEqual([]);
    expect(kind.schema.write(again)).toBe(text);
    expect(JSON.parse(text)).toEqual({
      ...definition,
      unauthorized_response: {
        status: 401,
        headers: {},
        delay: 0,
        body: { error: "Unauthorized", message: "Authentication failed." },
        used_count: 0,
      },
    });
  });

  it("keeps a refusal of its own", () => {
    const own = { status: 403, headers: { "x-a": "b" }, body: "No.", delay: [1, 2] };
    const node = takeValue({ ...definition, unauthorized_response: own }, 200);

    expect(JSON.parse(kind.schema.write(kind.schema.read(node, new Reader())))).toMatchObject({
      unauthorized_response: own,
    });
  });

  it("needs every field of its own", () => {
    for (const field of Object.keys(definition)) {
      const node = new Map(Object.entries(definition).filter(([other]) => other !== field));
      const reader = new Reader();

      expect(kind.schema.read(takeValue(node, 200), reader)).toBeUndefined();
      expect(stringifyJson(takeValue(reader.faults, 200))).toContain(field);
    }
  });

  it("gives examples that are valid", () => {
    const examples = kind.schema.json["examples"] as readonly unknown[];

    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(() => compile(kind, example)).not.toThrow();
  });
});
