import type * as ast from "../ast.ts";
import type * as cst from "../parser.generated.ts";
import { type Any, type Context, documented, nameOf } from "./context.ts";
import { boundOf, expressionOf, loopOf, pathOf, pathsOf } from "./expressions.ts";
import { stringOf } from "./literals.ts";

type Wrapping<Inner> = { readonly slots: readonly [Inner] } | undefined;

/** An optional clause that holds one expression, as the field `key`; no field where there is no clause. */
export function optionalValue<Key extends string>(
  context: Context,
  key: Key,
  clause: Wrapping<cst.Expression>,
): { readonly [K in Key]?: ast.Expression } {
  return clause ? ({ [key]: expressionOf(context, clause.slots[0]) } as Record<Key, ast.Expression>) : {};
}

/** The field `bound`, where there is one. */
export function optionalBound(context: Context, bound: cst.Bound | undefined): { readonly bound?: ast.Bound } {
  return bound ? { bound: boundOf(context, bound) } : {};
}

/** The field `label`, where there is one. */
export function optionalLabel(context: Context, label: cst.Label | undefined): { readonly label?: ast.Label } {
  if (!label) return {};
  const { start, end } = label;
  if (label.rule === "string") return { label: { kind: "string", value: stringOf(context, label), start, end } };
  return { label: { kind: "path", root: nameOf(context, label), steps: [], start, end } };
}

/** The field `loop`, where there is one. */
export function optionalLoop(context: Context, loop: cst.Loop | undefined): { readonly loop?: ast.Loop } {
  return loop ? { loop: loopOf(context, loop) } : {};
}

/** Builds `=> name uses a, b` for an event; its place begins where `from` begins. */
export function hookOf(context: Context, event: ast.HookEvent, node: cst.Handler, from: Any): ast.Hook {
  const [name, uses] = node.slots;
  return {
    kind: "hook",
    event,
    name: nameOf(context, name),
    uses: uses ? usesOf(context, uses) : [],
    start: from.start,
    end: node.end,
  };
}

/** The field `hook`, where there is `on change => hook`. */
export function optionalHook(context: Context, node: cst.OnChange | undefined): { readonly hook?: ast.Hook } {
  return node ? { hook: hookOf(context, "change", node.slots[0], node) } : {};
}

/** Builds `uses a, b`. */
export function usesOf(context: Context, node: cst.Uses): ast.Path[] {
  return pathsOf(context, node.slots[0], node.slots[1]);
}

/** Builds `{ path = value; ... }`. */
export function settingsOf(context: Context, node: cst.Settings): ast.Setting[] {
  return node.slots[0].map((setting) => settingOf(context, setting));
}

/** Builds `path = value for i in 0..n;`. */
export function settingOf(context: Context, node: cst.Setting | cst.VariantSetting): ast.Setting {
  const [target, value, loop] = node.slots;
  return {
    kind: "setting",
    target: pathOf(context, target),
    value: expressionOf(context, value),
    ...optionalLoop(context, loop),
    ...documented(context, node),
  };
}

/** Reports each clause that stands twice; `nameOfClause` says what a clause is called. */
export function refuseRepeated(context: Context, clauses: readonly (readonly [Any, string])[]): void {
  const seen = new Map<string, Any>();
  for (const [node, clause] of clauses) {
    const first = seen.get(clause);
    if (!first) seen.set(clause, node);
    else
      context.reports.add(
        "parse/repeated-clause",
        node,
        { clause },
        { others: [{ at: first, message: "it stands here already" }] },
      );
  }
}
