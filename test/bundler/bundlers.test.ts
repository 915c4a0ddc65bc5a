import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import { afterEach, describe, expect, test, vi } from "vitest";
import webpack from "webpack";
import { qdl as qdlEsbuild } from "../../tools/bundler/esbuild.ts";
import { qdl as qdlRollup } from "../../tools/bundler/rollup.ts";
import { qdl as qdlVite } from "../../tools/bundler/vite.ts";
import { qdl as qdlWebpack } from "../../tools/bundler/webpack.ts";
import { makePackaged, makeProject, mistaken } from "./project.ts";

/** What every bundler is asked: the bundle of `main.js` at `dist/main.js`, with a source map; throws the mistakes as it tells them. */
type Bundle = (folder: string) => Promise<void>;

const runtime = join(import.meta.dirname, "../../runtime/dist/index.js");

const bundlers: Record<string, Bundle> = {
  async esbuild(folder) {
    await esbuild({
      absWorkingDir: folder,
      entryPoints: ["main.js"],
      bundle: true,
      format: "esm",
      sourcemap: true,
      outfile: "dist/main.js",
      logLevel: "silent",
      plugins: [qdlEsbuild()],
    });
  },
  async rollup(folder) {
    // By itself, Rollup finds no packages: programs have a plugin for that.
    const packages = new Map([
      ["@qdl/runtime", runtime],
      ["kit/lamp.qdl", join(folder, "node_modules/kit/lamp.js")],
    ]);
    const finder = { name: "packages", resolveId: (id: string) => packages.get(id) ?? null };
    const made = await rollup({
      input: join(folder, "main.js"),
      plugins: [finder, qdlRollup()],
      onwarn: () => undefined,
    });
    await made.write({ dir: join(folder, "dist"), sourcemap: true });
    await made.close();
  },
  async vite(folder) {
    await vite({
      root: folder,
      configFile: false,
      logLevel: "silent",
      plugins: [qdlVite()],
      build: {
        sourcemap: true,
        minify: false,
        lib: { entry: join(folder, "main.js"), formats: ["es"], fileName: () => "main.js" },
      },
    });
  },
  async webpack(folder) {
    const stats = await new Promise<webpack.Stats>((done, fail) =>
      webpack(
        {
          mode: "development",
          context: folder,
          entry: "./main.js",
          devtool: "source-map",
          output: {
            path: join(folder, "dist"),
            filename: "main.js",
            module: true,
            devtoolModuleFilenameTemplate: "[absolute-resource-path]",
          },
          experiments: { outputModule: true },
          plugins: [qdlWebpack()],
        },
        (error, result) => (error ? fail(error) : done(result!)),
      ),
    );
    if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
  },
};

interface Shown {
  shown?: { level: number; same: boolean };
}

async function inFolder(folder: string, bundle: Bundle): Promise<void> {
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  await bundle(folder);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(Object.entries(bundlers))("%s", (_name, bundle) => {
  test("bundles definitions that are imported, with their behaviour, one class each, and lines that lead to them", async () => {
    const folder = makeProject();
    await inFolder(folder, bundle);
    const file = join(folder, "dist/main.js");
    await import(/* @vite-ignore */ file);
    const { shown } = globalThis as Shown;
    expect(shown).toEqual({ level: 7, same: true });
    const lines = readFileSync(file, "utf8").split("\n");
    const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")) as never);
    const line = lines.findIndex((text) => /\bset level\(/.test(text));
    const entry = map.findEntry(line, lines[line]!.indexOf("set level")) as {
      originalSource: string;
      originalLine: number;
    };
    expect(entry.originalSource).toMatch(/devices\/lamp\.qdl$/);
    expect(entry.originalLine + 1).toBe(5);
  });

  test("bundles the module that a package brings for a definition of its, once", async () => {
    const folder = await makePackaged();
    await inFolder(folder, bundle);
    await import(/* @vite-ignore */ join(folder, "dist/main.js"));
    expect((globalThis as Shown).shown).toEqual({ level: 3, same: true });
  });

  test("refuses a definition with a mistake, in the words of its report, with its place", async () => {
    const folder = makeProject({ "devices/lamp.qdl": mistaken });
    const failed = inFolder(folder, bundle).then(
      () => null,
      (error: unknown) => error as Error & { frame?: string },
    );
    const error = await failed;
    const said = `${error?.message}\n${error?.frame ?? ""}`;
    expect(said).toContain("`Lamb`");
    expect(said).toContain("why: ");
    expect(said).toContain("help: ");
    expect(said).toMatch(/lamp\.qdl:6:/);
    expect(said).toContain("6 |   embed other : Lamb;");
  });
});
