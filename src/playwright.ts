export { type TricksterFixtures, type TricksterOptions, enterSandbox, test } from "./fixtures/playwright.ts";
