import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type HookUse } from "./checked.ts";
import { type Scope } from "./scope.ts";

/** The ops of a region and of what lies in it; `said`: braces say how they are accessed. */
export function* opsUses(spec: ast.RegionSpec, name: string, said: boolean): Generator<HookUse> {
  const inside = said || spec.members.some((member) => member.kind !== "sub" && member.kind !== "broken");
  if (spec.behindKind === "ops" && spec.behind) {
    const { start, end } = spec.behind;
    const node: ast.Hook = { kind: "hook", event: "read", name: spec.behind, uses: spec.uses, start, end };
    const kind = spec.form === "iommu" ? "translate" : inside ? "ops" : "complete-ops";
    yield { kind, node, when: `region \`${name}\` is accessed` };
  }
  for (const sub of spec.members) if (sub.kind === "sub") yield* opsUses(sub.spec, `${name}.${sub.name.text}`, inside);
}

/** Reports a name that stands for a pair of ops in one place and for a single hook in another. */
export function reportOps(uses: readonly HookUse[], scope: Scope): void {
  const [first] = uses;
  const odd = uses.find((use) => groupOf(use) !== groupOf(first!));
  if (!odd) return;
  const related = [{ span: spanOf(scope.file, first!.node), message: "it is named here first" }];
  scope.log.report("check/ops-and-hook", spanOf(scope.file, odd.node), { name: odd.node.name.text }, { related });
}

function groupOf({ kind }: HookUse): string {
  return kind === "ops" || kind === "complete-ops" ? "ops" : kind === "translate" ? kind : "hook";
}
