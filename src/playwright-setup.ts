export { default } from "./fixtures/playwright-setup.ts";
