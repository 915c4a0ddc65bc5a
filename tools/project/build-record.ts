import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Diagnostic, type Host, type Module, type ReadResult, type SourceFile } from "qdl";
import { digest, digestOfRead } from "./digest.ts";
import { isBelow } from "./disk-host.ts";

/** What a build was asked for; two builds that are asked for the same, and read the same, make the same. */
export interface Asked {
  /** Absolute. */
  readonly root: string;
  /** Absolute. */
  readonly out: string;
  readonly files: readonly string[];
  /** Whether modules have source maps. */
  readonly sourceMaps: boolean;
}

/** What a build made: digests of modules, and the reports of the compiler. */
export interface Recorded {
  readonly modules: readonly (Omit<Module, "text" | "origins"> & { readonly digest: string })[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A record as it stands in its file, below a line with its digest. */
interface Stored {
  readonly compiler: string;
  readonly files: readonly string[];
  readonly reads: readonly (readonly [path: string, digest: string])[];
  readonly modules: Recorded["modules"];
  readonly diagnostics: string;
}

/** What the last build of these files made, if everything that it read is still the same; a record that is damaged, or of another compiler, counts for nothing. */
export function recall(asked: Asked, host: Host): Recorded | undefined {
  const stored = readRecord(recordFile(asked));
  if (!stored || stored.compiler !== compilerDigest()) return undefined;
  if (stored.files.length !== asked.files.length || stored.files.some((file, at) => file !== asked.files[at]))
    return undefined;
  const reads = new Map<string, ReadResult>();
  for (const [path, before] of stored.reads) {
    const result = host.read(path);
    if (digestOfRead(result) !== before) return undefined;
    reads.set(path, result);
  }
  return { modules: stored.modules, diagnostics: restore(stored.diagnostics, reads) };
}

/** Keeps what a build made for the next one. That it cannot be kept is no failure: the next build works it out again. */
export function keep(asked: Asked, reads: ReadonlyMap<string, ReadResult>, recorded: Recorded): void {
  const diagnostics = store(recorded.diagnostics, reads);
  if (diagnostics === undefined) return;
  const record: Stored = {
    compiler: compilerDigest(),
    files: asked.files,
    reads: [...reads].map(([path, result]) => [path, digestOfRead(result)]),
    modules: recorded.modules,
    diagnostics,
  };
  const text = JSON.stringify(record);
  const file = recordFile(asked);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, `${digest(text)}\n${text}`);
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}

/** `node_modules/.cache/qdl/` of the package around the project, as other tools have it; without one, of the folder around project and output. */
function recordFile({ root, out, sourceMaps }: Asked): string {
  const home = packageAround(root) ?? folderAround(root, out);
  const name = digest([relative(home, root), relative(home, out), ...(sourceMaps ? ["maps"] : [])].join("\n"));
  return join(home, "node_modules/.cache/qdl", `${name.slice(0, 16)}.json`);
}

function packageAround(folder: string): string | undefined {
  if (existsSync(join(folder, "package.json")) || existsSync(join(folder, "node_modules"))) return folder;
  return dirname(folder) === folder ? undefined : packageAround(dirname(folder));
}

function folderAround(root: string, out: string): string {
  return isBelow(root, out) || dirname(root) === root ? root : folderAround(dirname(root), out);
}

function readRecord(file: string): Stored | undefined {
  try {
    const content = readFileSync(file, "utf8");
    const end = content.indexOf("\n");
    const text = content.slice(end + 1);
    return content.slice(0, end) === digest(text) ? (JSON.parse(text) as Stored) : undefined;
  } catch {
    return undefined;
  }
}

let ownDigest: string | undefined;

/** Stands for the compiler itself: all its code, since what was made by another is not what this one makes. */
function compilerDigest(): string {
  ownDigest ??= digestOfFolder(fileURLToPath(new URL("../../compiler/", import.meta.url)));
  return ownDigest;
}

function digestOfFolder(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const code = names.filter((name) => /(?<!\.d)\.[jt]s$/.test(name)).sort();
  return digest(code.map((name) => `${name}\n${digest(readFileSync(join(folder, name)))}`).join("\n"));
}

/** Reports as text, with files by their names; nothing when one points at a file that was not read, such as `qdl:core`. */
function store(diagnostics: readonly Diagnostic[], reads: ReadonlyMap<string, ReadResult>): string | undefined {
  let known = true;
  const text = JSON.stringify(diagnostics, (key, value: unknown) => {
    if (key !== "file") return value;
    const { name } = value as SourceFile;
    known &&= reads.has(name);
    return name;
  });
  return known ? text : undefined;
}

function restore(text: string, reads: ReadonlyMap<string, ReadResult>): Diagnostic[] {
  const files = new Map<string, SourceFile>();
  for (const [name, result] of reads) if ("text" in result) files.set(name, { name, text: result.text });
  return JSON.parse(text, (key, value: unknown) =>
    key === "file" ? files.get(value as string) : value,
  ) as Diagnostic[];
}
