import { join } from "node:path";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  // The page is at home below any address.
  base: "./",
  resolve: {
    conditions: ["source", ...defaultClientConditions],
    alias: { qdl: join(import.meta.dirname, "../../compiler/index.ts") },
  },
  // Misuse is told by the names of its classes.
  worker: { format: "es", rolldownOptions: { output: { keepNames: true } } },
  build: { target: "es2023", outDir: "../../.tmp/playground", emptyOutDir: true, chunkSizeWarningLimit: 2000 },
});
