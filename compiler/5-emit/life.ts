import type * as ast from "../1-parse/ast.ts";
import { memberName } from "../3-check/names.ts";
import { type ClassContext } from "./context.ts";
import { importHooks } from "./hooks.ts";

const fields: Partial<Record<ast.HookEvent, string>> = {
  "reset enter": "resetEnter",
  "reset hold": "resetHold",
  "reset exit": "resetExit",
  restored: "restored",
  unparent: "unparent",
  finalize: "finalize",
  complete: "complete",
  can_be_deleted: "canBeDeleted",
};

/** The hooks of a type's life that the runtime calls straight: field of the type's declaration, and code. */
export function lifeFields(context: ClassContext): [string, string][] {
  const resets = context.type.banks.length > 0 || context.type.resets.length > 0;
  const found = new Map<string, string>();
  for (const [event, name] of lifeHooks(context)) {
    const field = fields[event];
    if (field) found.set(field, `(self) => ${importHooks(context)}.${name}(self)`);
  }
  if (resets) found.set("resetEnter", `reset${context.type.entity.name}`);
  const order = Object.values(fields);
  return [...found].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

/** The hooks of a type's life, by event. */
export function lifeHooks({ type }: ClassContext): [ast.HookEvent, string][] {
  return type.hooks.flatMap((hook) =>
    hook.uses
      .filter((use) => use.kind === "life" || use.kind === "ask")
      .map((use): [ast.HookEvent, string] => [use.node.event, memberName(use.node.name.text)]),
  );
}

/** The hook for an event of the type's life, as code to call it; null without one. */
export function lifeCall(event: ast.HookEvent, context: ClassContext): string | null {
  const hook = lifeHooks(context).find(([of]) => of === event);
  return hook ? `${importHooks(context)}.${hook[1]}` : null;
}
