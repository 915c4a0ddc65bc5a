import type * as ast from "../1-parse/ast.ts";
import { type NamedMember, spanOf } from "../2-bind/model.ts";
import { type CheckedAlias, type Target } from "./checked.ts";
import { type Placed } from "./parts.ts";
import { resolvePath } from "./path.ts";
import { type Scope } from "./scope.ts";

/** An alias: what it leads to is of the kind that it says. Null after a report. */
export function checkAlias(part: Placed<ast.Alias>, scope: Scope): CheckedAlias | null {
  const { node } = part;
  const target = resolvePath(node.target, scope, new Set([node]));
  if (!target) return null;
  const found = kindOf(target.member.node);
  const span = spanOf(scope.file, node.target);
  if (found !== node.of) {
    const blanks = {
      name: node.name.text,
      of: node.of,
      target: target.member.name,
      found: found ? `\`${found}\`` : "none",
    };
    scope.log.report("check/alias-kind", span, blanks);
    return null;
  }
  if (target.steps.some((step) => typeof step === "object"))
    scope.log.report("check/not-constant", span, { what: "the index in an alias" });
  reportLate(node, target, scope);
  return { ...part, phase: target.phase, target };
}

/** Properties are set before realize; a child that realize makes is not there by then. */
function reportLate(node: ast.Alias, target: Target, scope: Scope): void {
  if (node.of !== "prop" || target.phase === "init") return;
  const { owner, node: member } = target.member;
  const related = [{ span: spanOf(owner.file, member.name!), message: "this is the property" }];
  const blanks = { name: node.name.text, child: target.node.root.text };
  scope.log.report("check/late-alias", spanOf(scope.file, node.target), blanks, { related });
}

function kindOf(node: NamedMember): ast.Alias["of"] | null {
  switch (node.kind) {
    case "prop":
    case "irq":
    case "clock":
    case "region":
    case "bus":
      return node.kind;
    case "relation":
      return node.relation === "up" ? null : "prop";
    default:
      return null;
  }
}
