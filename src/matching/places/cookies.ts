import { placeOfNames } from "./place.ts";

const NONE = [] as const;

export const cookies = placeOfNames("cookies", {
  description: "The cookies.",
  example: { session: { matches: "[0-9a-f]{32}" } },
  find: (name) => ({
    subject: `cookie ${name}`,
    values: ({ request }) => request.cookies.get(name) ?? NONE,
  }),
});
