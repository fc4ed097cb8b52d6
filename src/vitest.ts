export { type FixtureOptions, createTest, test } from "./fixtures/vitest.ts";
