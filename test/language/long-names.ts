import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type * as ast from "../../compiler/1-parse/ast.ts";
import { parse } from "../../compiler/1-parse/index.ts";
import { Log } from "../../compiler/diagnostics/log.ts";

const root = join(import.meta.dirname, "../..");

/** A folder of definitions, by path. */
export type Project = ReadonlyMap<string, string>;

function projectIn(folder: string): Project {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => path.endsWith(".qdl"));
  return new Map(files.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(root, folder, path), "utf8")]));
}

/** The projects that the tests have. */
export const projects: readonly (readonly [string, Project])[] = readdirSync(join(root, "test/projects"), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => [name, projectIn(`test/projects/${name}`)]);

/** The devices that come with the compiler. */
export const devices: Project = projectIn("devices");

/** Names that a reader of the text gives; those of `qdl:core` and of BARs, events and the like stay. */
function namesIn(project: Project): string[] {
  const names = new Set<string>();
  for (const [path, text] of project)
    visit(path, text, (node) => {
      const { name, kind } = node as { readonly name?: unknown; readonly kind?: string };
      if (isName(name) && declares.has(kind ?? "")) names.add(name.text);
    });
  return [...names].filter((name) => !kept.has(name));
}

function isName(node: unknown): node is ast.Name {
  return typeof node === "object" && node !== null && (node as { kind?: unknown }).kind === "name";
}

/** Everything in a file's tree, from the outside in. */
function visit(path: string, text: string, each: (node: object) => void): void {
  const inside = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    each(node);
    Object.values(node).forEach(inside);
  };
  inside(parse({ name: path, text }, new Log()));
}

const declares: ReadonlySet<string> = new Set(
  "type enum const prop method variant-const variant-type variant child relation region sub space bank register field irq clock bus timer state-field gate alias hook life-hook unimplemented enum-value parameter".split(
    " ",
  ),
);

/** What has a meaning of its own, or is inherited from `qdl:core`. */
const kept: ReadonlySet<string> = new Set(
  "self in out irq memory intx config on off auto vendor device class revision soc width of ram pci msi msix timer size read write reset io at".split(
    " ",
  ),
);

/** The project with other names: keywords, and what stands in texts and comments, stay. */
function renamed(project: Project, names: ReadonlyMap<string, string>): Project {
  return new Map([...project].map(([path, text]) => [path, renamedIn(path, text, names)]));
}

function renamedIn(path: string, text: string, names: ReadonlyMap<string, string>): string {
  const found = new Map<number, ast.Name>();
  visit(path, text, (node) => {
    if (isName(node) && names.has(node.text)) found.set(node.start, node);
  });
  return [...found.values()]
    .sort((a, b) => b.start - a.start)
    .reduce((all, { start, end, text: name }) => all.slice(0, start) + names.get(name)! + all.slice(end), text);
}

/** The name, so many characters longer. */
function longer(name: string, by: number, at: number): string {
  const tail = `x${at.toString(36)}${"abcdefghijklmnopqrstuvwxyz".repeat(8)}`;
  return `${name}${name.toUpperCase() === name ? tail.toUpperCase() : tail}`.slice(0, name.length + by + 4);
}

/** Characters by which names get longer: most texts have names of the same size, some have names of all sizes. */
export const lengths = fc
  .oneof(fc.constant(0), fc.nat(12), fc.nat(40), fc.nat(190))
  .chain((most) => fc.infiniteStream(fc.nat(most)));

/** The project with longer names. */
export function lengthened(project: Project, by: Iterator<number>): Project {
  const names = namesIn(project);
  return renamed(project, new Map(names.map((name, at) => [name, longer(name, by.next().value as number, at)])));
}
