import { defineConfig } from "tsdown";

/** What other packages import. */
const modules = ["index", "client", "vitest", "vitest-setup", "playwright", "playwright-setup", "node-test"].map(
  (name) => `src/${name}.ts`,
);

export default defineConfig({
  entry: [...modules, "src/cli.ts", "src/worker.ts"],
  platform: "node",
  target: "node20.19",
  fixedExtension: false,
  dts: { entry: modules },
});
