import { join } from "node:path";
import { mergeConfig } from "vitest/config";
import all from "./vitest.config.ts";

/** The tests that mutants of the lifetime phase and of `runtime/object` have to survive. */
const include = [
  "test/fixtures.test.ts",
  "test/lifetime/**/*.test.ts",
  "test/runtime/object/*.test.ts",
  "test/conformance/qom/*.test.ts",
];
// Its mutants are not types: what only the type checker looks at cannot kill one.
const exclude = ["test/runtime/object/compile.types.test.ts", "test/lifetime/page.test.ts", "**/node_modules/**"];

const config = mergeConfig(all, {
  // The sandbox has a link to the packages of this folder: the runtime there is not the one that is mutated.
  resolve: { alias: { "@qdl/runtime": join(import.meta.dirname, "runtime/index.ts") } },
});
export default { ...config, test: { ...config["test"], include, exclude } };
