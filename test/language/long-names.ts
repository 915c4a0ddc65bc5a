import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "../../compiler/1-parse/index.ts";
import { Log } from "../../compiler/diagnostics/log.ts";

const root = join(import.meta.dirname, "../projects");

/** A folder of definitions, by path. */
export type Project = ReadonlyMap<string, string>;

/** The projects that the tests have. */
export const projects: readonly (readonly [string, Project])[] = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const paths = readdirSync(join(root, name), { recursive: true, encoding: "utf8" });
    const files = paths.filter((path) => path.endsWith(".qdl"));
    return [
      name,
      new Map(files.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(root, name, path), "utf8")])),
    ];
  });

/** Names that a reader of the text gives; those of `qdl:core` and of BARs, events and the like stay. */
export function namesIn(project: Project): string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    const { name, kind } = node as { name?: { kind?: string; text?: string }; kind?: string };
    if (name?.kind === "name" && name.text !== undefined && declares.has(kind ?? "")) names.add(name.text);
    Object.values(node).forEach(visit);
  };
  for (const [path, text] of project) visit(parse({ name: path, text }, new Log()).declarations);
  return [...names].filter((name) => !kept.has(name));
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

/** The project with other names: what stands in texts and comments stays. */
export function renamed(project: Project, names: ReadonlyMap<string, string>): Project {
  const one = /"(?:[^"\\\n]|\\.)*"|\/\/.*|(?<!\w)[A-Za-z_]\w*/g;
  const change = (text: string): string => text.replace(one, (word) => names.get(word) ?? word);
  return new Map([...project].map(([path, text]) => [path, change(text)]));
}
