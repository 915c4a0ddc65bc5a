import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/** Where the parts go that commands share: as deep as their sources, so that what they name relative to themselves is where it was. */
const parts = "parts";

/**
 * Puts the programs of the package into few modules in `dist/tools`, over what was compiled one by one: a command would spend a
 * tenth of a cold build on finding and linking 250 small ones. Packages from outside stay what is installed.
 */
export async function bundlePrograms(): Promise<void> {
  rmSync(join(root, "dist/tools", parts), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["tools/cli/main.ts", "tools/cli/engine.ts", "tools/language-server/main.ts"],
    outbase: "tools",
    outdir: "dist/tools",
    chunkNames: `${parts}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    conditions: ["source"],
    packages: "external",
    alias: { qdl: join(root, "compiler/index.ts") },
    sourcemap: true,
    logLevel: "warning",
  });
}

await bundlePrograms();
