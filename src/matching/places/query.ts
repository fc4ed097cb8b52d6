import { placeOfNames } from "./place.ts";

export const query = placeOfNames("query", {
  description: "The query string.",
  example: { page: 1 },
  find: (name) => ({
    subject: `query parameter ${name}`,
    values: ({ request }) => request.query.getAll(name),
  }),
});
