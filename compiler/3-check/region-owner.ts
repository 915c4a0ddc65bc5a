import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedRegion } from "./checked.ts";
import { resolvePath } from "./path.ts";
import { type Scope } from "./scope.ts";

const deviceForms: ReadonlySet<string> = new Set(["device", "soc", "machine"]);

/**
 * Who has a region, where that is not the device that declares it: one of its parts, or with `owner none` nobody,
 * which leaves it to the machine (lifetimes, section 4.5). Null without `owner`, and after a report.
 */
export function checkOwner({ spec, name, own }: ast.Region, scope: Scope): CheckedRegion["owner"] {
  if (!spec.owner) return null;
  const report = (reason: string): null => {
    const blanks = { name: name.text, reason };
    scope.log.report("check/region-owner", spanOf(scope.file, spec.owner!), blanks);
    return null;
  };
  if (spec.behind) return report("what answers it is ours");
  if (isNone(spec.owner)) {
    if (scope.type!.node.form !== "machine") return report("only a machine has regions without an owner");
    if (own && spec.form !== "alias" && spec.form !== "container")
      return report("an `own` region can be freed at any time, one that belongs to the machine cannot");
    return "machine";
  }
  const target = resolvePath(spec.owner, scope);
  if (!target) return null;
  const { node, type } = target.member;
  if (node.kind !== "child" || !type || !deviceForms.has(type.node.form) || target.whole)
    return report(`\`${target.member.name}\` is not a part of ours that is a device`);
  if (target.phase === "realize") return report(`\`${target.member.name}\` only exists from realize on`);
  return target;
}

function isNone({ root, steps }: ast.Path): boolean {
  return root.text === "none" && steps.length === 0;
}
