export { default } from "./fixtures/vitest-setup.ts";
