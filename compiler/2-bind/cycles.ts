import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { type BoundFile, spanOf, type TypeEntity } from "./model.ts";
import { shownPath } from "./shown-path.ts";

/**
 * Files may import each other in a circle, but not when a type of one extends a type of the next: a module must have run
 * before another can extend its classes.
 */
export function checkImportCycles(files: readonly BoundFile[], log: Log): void {
  const reported = new Set<string>();
  for (const file of files) {
    for (const { node, base } of extensions(file)) {
      const way = wayBack(base.file, file);
      if (!way) continue;
      const key = [...new Set(way)]
        .map((step) => step.source.name)
        .sort()
        .join("\n");
      if (reported.has(key)) continue;
      reported.add(key);
      const path = shownPath([file, ...way].map((step) => step.source.name));
      const related = way.slice(0, -1).flatMap((step, at) => {
        const node = step.imports.find((link) => link.file === way[at + 1])?.node;
        return node ? [{ span: { file: step.source, ...node.fromSpan }, message: "and the circle goes on here" }] : [];
      });
      log.report("bind/import-cycle", spanOf(file, node.name), { path, name: base.name }, { related });
    }
  }
}

/** Where the types of a file name types of other files that must be there before them. */
function extensions(file: BoundFile): { node: ast.TypeRef; base: TypeEntity }[] {
  return [...file.declared.values()].flatMap((type) => {
    if (type.kind !== "type") return [];
    const { node, file: home } = type;
    const sits = node.members.flatMap((member) => (member.kind === "sits-on" ? [member.type] : []));
    return [...(node.base ? [node.base] : []), ...node.implements, ...sits].flatMap((ref) => {
      const base = home.names.get(ref.name.text);
      return base?.kind === "type" && base.file !== file && !base.file.core ? [{ node: ref, base }] : [];
    });
  });
}

/** The files from `start` to `goal` along imports, both included; null if no way leads there. */
function wayBack(start: BoundFile, goal: BoundFile): BoundFile[] | null {
  const cameFrom = new Map<BoundFile, BoundFile | null>([[start, null]]);
  for (const file of cameFrom.keys()) {
    if (file === goal) {
      const way: BoundFile[] = [];
      for (let at: BoundFile | null = file; at; at = cameFrom.get(at) ?? null) way.unshift(at);
      return way;
    }
    for (const { file: next } of file.imports) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return null;
}
