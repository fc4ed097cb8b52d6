import { headerNameFault } from "../../http/headers.ts";
import { placeOfNames } from "./place.ts";

export const headers = placeOfNames("headers", {
  description: "The header fields. The case of names does not matter.",
  example: { "x-tenant": { exists: true } },
  find(name, reader) {
    const fault = headerNameFault(name);
    if (fault !== undefined) return reader.fail(fault);
    const lower = name.toLowerCase();
    return { subject: `header ${lower}`, values: ({ request }) => request.headers(lower) };
  },
});
