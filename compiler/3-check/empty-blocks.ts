import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type Scope } from "./scope.ts";

/** Reports blocks of a type that hold nothing, and so say nothing. */
export function reportEmpty(members: readonly ast.Member[], scope: Scope): void {
  for (const node of members) {
    const held = heldIn(node);
    if (held?.length === 0) scope.log.report("check/empty-block", spanOf(scope.file, node), { what: node.kind });
    if (node.kind === "when") reportEmpty(node.members, scope);
  }
}

/** What a block holds; nothing for what may be empty, or is no block. */
function heldIn(node: ast.Member): readonly unknown[] | undefined {
  if (node.kind === "when") return node.members;
  if (node.kind === "state") return node.fields;
  return node.kind === "map" || node.kind === "pci" ? node.entries : undefined;
}
