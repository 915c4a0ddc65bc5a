import { isA, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type Span } from "../source.ts";
import { type CheckedChild, type CheckedType } from "./checked.ts";
import { type Scope } from "./scope.ts";

/** A way `up` that must find its container somewhere above the type. */
export interface Upward {
  readonly wanted: TypeEntity;
  readonly span: Span;
  /** The way to it from an object of the type, as an author writes it. */
  readonly name: string;
}

/**
 * What must stand above a type for itself, for what it extends and for its parts; `upwardOf` says so of other types. Reports
 * a machine, above which nothing stands, with a part that looks for what it is not in (lifetimes, section 2.4).
 */
export function checkContainers(
  { entity, relations, children }: CheckedType,
  upwardOf: (type: TypeEntity) => readonly Upward[],
  scope: Scope,
): readonly Upward[] {
  const needs = new Map<TypeEntity, Upward>();
  for (const need of entity.base ? upwardOf(entity.base) : []) needs.set(need.wanted, need);
  for (const { node, target } of relations)
    if (node.relation === "up" && !node.optional && target)
      needs.set(target, { wanted: target, span: spanOf(entity.file, node), name: node.name.text });
  for (const child of children)
    for (const need of upwardOfPart(child, upwardOf)) {
      if (offers(entity, need.wanted)) continue;
      needs.set(need.wanted, need);
      if (entity.node.form === "machine") report(child.node.name, need, scope);
    }
  return [...needs.values()];
}

/** What the types that a part can have look for above them. */
function upwardOfPart(
  { node, type, arms }: CheckedChild,
  upwardOf: (type: TypeEntity) => readonly Upward[],
): readonly Upward[] {
  const types = new Set([type, ...(arms ?? []).map((arm) => arm.type)]);
  const needs = [...types].flatMap((one) => upwardOf(one));
  return needs.map((need) => ({ ...need, name: `${node.name.text}.${need.name}` }));
}

/** Whether an instance of a type is what is looked for: a subtype of it, or what implements it. */
function offers(type: TypeEntity, wanted: TypeEntity): boolean {
  for (let at: TypeEntity | null = type; at; at = at.base)
    if (at.interfaces.some((one) => isA(one, wanted))) return true;
  return isA(type, wanted);
}

function report(part: { readonly start: number; readonly end: number }, need: Upward, scope: Scope): void {
  const related = [{ span: need.span, message: "it looks for its container here" }];
  const blanks = { name: need.name, wanted: need.wanted.name };
  scope.log.report("check/no-container", spanOf(scope.file, part), blanks, { related });
}
