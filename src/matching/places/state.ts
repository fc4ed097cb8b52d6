import { placeOfOne } from "./place.ts";

const NONE = [] as const;

export const state = placeOfOne("state", {
  description: "The state of the Route's `scenario`.",
  example: "started",
  subject: "the state",
  source: "json",
  values: ({ subject }) => (subject?.state === undefined ? NONE : [subject.state]),
});
