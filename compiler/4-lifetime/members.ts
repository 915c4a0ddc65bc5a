import type * as ast from "../1-parse/ast.ts";
import { commonBase, membersOf } from "../2-bind/members.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { isNarrowing } from "../3-check/parts.ts";

/** A member in the text of a type, own or inherited. */
export interface Statement {
  readonly node: ast.Member;
  readonly owner: TypeEntity;
  readonly conditions: readonly ast.Expression[];
}

const known = new WeakMap<TypeEntity, readonly Statement[]>();

/** Every member of a type, inherited ones first, without those that were replaced; worked out once, ancestors first. */
export function statementsOf(type: TypeEntity): readonly Statement[] {
  const chain: TypeEntity[] = [];
  for (let at: TypeEntity | null = type; at && !known.has(at); at = at.base) chain.push(at);
  for (const at of chain.reverse()) known.set(at, withInherited(at));
  return known.get(type)!;
}

function withInherited(type: TypeEntity): readonly Statement[] {
  // A member of a family has the text of all its families, with its constants filled in.
  const base = commonBase(type);
  const inherited = (base && known.get(base)) ?? [];
  const own = membersOf(type)
    .filter(({ node }) => !isNarrowing(node))
    .map(({ node, conditions }) => ({ node, owner: type, conditions }));
  if (own.length === 0) return inherited;
  const replaced = new Set(own.flatMap(({ node }) => ("name" in node && node.name ? [node.name.text] : [])));
  return [...inherited.filter(({ node }) => !("name" in node && node.name && replaced.has(node.name.text))), ...own];
}

/** The hooks of a type's life, own and inherited. */
export function* lifeHooks(type: TypeEntity): Generator<{ readonly hook: ast.Hook; readonly owner: TypeEntity }> {
  for (const { node, owner } of statementsOf(type)) if (node.kind === "life-hook") yield { hook: node.hook, owner };
}

/** The flag of a type, own or inherited, with the type that has it. */
export function flagOf(type: TypeEntity, flag: ast.Flag["flag"]): Statement | null {
  for (const statement of statementsOf(type))
    if (statement.node.kind === "flag" && statement.node.flag === flag) return statement;
  return null;
}

/** A path as written, without indices. */
export function written(path: ast.Path): string {
  const steps = path.steps.flatMap((step) => (step.kind === "member" ? [step.name.text] : []));
  return [path.root.text, ...steps].join(".");
}
