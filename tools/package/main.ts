import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { thirdParty } from "./licences.ts";
import { pack, root, run } from "./tarballs.ts";

const page = "THIRD-PARTY.md";

/** Whether what is generated is written instead of compared. */
const writing = process.argv.includes("--write");

/** What has to be true of the packages before they are published, one after the other; the first that is not ends it. */
const checks: ReadonlyMap<string, () => void> = new Map([
  ["manifests and types of the tarballs", checkTarballs],
  ["API report of the runtime", checkApi],
  ["sizes of what a program uses", () => bin("size-limit/bin.js", [])],
  ["licences of what is installed with them", checkLicences],
]);

for (const [name, check] of checks) {
  const start = performance.now();
  try {
    check();
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    if (!writing) console.error("`npm run package:check -- --write` writes the API report and the licences anew.");
    process.exit(1);
  }
  console.log(`${name}: in order (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

/** The packages as they are published: their manifests, and the types of every export. CommonJS is not offered. */
function checkTarballs(): void {
  const { qdl, runtime } = pack(join(root, ".tmp/package"));
  for (const tarball of [qdl, runtime]) {
    bin("publint/src/cli.js", ["--strict", tarball]);
    bin("@arethetypeswrong/cli/dist/index.js", [tarball, "--profile", "esm-only", "--format", "ascii", "--no-emoji"]);
  }
}

/** The public surface of the runtime is what `runtime/runtime.api.md` says: a change of it is seen in review. */
function checkApi(): void {
  mkdirSync(join(root, ".tmp/api"), { recursive: true });
  const words = ["run", "--config", "runtime/api-extractor.json", ...(writing ? ["--local"] : [])];
  bin("@microsoft/api-extractor/bin/api-extractor", words);
}

function checkLicences(): void {
  const wanted = thirdParty(root);
  if (writing) writeFileSync(join(root, page), wanted);
  else if (readFileSync(join(root, page), "utf8") !== wanted) throw new Error(`${page} is out of date`);
}

/** Runs a tool of our own `node_modules`. */
function bin(path: string, words: readonly string[]): void {
  run(process.execPath, [join(root, "node_modules", path), ...words], { cwd: root });
}
