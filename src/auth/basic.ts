import { equalIgnoringCase } from "../http/headers.ts";
import { object, required } from "../schema/object.ts";
import { oneOf, string } from "../schema/schema.ts";
import { defineAuth, unauthorizedResponse } from "./auth-kind.ts";
import { credentials } from "./credentials.ts";

const schema = object(
  {
    method: required(oneOf(["basic"])),
    username: required(string({ examples: ["ann"] })),
    password: required(string({ examples: ["s3cr3t"] })),
    unauthorized_response: unauthorizedResponse,
  },
  {
    title: "BasicAuth",
    description: "`Authorization: Basic base64(username:password)` (RFC 7617).",
    examples: [{ method: "basic", username: "ann", password: "s3cr3t" }],
  },
);

const SEND = "send Authorization: Basic base64(username:password)";

export const basic = defineAuth({
  schema,
  readsForm: false,
  compile: ({ username, password }) => {
    const expected = `${username}:${password}`;
    const asMostWriteIt = `Basic ${Buffer.from(expected).toString("base64")}`;
    return (request) => {
      if (request.header("authorization") === asMostWriteIt) return null;
      const given = credentials(request);
      if (given === undefined) return `The header authorization is missing; ${SEND}.`;
      if (!equalIgnoringCase(given.scheme, "Basic")) {
        return `The header authorization has the scheme ${given.scheme}; ${SEND}.`;
      }
      const decoded = Buffer.from(given.value, "base64").toString("utf8");
      if (!decoded.includes(":")) return `The header authorization is no base64 of username:password; ${SEND}.`;
      return decoded === expected ? null : "The username or the password is another one than the Route expects.";
    };
  },
});
