import { createHash, createHmac, createSign } from "node:crypto";
import { Failure } from "../template-error.ts";
import { describeValue, isNothing } from "../values.ts";
import type { Situation } from "../situation.ts";
import { type Filter, filter, textFilter } from "./filter.ts";

function hash(name: string, example: string): Filter {
  return textFilter(
    `The ${name.toUpperCase()} of a text, in hexadecimal.`,
    [`{{ 'abc' | ${name} }}`, example],
    (text) => createHash(name).update(text).digest("hex"),
  );
}

function hmac(name: string, example: string): Filter {
  return textFilter(
    `The HMAC of a text under a key, with ${name.toUpperCase()}, in hexadecimal.`,
    [`{{ 'abc' | hmac_${name}: 'key' }}`, example],
    (text, [key = ""]) => createHmac(name, key).update(text).digest("hex"),
    { least: 1 },
  );
}

/** Of the algorithms of RFC 7518, section 3.1, those whose signatures are the same each time. */
const DIGEST: Readonly<Record<string, string>> = { 256: "sha256", 384: "sha384", 512: "sha512" };
const ALGORITHM = /^(HS|RS)(256|384|512)$/;

/** A JSON Web Token in the compact form (RFC 7519, RFC 7515). */
function sign(claims: unknown, key: string, header: Readonly<Record<string, unknown>>, situation: Situation): string {
  const algorithm = situation.text(header["alg"] ?? "HS256");
  const [, kind, bits = ""] = ALGORITHM.exec(algorithm) ?? [];
  const digest = DIGEST[bits];
  if (digest === undefined)
    throw new Failure(`signs by "${algorithm}", which is neither HS nor RS with 256, 384 or 512`);
  if (isNothing(claims) || typeof claims !== "object") {
    throw new Failure(`signs ${describeValue(claims)}, and claims are an object`);
  }
  const whole = { ...header, alg: algorithm, typ: "JWT" };
  const signed = `${base64url(situation.json(whole))}.${base64url(situation.json(claims))}`;
  if (kind === "HS") return `${signed}.${createHmac(digest, key).update(signed).digest("base64url")}`;
  situation.use(SIGNATURE);
  try {
    const signature = createSign(digest).update(signed).sign(key);
    return `${signed}.${signature.toString("base64url")}`;
  } catch {
    throw new Failure(`can't sign by ${algorithm} with this key, which must be a private key in PEM`);
  }
}

/** What a signature by RSA takes, in characters that are looked at. */
const SIGNATURE = 100_000;

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** Filters that hash, encode and sign. */
export const hashes = {
  md5: hash("md5", "900150983cd24fb0d6963f7d28e17f72"),
  sha1: hash("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
  sha256: hash("sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  sha512: hash(
    "sha512",
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  ),
  hmac_sha1: hmac("sha1", "4fd0b215276ef12f2b3e4c8ecac2811498b656fc"),
  hmac_sha256: hmac("sha256", "9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab"),
  hmac_sha512: hmac(
    "sha512",
    "3926a207c8c42b0c41792cbd3e1a1aaaf5f7a25704f62dfc939c4987dd7ce060009c5bb1c2447355b3216f10b537e9afa7b64a4e5391b0d631172d07939e087a",
  ),
  base64url_encode: textFilter(
    "A text in base64url (RFC 4648), without padding.",
    ["{{ 'ab?' | base64url_encode }}", "YWI_"],
    base64url,
  ),
  jwt: filter(
    "A JSON Web Token of claims, signed with a key: a secret, or a private key in PEM. `alg` is `HS256` (the default), `HS384`, `HS512`, `RS256`, `RS384` or `RS512`; more names, such as `kid`, go into its header.",
    [
      `{{ '{"sub":"ann"}' | parse_json | jwt: 'secret' }}`,
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbm4ifQ.PjR3fgnevdXvvFDIexpV052PaeBybdsfUE102L3fkg4",
    ],
    (value, { plain: [key], named }, situation) => sign(value, situation.text(key), named, situation),
    { least: 1, names: "any" },
  ),
} satisfies Record<string, Filter>;
