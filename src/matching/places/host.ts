import { placeOfOne } from "./place.ts";

const NONE = [] as const;

export const host = placeOfOne("host", {
  description: "The name of the host, in lower case and without its port.",
  example: "api.example.com",
  subject: "host",
  values: ({ request }) => (request.host === "" ? NONE : [request.host]),
});
