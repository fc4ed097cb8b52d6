import { placeOfOne } from "./place.ts";

export const method = placeOfOne("method", {
  description: "The method, as it was sent.",
  example: { one_of: ["PUT", "PATCH"] },
  subject: "method",
  values: ({ request }) => [request.method],
});
