import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Forbids imports by pattern in the given folders; `why` is what the author reads. */
const forbid = (files, group, why) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [{ group: [...new Set(group)], message: why }] }] },
});

const impure = ["node:*", "**/tools/**", "**/bench/**", "**/test/**", "**/devices/**", "**/generated/**"];

/** A compiler phase sees lower numbers, diagnostics, source and host; never a higher number, the runtime or the disk. */
const phases = ["1-parse", "2-bind", "3-check", "4-lifetime", "5-emit"];
const phaseRules = phases.map((phase, at) =>
  forbid(
    [`compiler/${phase}/**/*.ts`],
    [...impure, "@qdl/*", "**/runtime/**", ...phases.slice(at + 1).map((later) => `**/${later}/**`)],
    `compiler/${phase} may import lower phases, diagnostics, source and host only`,
  ),
);

/** The runtime imports nothing but its own lower layers: no package, no `node:*`. */
const layers = ["object", "memory", "device", "machine"];
const runtimeRules = layers.map((layer, at) => {
  const higher = layers.slice(at + 1).map((later) => `**/${later}/**`);
  const patterns = [
    { regex: "^[^.]", message: "the runtime imports nothing" },
    {
      group: ["**/compiler/**", "**/tools/**", "**/devices/**", "**/generated/**", ...higher],
      message: "lower layers of the runtime only",
    },
  ];
  return { files: [`runtime/${layer}/**/*.ts`], rules: { "no-restricted-imports": ["error", { patterns }] } };
});

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", ".tmp/**", "**/*.generated.*", "test/fixtures/**"] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    rules: {
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      "max-depth": ["error", 3],
      eqeqeq: "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    },
  },
  {
    // `this: void` in hook sets keeps behaviour modules from relying on how a hook is called.
    files: ["generated/**", "test/projects/*/generated/**", "examples/*/generated/**", "examples/*/src/generated/**"],
    rules: {
      "max-lines": "off",
      "max-lines-per-function": "off",
      "max-params": "off",
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
    },
  },
  {
    files: ["test/**", "**/*.test.ts"],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-unused-expressions": "off" },
  },
  {
    files: ["*.js", "examples/**/*.mjs", "bench/**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", structuredClone: "readonly" } },
  },
  ...runtimeRules,
  forbid(
    ["generated/**/*.ts"],
    ["node:*", "qdl", "**/compiler/**", "**/tools/**"],
    "generated modules import the runtime, other generated modules and behaviour modules",
  ),
  forbid(
    ["devices/**/*.ts"],
    ["node:*", "qdl", "**/compiler/**", "**/tools/**"],
    "a behaviour module imports the runtime and generated modules",
  ),
  forbid(
    ["compiler/*.ts", "compiler/diagnostics/**/*.ts"],
    [...impure, "@qdl/*", "**/runtime/**"],
    "the compiler is pure: no disk, no process, no runtime",
  ),
  ...phaseRules,
  forbid(["tools/**/*.ts"], ["**/compiler/*/**"], "tools go through compiler/index.ts"),
  {
    ...forbid(
      ["tools/playground/**/*.ts", "tools/graph/**/*.ts", "tools/simulate/**/*.ts", "tools/prettier/**/*.ts"],
      ["node:*", "**/compiler/*/**", "**/project/**", "**/cli/**", "**/load/**"],
      "what runs in a browser goes through compiler/index.ts, and knows neither Node nor the disk",
    ),
    ignores: ["tools/playground/vite.config.ts"],
  },
  forbid(
    ["tools/behaviour/core/**/*.ts"],
    ["ts-morph", "qdl", "node:*", "../*"],
    "the analysis of TypeScript's tree is shared with ESLint: it knows neither how code is loaded nor definitions",
  ),
);
