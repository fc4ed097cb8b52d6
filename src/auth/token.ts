import { equalIgnoringCase, readsAs } from "../http/headers.ts";
import { object, required } from "../schema/object.ts";
import { oneOf, string } from "../schema/schema.ts";
import { defineAuth, unauthorizedResponse } from "./auth-kind.ts";
import { credentials } from "./credentials.ts";

const schema = object(
  {
    method: required(oneOf(["token"])),
    token: required(string({ description: "The token that must be sent.", examples: ["s3cr3t"] })),
    unauthorized_response: unauthorizedResponse,
  },
  {
    title: "TokenAuth",
    description: "`Authorization: Bearer <token>` (RFC 6750).",
    examples: [{ method: "token", token: "s3cr3t" }],
  },
);

export const token = defineAuth({
  schema,
  readsForm: false,
  compile: ({ token: expected }) => {
    return (request) => {
      const given = credentials(request);
      if (given === undefined) return "The header authorization is missing; send Authorization: Bearer <token>.";
      if (!equalIgnoringCase(given.scheme, "Bearer")) {
        return `The header authorization has the scheme ${given.scheme}; send Authorization: Bearer <token>.`;
      }
      return readsAs(given.value, expected)
        ? null
        : "The header authorization has another token than the Route expects.";
    };
  },
});
