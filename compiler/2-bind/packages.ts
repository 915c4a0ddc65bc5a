import { type Host } from "../host.ts";

/** A definition file of an installed package. */
export interface PackagedFile {
  /** Its project path; leads out of the project where the package is installed above it. */
  readonly path: string;
  /** What generated modules import to get its classes: the package brings them, nothing is generated for it. */
  readonly module: string;
}

/** Why a package gives no such file. */
export type Withheld =
  { readonly problem: "no package" } | { readonly problem: "not exported"; readonly reason: string };

/** A folder of an installed package, as project path, with its name; nothing for a path that is in none. */
export interface PackageFolder {
  readonly folder: string;
  readonly name: string;
  /** The path inside of the package. */
  readonly rest: string;
}

const name = "(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*";
const specifierText = new RegExp(`^(${name})/(.+\\.qdl)$`);
const folderText = new RegExp(`^((?:.*/)?node_modules/(${name}))/(.+)$`);

/** More folders than anybody has between a project and the root of a disk. */
const mostFolders = 32;

/** The package and the path that an import names; null if it names neither. */
export function packageSpecifier(specifier: string): { readonly name: string; readonly rest: string } | null {
  const [, of, rest] = specifierText.exec(specifier) ?? [];
  const climbs = rest?.split("/").some((part) => part === "" || part === "." || part === "..") ?? true;
  return of === undefined || rest === undefined || climbs || rest.includes("\\") ? null : { name: of, rest };
}

/** The package that a project path lies in, the innermost. */
export function packageAround(path: string): PackageFolder | null {
  const [, folder, of, rest] = folderText.exec(path) ?? [];
  return folder === undefined ? null : { folder, name: of!, rest: rest! };
}

/**
 * Finds a definition of a package as Node finds its modules: in the nearest `node_modules` above the file that imports it, by
 * where files really lie, so that what a package in a store is linked to is found, and is the same for all who find it.
 */
export function findPackaged(
  specifier: { readonly name: string; readonly rest: string },
  from: string,
  host: Host,
): PackagedFile | Withheld {
  for (const folder of foldersAbove(from)) {
    const home = `${folder}node_modules/${specifier.name}`;
    const manifest = host.read(`${home}/package.json`);
    if ("text" in manifest) return exported({ home, ...specifier }, manifest.text, host);
  }
  return { problem: "no package" };
}

/** The module of a file that a definition of the same package imports: the package has to give it to others, too. */
export function packagedModule({ folder, name: of, rest }: PackageFolder, host: Host): PackagedFile | Withheld {
  const manifest = host.read(`${folder}/package.json`);
  const exports = "text" in manifest ? exportsOf(manifest.text) : undefined;
  const key = exports ? keyOf(exports, `./${rest}`) : rest;
  if (key === null) return { problem: "not exported", reason: `its \`exports\` do not give \`${rest}\` to others` };
  return exported({ home: folder, name: of, rest: key }, "text" in manifest ? manifest.text : "{}", host);
}

/** `a/b/`, `a/`, nothing, `../`, and so on: the ways to the folders above a file. */
function* foldersAbove(file: string): Generator<string> {
  const parts = file.split("/").slice(0, -1);
  for (; parts.length > 0 && parts.at(-1) !== ".."; parts.pop())
    if (parts.at(-1) !== "node_modules") yield `${parts.join("/")}/`;
  for (let up = parts.map(() => "../").join(""), count = 0; count < mostFolders; count++, up += "../") yield up;
}

interface Wanted {
  /** The folder of the package, as project path. */
  readonly home: string;
  readonly name: string;
  readonly rest: string;
}

function exported({ home, name: of, rest }: Wanted, manifest: string, host: Host): PackagedFile | Withheld {
  const exports = exportsOf(manifest);
  const refuse = (reason: string): Withheld => ({ problem: "not exported", reason });
  const definition = exports ? target(exports, `./${rest}`, ["qdl", "default"]) : `./${rest}`;
  const module = exports ? target(exports, `./${rest}`, ["import", "default"]) : `./${rest.replace(/\.qdl$/, ".js")}`;
  if (definition === null) return refuse(`its \`exports\` do not give \`${rest}\` to others`);
  if (!/^\.\/.*\.qdl$/.test(definition) || definition.includes("/../"))
    return refuse(
      `\`${definition}\`, which \`${rest}\` stands for, is no definition: its condition \`qdl\` is missing`,
    );
  if (module === null || module.endsWith(".qdl")) return refuse(`it says not where the module of \`${rest}\` is`);
  if (!("text" in host.read(`${home}/${module.slice(2)}`)))
    return refuse(`there is no \`${module}\`, the module of \`${rest}\``);
  const linked = `${home}/${definition.slice(2)}`;
  const path = host.real?.(linked) ?? linked;
  return { path, module: `${of}/${exports ? rest : module.slice(2)}` };
}

type Exports = Readonly<Record<string, unknown>>;

/** What a package gives to others, by subpath; nothing where it does not say, and everything can be had. */
function exportsOf(manifest: string): Exports | undefined {
  try {
    const parsed = JSON.parse(manifest) as { readonly exports?: unknown } | null;
    const exports = parsed?.exports;
    if (exports === undefined || exports === null) return undefined;
    return typeof exports === "object" && !Array.isArray(exports) ? (exports as Exports) : {};
  } catch {
    return {};
  }
}

/** What a subpath stands for under these conditions; null for nothing. The longest pattern that fits is asked. */
function target(exports: Exports, subpath: string, conditions: readonly string[]): string | null {
  if (Object.hasOwn(exports, subpath)) return conditional(exports[subpath], conditions);
  const fitting = Object.keys(exports)
    .filter((key) => starred(key, subpath) !== null)
    .sort((a, b) => b.indexOf("*") - a.indexOf("*") || b.length - a.length);
  const [key] = fitting;
  const found = key === undefined ? null : conditional(exports[key], conditions);
  return found?.replaceAll("*", starred(key!, subpath)!) ?? null;
}

/** What the `*` of a pattern stands for in a text; null if it does not fit. */
function starred(pattern: string, text: string): string | null {
  const [start, end, ...more] = pattern.split("*");
  if (end === undefined || more.length > 0 || text.length < pattern.length) return null;
  return text.startsWith(start!) && text.endsWith(end) ? text.slice(start!.length, text.length - end.length) : null;
}

function conditional(value: unknown, conditions: readonly string[]): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = conditions.includes(key) ? conditional(inner, conditions) : null;
    if (found !== null) return found;
  }
  return null;
}

/** The subpath under which a package gives a file of its own to others; null if it does not. */
function keyOf(exports: Exports, file: string): string | null {
  for (const [key, value] of Object.entries(exports)) {
    const found = conditional(value, ["qdl", "default"]);
    const star = found === null ? null : found === file ? "" : starred(found, file);
    if (star !== null) return key.replace("*", star).replace(/^\.\//, "");
  }
  return null;
}
