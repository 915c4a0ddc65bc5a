import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { sizes } from "./access-sizes.ts";
import { type CheckedOps } from "./checked.ts";
import { memberName } from "./names.ts";
import { type Scope } from "./scope.ts";

/** The settings among the braces of regions, those of the innermost first. */
export type OpsSettings = readonly ast.BankMember[];

/** What the braces of a region, or of a container around it, say of how its ops are accessed: a setting, once. */
export function settingsOf(spec: ast.RegionSpec, outer: OpsSettings, scope: Scope): OpsSettings {
  const own = spec.members.filter((member): member is ast.BankMember => member.kind !== "sub");
  const seen = new Map<string, ast.BankMember>();
  for (const node of own) {
    const before = seen.get(node.kind);
    if (before && node.kind !== "broken") {
      const related = [{ span: spanOf(scope.file, before), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, node), { what: `\`${node.kind}\`` }, { related });
    }
    seen.set(node.kind, node);
  }
  return [...own, ...outer.filter((node) => !seen.has(node.kind))];
}

/** The pair of hooks behind a region, and how it is called; without any setting its behaviour module says how. */
export function checkOps(node: ast.Region, settings: OpsSettings, scope: Scope): CheckedOps {
  const hook = memberName(node.spec.behind!.text);
  if (settings.length === 0) return { hook, access: null };
  const endian = settings.find((member) => member.kind === "endian");
  const what = `region \`${node.name.text}\``;
  if (!endian) scope.log.report("check/endian-missing", spanOf(scope.file, node.name), { what });
  const access = {
    endian: endian?.order ?? ("little" as const),
    valid: sizes(settings, "access", scope),
    impl: sizes(settings, "impl", scope),
    unaligned: settings.some((member) => member.kind === "unaligned" && member.allowed),
  };
  return { hook, access };
}

const forOps: ReadonlySet<string> = new Set(["endian", "access", "impl", "unaligned", "broken"]);

/** Reports settings in the braces of a region that change nothing: there are no ops, or ops have no use for them. */
export function reportIdleSettings(node: ast.Region, hasOps: boolean, scope: Scope): void {
  for (const member of node.spec.members) {
    if (member.kind === "sub" || (hasOps && forOps.has(member.kind))) continue;
    const blanks = { what: `\`${member.kind}\``, name: node.name.text };
    if (member.kind !== "broken") scope.log.report("check/idle-setting", spanOf(scope.file, member), blanks);
  }
}

/** Whether a region, or one inside it, has ops. */
export function hasOps({ behindKind, form, members }: ast.RegionSpec): boolean {
  return (
    (behindKind === "ops" && form !== "iommu") || members.some((inner) => inner.kind === "sub" && hasOps(inner.spec))
  );
}
