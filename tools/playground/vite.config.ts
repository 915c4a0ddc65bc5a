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
  worker: { format: "es" },
  build: { target: "es2023", outDir: "../../.tmp/playground", emptyOutDir: true, chunkSizeWarningLimit: 2000 },
});
