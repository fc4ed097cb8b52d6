import { takeValue } from "../../src/app/definitions.ts";
import { requestOf, requestSchema } from "../../src/http/described-request.ts";
import type { HttpRequest } from "../../src/http/request.ts";
import { Inspection } from "../../src/matching/inspection.ts";
import { Reader } from "../../src/schema/reader.ts";
import type { InputOf } from "../../src/schema/schema.ts";
import { patience } from "./patient-guard.ts";

type Description = Partial<InputOf<typeof requestSchema>>;

/** A request that has arrived as a whole. */
export function requestFrom(description: Description = {}): HttpRequest {
  const node = takeValue({ method: "GET", path: "/", ...description }, 200);
  const described = requestSchema.read(node, new Reader());
  if (described === undefined) throw new Error(`${JSON.stringify(description)} is no Request`);
  return requestOf(described);
}

/** A look at a request, with all the time of the world. */
export function inspect(description: Description = {}): Inspection {
  return new Inspection(requestFrom(description), patience);
}
