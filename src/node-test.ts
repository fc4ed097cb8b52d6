export { type NodeTestOptions, useTrickster } from "./fixtures/node-test.ts";
