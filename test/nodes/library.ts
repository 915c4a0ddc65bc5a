import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installed, npm, root, tarball } from "../../tools/package/tarballs.ts";

const library = join(root, "examples/library");
const made = /[\\/](node_modules|dist|generated)$/;

/**
 * Publishes `examples/library` as far as a tarball, and installs that with the packed runtime in a project that uses it, without
 * the network. `folder` is where both are copied to; the packages that the library is built with are in its `node_modules`.
 * Returns what the project prints when it runs.
 */
export function tryLibrary(folder: string, runtime: string): string {
  const [source, consumer] = [join(folder, "library"), join(folder, "consumer")];
  for (const old of [source, consumer]) rmSync(old, { recursive: true, force: true });
  cpSync(library, source, { recursive: true, filter: (path) => !made.test(path) });
  cpSync(join(source, "consumer"), consumer, { recursive: true });
  npm(["pack"], source);
  const file = join(consumer, "package.json");
  const described = JSON.parse(readFileSync(file, "utf8")) as object;
  const packages = {
    dependencies: { "@qdl/runtime": `file:${runtime}`, "serial-kit": `file:${tarball(source, /^serial-kit-/)}` },
    devDependencies: { typescript: installed("typescript") },
  };
  writeFileSync(file, JSON.stringify({ ...described, ...packages }));
  npm(["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock"], consumer);
  return npm(["run", "--silent", "start"], consumer);
}
