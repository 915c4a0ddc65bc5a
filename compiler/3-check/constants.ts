import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { constantValue } from "./evaluate.ts";
import { presentMembers } from "./present.ts";
import { fits } from "./properties.ts";
import { checkPropertyType, propertyValue } from "./property-value.ts";
import { type Scope } from "./scope.ts";

/** A constant, used or not: what it is in terms of exists, and it is of the type that it says. */
export function checkConstant(node: ast.Const, scope: Scope): void {
  const found = constantValue(node, scope);
  const what = `\`${node.name.text}\``;
  if (!found.fixed) scope.log.report("check/not-constant", spanOf(scope.file, node.value), { what });
  if (!node.type) return;
  checkPropertyType(node.type, scope);
  fits(found, propertyValue({ type: node.type }, scope), node.value, { scope, what });
}

/** The constants that a type declares; those that a family asks its members for are checked where members say them. */
export function checkConstants(entity: TypeEntity, scope: Scope): void {
  const asked = new Set<string>();
  for (let family = entity.variant ? entity.base : null; family?.family; family = family.base)
    for (const node of family.node.members)
      if (node.kind === "variant-const" || node.kind === "variant-type") asked.add(node.name.text);
  for (const { node } of presentMembers(entity, scope))
    if (node.kind === "const" && !asked.has(node.name.text)) checkConstant(node, scope);
}
