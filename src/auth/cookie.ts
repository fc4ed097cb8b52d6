import { readsAs } from "../http/headers.ts";
import { unquote } from "../http/cookies.ts";
import { object, required } from "../schema/object.ts";
import { oneOf, string } from "../schema/schema.ts";
import { defineAuth, unauthorizedResponse } from "./auth-kind.ts";

const schema = object(
  {
    method: required(oneOf(["cookie"])),
    name: required(string({ examples: ["session"] })),
    value: required(string({ examples: ["4f2a"] })),
    unauthorized_response: unauthorizedResponse,
  },
  {
    title: "CookieAuth",
    description: "A cookie with this value.",
    examples: [{ method: "cookie", name: "session", value: "4f2a" }],
  },
);

export const cookie = defineAuth({
  schema,
  readsForm: false,
  compile: ({ name, value }) => {
    const expected = unquote(value);
    return (request) => {
      const sent = request.cookies.get(name)?.[0];
      if (sent === undefined) return `The cookie ${name} is missing.`;
      return readsAs(sent, expected) ? null : `The cookie ${name} has another value than the Route expects.`;
    };
  },
});
