import { createRequire } from "node:module";

/** The version of this package, from its package.json. */
export function versionOfPackage(): string {
  const { version } = createRequire(import.meta.url)("qdl/package.json") as { version: string };
  return version;
}
