import { createHmac } from "node:crypto";
import type { HttpRequest } from "../http/request.ts";
import { object, required } from "../schema/object.ts";
import { oneOf, string } from "../schema/schema.ts";
import { defineAuth, unauthorizedResponse } from "./auth-kind.ts";

const schema = object(
  {
    method: required(oneOf(["hmac"])),
    key: required(string({ examples: ["s3cr3t"] })),
    unauthorized_response: unauthorizedResponse,
  },
  {
    title: "HmacAuth",
    description:
      "The query parameters `hmac_timestamp` (seconds since the epoch, at most 3600 s old and 5 s ahead) and " +
      "`hmac_sign`, the last one: the hex HMAC-SHA1 of everything before `&hmac_sign=`.",
    examples: [{ method: "hmac", key: "s3cr3t" }],
  },
);

const OLDEST = 3600;
const AHEAD = 5;

export const hmac = defineAuth({
  schema,
  readsForm: false,
  compile: ({ key }) => {
    return (request, now) => timestampFault(request, now) ?? signatureFault(request, key);
  },
});

function timestampFault(request: HttpRequest, now: number): string | null {
  const timestamp = parameters(request).get("hmac_timestamp");
  if (timestamp === null) return "The query parameter hmac_timestamp is missing.";
  if (!/^\d{1,15}(?:\.\d{1,9})?$/.test(timestamp)) {
    return "The query parameter hmac_timestamp must be the unix time in seconds.";
  }
  const age = now / 1000 - Number(timestamp);
  if (age > OLDEST) return `The query parameter hmac_timestamp is more than ${OLDEST} s in the past.`;
  return age < -AHEAD ? `The query parameter hmac_timestamp is more than ${AHEAD} s in the future.` : null;
}

function signatureFault(request: HttpRequest, key: string): string | null {
  const given = parameters(request).get("hmac_sign");
  if (given === null) return "The query parameter hmac_sign is missing.";
  const { query, rawPath } = request.target;
  const end = query.indexOf("&hmac_sign=");
  if (end === -1) return "The query parameter hmac_sign must be the last one, behind hmac_timestamp.";
  const signed = query.slice(0, end);
  // Trickster 2 signed the decoded path; a client that never decodes it signs what it sends.
  // Nor need a client know that the beginning of its path has chosen a world.
  const paths = [
    request.path,
    rawPath,
    ...(request.prefix === "" ? [] : [request.prefix + request.path, request.prefix + rawPath]),
  ];
  const isSigned = paths.some((path) => given === sign(key, `${path}?${signed}`));
  return isSigned ? null : "The query parameter hmac_sign is not the signature of this path and query under the key.";
}

function parameters(request: HttpRequest): URLSearchParams {
  return new URLSearchParams(request.target.query);
}

function sign(key: string, text: string): string {
  return createHmac("sha1", key).update(text).digest("hex");
}
