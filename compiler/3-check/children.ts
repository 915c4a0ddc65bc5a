import type * as ast from "../1-parse/ast.ts";
import { findType } from "../2-bind/find-type.ts";
import { isA, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedChild } from "./checked.ts";
import { evaluate, evaluateAs, evaluateInt, inLoop } from "./evaluate.ts";
import { type Layout } from "./layout.ts";
import { type Placed } from "./parts.ts";
import { type Scope } from "./scope.ts";
import { checkSettings } from "./settings.ts";

/** What a child is checked with: where its owner's storage has room, and how large each type is. */
export interface ChildSite {
  readonly layout: Layout;
  readonly words: ReadonlyMap<TypeEntity, number>;
  readonly scope: Scope;
}

/** A child: its type can be made, its storage has a size, what is set exists. Null after a report that leaves nothing. */
export function checkChild(placed: Placed<ast.Child>, site: ChildSite): CheckedChild | null {
  const { node } = placed;
  const { scope } = site;
  const type = scope.type!.members.get(node.name.text)?.type ?? null;
  if (!type) return null;
  const arms = node.choose ? armsOf(node.choose, type, scope) : null;
  const count = node.bound ? evaluateInt(node.bound.count, scope, "the number of children") : null;
  if (node.bound && !count) return null;
  if (!node.choose && type.node.abstract && !type.file.core && node.storage === "own")
    scope.log.report("check/abstract-child", spanOf(scope.file, node.type), { type: type.name });
  const stride = site.words.get(type) ?? 0;
  const word = node.storage === "embed" ? placeEmbedded(node, type, site) : null;
  const inside = inLoop(scope, node.bound?.index?.text, 0n, count?.max ?? 1n);
  const settings = checkSettings(node.settings, type, inside);
  return { ...placed, type, word, stride, arms, settings };
}

function placeEmbedded(node: ast.Child, type: TypeEntity, { layout, words, scope }: ChildSite): number | null {
  if (node.reserve) scope.log.report("check/unsupported", spanOf(scope.file, node.reserve), { what: "`reserve`" });
  // Its size is not known: `4-lifetime` refuses it.
  if (node.choose || type.node.abstract) return null;
  const most = node.bound ? (evaluateInt(node.bound.count, scope, "the number of children")?.max ?? 1n) : 1n;
  if (most > 0x10000n) {
    scope.log.report("check/count", spanOf(scope.file, node.bound!), { what: "children", count: String(most) });
    return null;
  }
  return layout.take((words.get(type) ?? 0) * Number(most));
}

function armsOf(node: ast.Choose, base: TypeEntity, scope: Scope): CheckedChild["arms"] {
  const subject = evaluate(node.subject, scope);
  const of = subject.kind === "enum" ? subject.of : null;
  const arms = node.arms.flatMap((arm) => {
    const value = evaluateAs(arm.pattern, subject, scope);
    const type = findType(scope.file, arm.type, scope.log);
    if (!type) return [];
    if (!isA(type, base)) {
      const blanks = { type: type.name, base: base.name };
      scope.log.report("check/arm-type", spanOf(scope.file, arm.type), blanks);
    }
    if (arm.settings.length > 0) checkSettings(arm.settings, type, scope);
    return [{ pattern: arm.pattern, value, type }];
  });
  if (of) reportMissingArms(node, of.node.values, arms, scope);
  return arms;
}

function reportMissingArms(
  node: ast.Choose,
  values: readonly ast.EnumValue[],
  arms: NonNullable<CheckedChild["arms"]>,
  scope: Scope,
): void {
  const there = new Set(arms.map((arm) => (arm.value.kind === "enum" ? arm.value.value : null)));
  const missing = values.map((value) => value.name.text).filter((value) => !there.has(value));
  if (missing.length === 0) return;
  const blanks = { missing: missing.map((value) => `\`${value}\``).join(", ") };
  scope.log.report("check/missing-arm", spanOf(scope.file, node), blanks);
}
