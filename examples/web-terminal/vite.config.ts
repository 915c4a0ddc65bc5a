import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  // In this repository the runtime is used from its sources; a project that has it from npm needs no such line.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  build: { target: "es2023", chunkSizeWarningLimit: 1000 },
});
