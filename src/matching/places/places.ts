import { body } from "./body.ts";
import { cookies } from "./cookies.ts";
import { form } from "./form.ts";
import { graphql } from "./graphql.ts";
import { headers } from "./headers.ts";
import { host } from "./host.ts";
import { json } from "./json.ts";
import { method } from "./method.ts";
import { path } from "./path.ts";
import type { Place } from "./place.ts";
import { query } from "./query.ts";
import { xml } from "./xml.ts";

/** The places, by the word that stands for them. A new one is a file and an entry here. */
export const places: Readonly<Record<string, Place>> = {
  method,
  host,
  path,
  query,
  headers,
  cookies,
  form,
  json,
  xml,
  graphql,
  body,
};
