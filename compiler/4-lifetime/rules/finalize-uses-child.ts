import type * as ast from "../../1-parse/ast.ts";
import { spanOf } from "../../2-bind/model.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { holdIt } from "../fixes/hold.ts";
import { type LifetimeEdge, type LifetimeNode } from "../graph.ts";
import { placeOf, type Rule } from "../project.ts";

/** Finalizers run after children were unparented and links dropped; only what is held is still there (lifetimes, section 2.3). */
export const finalizeUsesChild: Rule = {
  check({ root, edges }, _project, log) {
    for (const edge of edges) {
      if (edge.phase !== "finalize" || edge.at !== root || edge.to === root) continue;
      const { to } = edge;
      if (isHeld(to)) continue;
      const blanks = { name: to.path, hook: (edge.node as ast.Hook).name.text, what: kindOf(to), how: howGone(to) };
      const related = [
        { span: placeOf(to.member!), message: `${kindOf(to)}: ${howGone(to)} before the finalizer runs` },
      ];
      log.report("lifetime/finalize-uses-child", edge.span, blanks, { related, fixes: fixesOf(edge) });
    }
  },
};

function isHeld({ member }: LifetimeNode): boolean {
  const { node } = member!;
  return node.kind === "relation" && node.relation === "hold";
}

function kindOf({ member, kind }: LifetimeNode): string {
  const { node } = member!;
  if (node.kind === "relation") return `a \`${node.relation}\``;
  return kind === "object" ? "a child" : `a ${kind}`;
}

function howGone({ member }: LifetimeNode): string {
  return member!.node.kind === "relation" ? "dropped" : "unparented";
}

/** A link or a reference becomes a hold by its first word; a child gets a handle. */
function fixesOf({ to, node, span, at }: LifetimeEdge): Fix[] {
  const hook = node as ast.Hook;
  const type = at.type!;
  const path = hook.uses.find((one) => spanOf(type.file, one).start === span.start);
  const own = path && span.file === type.file.source;
  return holdIt(to.member!, own ? { type, hook, path } : null);
}
