import type * as ast from "../1-parse/ast.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { type Phase } from "./checked.ts";
import { memberName } from "./names.ts";
import { phaseOf } from "./phase.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";

/** A member with what every part has. */
export interface Placed<Node> {
  readonly node: Node;
  readonly name: string;
  readonly phase: Phase;
  readonly conditions: readonly ast.Expression[];
}

type Named = Extract<ast.Member, { readonly name: ast.Name }>;

/** Whether a member only gives an inherited child a narrower type, or inherited registers other reset values. */
export function isNarrowing(node: ast.Member): boolean {
  return (node.kind === "child" || node.kind === "bank") && node.override;
}

/** The members of one kind that the type itself declares, in the order of the text. */
export function partsOf<Kind extends Named["kind"]>(
  type: TypeEntity,
  kind: Kind,
  scope: Scope,
): Placed<Extract<Named, { readonly kind: Kind }>>[] {
  const parts: Placed<Extract<Named, { readonly kind: Kind }>>[] = [];
  for (const { node, conditions } of presentMembers(type, scope)) {
    if (node.kind !== kind || !("name" in node) || !node.name || isNarrowing(node)) continue;
    const member = type.members.get(node.name.text);
    const phase = member?.node === node ? phaseOf(member, scope) : "init";
    parts.push({
      node: node as Extract<Named, { readonly kind: Kind }>,
      name: memberName(node.name.text, type),
      phase,
      conditions,
    });
  }
  return parts;
}
