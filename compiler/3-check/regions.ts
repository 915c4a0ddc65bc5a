import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { checkBank } from "./bank.ts";
import { type CheckedBank } from "./checked-bank.ts";
import { type CheckedRegion, type Target } from "./checked.ts";
import { evaluateInt } from "./evaluate.ts";
import { type Layout } from "./layout.ts";
import { memberName } from "./names.ts";
import { type Placed } from "./parts.ts";
import { resolvePath } from "./path.ts";
import { type Scope } from "./scope.ts";

const largestBank = 0x10_0000n;

/** The regions of a type, and the banks that answer behind them. */
export function checkRegions(
  regions: readonly Placed<ast.Region>[],
  banks: readonly Placed<ast.Bank>[],
  layout: Layout,
  scope: Scope,
): { readonly regions: CheckedRegion[]; readonly banks: CheckedBank[] } {
  const checked = new Map<string, CheckedBank>();
  const result = regions.map((placed) => checkRegion(placed, { banks, checked, layout, scope }));
  for (const { node } of banks) {
    if (checked.has(node.name.text)) continue;
    scope.log.report("check/unused-bank", spanOf(scope.file, node.name), { name: node.name.text });
  }
  return { regions: result, banks: [...checked.values()] };
}

interface RegionSite {
  readonly banks: readonly Placed<ast.Bank>[];
  readonly checked: Map<string, CheckedBank>;
  readonly layout: Layout;
  readonly scope: Scope;
}

const supported: ReadonlySet<string> = new Set(["io", "ram", "rom", "alias", "container"]);

function checkRegion(placed: Placed<ast.Region>, site: RegionSite): CheckedRegion {
  const { scope } = site;
  const { spec, bound, own, name } = placed.node;
  const span = spanOf(scope.file, name);
  const unsupported = (what: string): void => scope.log.report("check/unsupported", span, { what });
  if (!supported.has(spec.form)) unsupported(`a region of kind \`${spec.form}\``);
  if (bound) unsupported("an array of regions");
  if (own) unsupported("`own region`");
  if (spec.behindKind === "ops") unsupported("`ops` instead of a bank");
  if (spec.members.length > 0) unsupported("`sub` and access clauses of a region");
  if (spec.reentrant || spec.readonly || spec.nonvolatile || spec.owner) unsupported("an attribute of a region");
  const size = spec.size ? evaluateInt(spec.size, scope, "the size of a region") : null;
  if (size && size.min < 1n)
    scope.log.report("check/empty-region", spanOf(scope.file, spec.size!), { name: name.text });
  const fixed = size?.fixed && size.min === size.max ? size.min : null;
  const target = spec.target ? aliasTarget(spec.target, scope) : null;
  return { ...placed, size: fixed, bank: bankOf(placed.node, fixed, site), target };
}

function aliasTarget(path: ast.Path, scope: Scope): Target | null {
  const target = resolvePath(path, scope);
  if (!target || target.member.node.kind === "region") return target;
  scope.log.report("check/not-a-region", spanOf(scope.file, path), { name: target.member.name });
  return null;
}

function bankOf({ spec, name }: ast.Region, size: bigint | null, site: RegionSite): CheckedBank | null {
  const { banks, checked, layout, scope } = site;
  if (spec.form !== "io" || spec.behindKind === "ops") return null;
  if (!spec.behind) {
    scope.log.report("check/nothing-behind", spanOf(scope.file, name), { name: name.text });
    return null;
  }
  const bank = banks.find(({ node }) => node.name.text === spec.behind!.text);
  if (!bank) {
    const known = banks.map(({ node }) => node.name.text);
    const hint = didYouMean(spec.behind.text, known, "declare a `bank` of that name");
    scope.log.report("check/unknown-name", spanOf(scope.file, spec.behind), { name: spec.behind.text, hint });
    return null;
  }
  if (checked.has(bank.node.name.text)) {
    scope.log.report("check/bank-twice", spanOf(scope.file, spec.behind), { name: spec.behind.text });
    return null;
  }
  if (size === null || size > largestBank) {
    scope.log.report("check/bank-size", spanOf(scope.file, spec.size ?? name), { name: name.text });
    return null;
  }
  const place = { name: memberName(bank.node.name.text), layout, size };
  const result = checkBank(bank.node, place, scope);
  checked.set(bank.node.name.text, result);
  return result;
}
