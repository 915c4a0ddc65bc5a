import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { type Host, sourceOfGenerated } from "qdl";
import { ModuleKind, ModuleResolutionKind, Project, ScriptTarget, ts as morphed } from "ts-morph";
import type ts from "typescript";
import { type Code } from "./core/syntax.ts";

/** Behaviour modules as TypeScript sees them, with the modules beside them that they import. */
export interface Loaded extends Code {
  readonly program: ts.Program;
  /** What people wrote, with the project path: all that was loaded but generated modules. */
  readonly ownFiles: readonly { readonly path: string; readonly file: ts.SourceFile }[];
  /** The file at a project path; undefined if the host has none. */
  readonly fileAt: (path: string) => ts.SourceFile | undefined;
  /** The project path of a file; null for the runtime's and the language's own. */
  readonly pathOf: (file: ts.SourceFile) => string | null;
}

/** A folder that no disk has: files of a project are those of its host. It lies so deep that generated modules may lie beside it. */
const folder = "/qdl-lint/1/2/3/4/5/6/7/8/project";

/** Kept as long as the process lives: the language's library and the runtime are read once, however often a project is linted. */
let shared: Project | undefined;

/**
 * Loads modules (project paths) and what they import from the project. `generated` are modules that need not be on disk, by project
 * path. Other packages than the runtime are not looked at: what comes from them has no type.
 */
export function loadModules(paths: readonly string[], host: Host, generated: ReadonlyMap<string, string>): Loaded {
  shared ??= makeProject();
  const project = shared;
  const texts = closure(paths, host, generated);
  for (const file of project.getSourceFiles("/qdl-lint/**/*"))
    if (!texts.has(posix.relative(folder, file.getFilePath()))) file.forget();
  for (const [path, text] of texts) {
    const name = posix.join(folder, path);
    if (project.getSourceFile(name)?.getFullText() !== text) project.createSourceFile(name, text, { overwrite: true });
  }
  const program = project.getProgram().compilerObject as unknown as ts.Program;
  const fileAt = (path: string) => program.getSourceFile(posix.join(folder, path));
  const own = [...texts.keys()].filter((path) => !generated.has(path)).sort();
  return {
    ownFiles: own.flatMap((path) => {
      const file = fileAt(path);
      return file && sourceOfGenerated(file.text) === undefined ? [{ path, file }] : [];
    }),
    ts: morphed as unknown as typeof ts,
    program,
    checker: program.getTypeChecker(),
    isOwn: ({ fileName, text }) => fileName.startsWith("/qdl-lint/") && sourceOfGenerated(text) === undefined,
    fileAt: (path) => (texts.has(path) ? fileAt(path) : undefined),
    pathOf: ({ fileName }) => (fileName.startsWith("/qdl-lint/") ? posix.relative(folder, fileName) : null),
  };
}

function makeProject(): Project {
  return new Project({
    skipAddingFilesFromTsConfig: true,
    skipLoadingLibFiles: false,
    compilerOptions: {
      target: ScriptTarget.ES2023,
      lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      types: [],
      paths: { "@qdl/runtime": [runtimeEntry()] },
    },
  });
}

/** The runtime that this compiler belongs to: its sources in a clone, else its declarations. */
function runtimeEntry(): string {
  const root = dirname(createRequire(import.meta.url).resolve("@qdl/runtime/package.json"));
  const source = join(root, "index.ts");
  return existsSync(source) ? source : join(root, "dist/index.d.ts");
}

/** The texts of modules and of what they import by relative paths, as far as the host has it. */
function closure(
  paths: readonly string[],
  host: Host,
  generated: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (texts.has(path)) continue;
    const text = generated.get(path) ?? read(path, host);
    if (text === undefined) continue;
    texts.set(path, text);
    open.push(...importsOf(path, text));
  }
  return texts;
}

function read(path: string, host: Host): string | undefined {
  if (path.startsWith("../")) return undefined;
  const result = host.read(path);
  return "text" in result ? result.text : undefined;
}

function importsOf(path: string, text: string): string[] {
  const { importedFiles } = morphed.preProcessFile(text, true, false);
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith(".")) return [];
    const target = posix.normalize(posix.join(posix.dirname(path), fileName));
    return [target.replace(/\.js$/, ".ts"), ...(/\.[cm]?[jt]s$/.test(target) ? [] : [`${target}.ts`])];
  });
}
