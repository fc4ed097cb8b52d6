import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/cli.ts", "src/worker.ts"],
  platform: "node",
  target: "node20.19",
  fixedExtension: false,
  dts: { entry: "src/index.ts" },
});
