import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/built.ts",
    testTimeout: 30_000,
    // One less is Vitest's own choice, which on two cores leaves one idle.
    maxWorkers: "100%",
  },
});
