import { placeOfOne } from "./place.ts";

const NONE = [] as const;

export const body = placeOfOne("body", {
  description: "The body as text.",
  example: { contains: "hello" },
  subject: "body",
  readsBody: true,
  values: ({ request }) => (request.body === undefined || request.body.bytes.length === 0 ? NONE : [request.body.text]),
});
