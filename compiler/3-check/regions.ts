import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { checkAliasBounds } from "./alias-bounds.ts";
import { checkBank } from "./bank.ts";
import { type CheckedBank } from "./checked-bank.ts";
import { type CheckedRegion, type Target } from "./checked.ts";
import { evaluateInt, inLoop } from "./evaluate.ts";
import { checkLabel } from "./labels.ts";
import { type Layout } from "./layout.ts";
import { memberName } from "./names.ts";
import { checkOps, hasOps, type OpsSettings, reportIdleSettings, settingsOf } from "./ops.ts";
import { type Placed } from "./parts.ts";
import { partName, resolvePath } from "./path.ts";
import { phaseOf } from "./phase.ts";
import { checkOwner } from "./region-owner.ts";
import { type Scope } from "./scope.ts";

/** Pages of a bank without registers cost nothing; what is larger is no device. */
const largestBank = 0x1000_0000n;

/** The regions of a type, containers before what lies in them, and the banks that answer behind them. */
export function checkRegions(
  regions: readonly Placed<ast.Region>[],
  banks: readonly Placed<ast.Bank>[],
  layout: Layout,
  scope: Scope,
): { readonly regions: CheckedRegion[]; readonly banks: CheckedBank[] } {
  const checked = new Map<string, CheckedBank>();
  const site: RegionSite = { banks, checked, layout, scope };
  const result = regions.flatMap((placed) =>
    checkTree({ placed, key: placed.node.name.text, settings: [], inside: false }, site),
  );
  const shown = new Set(regions.flatMap(({ node }) => namesBehind(node.spec)));
  for (const { node } of banks) {
    // One that would replace another, or whose region is refused, was reported.
    if (checked.has(node.name.text) || node.override || shown.has(node.name.text)) continue;
    scope.log.report("check/unused-bank", spanOf(scope.file, node.name), { name: node.name.text });
  }
  return { regions: inOrder(result), banks: [...checked.values()] };
}

/** The banks that a region, or one inside of it, means to show. */
function namesBehind({ behind, behindKind, members }: ast.RegionSpec): string[] {
  const own = behind && behindKind !== "ops" ? [behind.text] : [];
  return [...own, ...members.flatMap((member) => (member.kind === "sub" ? namesBehind(member.spec) : []))];
}

interface RegionSite {
  readonly banks: readonly Placed<ast.Bank>[];
  readonly checked: Map<string, CheckedBank>;
  readonly layout: Layout;
  readonly scope: Scope;
}

/** A region, and where it stands: its key in `members`, and what the braces around it say. */
interface Nested {
  readonly placed: Placed<ast.Region>;
  readonly key: string;
  readonly settings: OpsSettings;
  readonly inside: boolean;
}

/** A region and all that lies in it. */
function checkTree(nested: Nested, site: RegionSite): CheckedRegion[] {
  const { placed, key } = nested;
  const { spec, bound, name } = placed.node;
  const { scope } = site;
  const subs = spec.members.filter((member) => member.kind === "sub");
  const settings = settingsOf(spec, nested.settings, scope);
  reportIdleSettings(placed.node, hasOps(spec), scope);
  const first = subs[0];
  if (first && spec.form !== "container") {
    const blanks = { name: name.text, kind: spec.form };
    scope.log.report("check/sub-outside-container", spanOf(scope.file, first), blanks);
  } else if (first && bound) scope.log.report("check/sub-in-array", spanOf(scope.file, first), { name: name.text });
  const inner = subs.flatMap((sub) => {
    const member = scope.type!.members.get(`${key}.${sub.name.text}`);
    if (member?.node.kind !== "region" || member.node.start !== sub.start) return [];
    const phase = phaseOf(member, scope);
    const part = {
      node: member.node,
      name: partName(`${key}.${sub.name.text}`, member.owner),
      phase,
      conditions: placed.conditions,
    };
    return checkTree({ placed: part, key: `${key}.${sub.name.text}`, settings, inside: true }, site);
  });
  return [checkRegion({ ...nested, settings }, site), ...inner];
}

function checkRegion({ placed, settings, inside }: Nested, site: RegionSite): CheckedRegion {
  const { node } = placed;
  const { spec, bound, name } = node;
  const scope = elementScope(bound, site.scope);
  checkLabel(node, scope);
  checkAttributes(node, scope);
  const size = spec.size ? evaluateInt(spec.size, scope, "the size of a region") : null;
  if (size && size.min < 1n)
    scope.log.report("check/empty-region", spanOf(scope.file, spec.size!), { name: name.text });
  const fixed = size?.fixed && size.min === size.max ? size.min : null;
  const target = spec.target ? aliasTarget(spec.target, scope) : null;
  if (spec.offset) evaluateInt(spec.offset, scope, "an offset");
  if (target) checkAliasBounds(node, size, target, scope);
  const ops = isBehind(node, scope) && spec.behindKind === "ops" ? checkOps(node, settings, scope) : null;
  const owner = checkOwner(node, scope);
  const shows = target !== null && target.member.node.kind === "region" && target.of !== scope.type;
  const afterChildren = shows || (owner !== null && owner !== "machine");
  return { ...placed, size: fixed, bank: bankOf(node, fixed, site), ops, inside, afterChildren, target, owner };
}

/** The scope of an element of an array: its number has a name. */
function elementScope(bound: ast.Bound | undefined, scope: Scope): Scope {
  if (!bound) return scope;
  const count = evaluateInt(bound.count, scope, "the number of regions");
  if (count && (count.min < 0n || count.max > 0x1_0000n))
    scope.log.report("check/count", spanOf(scope.file, bound), { what: "regions", count: String(count.max) });
  return inLoop(scope, bound.index?.text, 0n, count?.max ?? 1n);
}

const attributeKinds = {
  reentrant: ["io", "romd"],
  readonly: ["ram", "alias", "container"],
  nonvolatile: ["ram", "rom", "romd", "alias"],
} as const;

function checkAttributes(node: ast.Region, scope: Scope): void {
  const { spec } = node;
  for (const [attribute, kinds] of Object.entries(attributeKinds) as [keyof typeof attributeKinds, readonly string[]][])
    if (spec[attribute] && !kinds.includes(spec.form)) {
      const blanks = { attribute, kind: spec.form };
      scope.log.report("check/region-attribute", spanOf(scope.file, node.name), blanks);
    }
}

/** Whether what is behind a region goes with its kind; reports it if not. */
function isBehind({ spec, name }: ast.Region, scope: Scope): boolean {
  const needed = spec.form === "io" || spec.form === "romd" || spec.form === "iommu";
  if (needed && !spec.behind) scope.log.report("check/nothing-behind", spanOf(scope.file, name), { name: name.text });
  const fits = spec.behindKind === "ops" ? needed : spec.form === "io";
  if (!spec.behind || fits) return spec.behind !== undefined;
  const found = spec.behindKind === "ops" ? "`ops`" : "a bank";
  const hint = needed ? `write \`= ops ${spec.behind.text}\`` : "make it an `io` region, or remove it";
  scope.log.report("check/not-behind", spanOf(scope.file, spec.behind), { found, kind: spec.form, hint });
  return false;
}

function aliasTarget(path: ast.Path, scope: Scope): Target | null {
  const target = resolvePath(path, scope);
  if (!target || (target.member.node.kind === "region" && !target.whole)) return target;
  scope.log.report("check/not-a-region", spanOf(scope.file, path), { name: target.member.name });
  return null;
}

/** An alias after what it shows, all else in the order of the text. */
function inOrder(regions: readonly CheckedRegion[]): CheckedRegion[] {
  const byNode = new Map(regions.map((region) => [region.node, region]));
  const done = new Set<CheckedRegion>();
  const place = (region: CheckedRegion, after: ReadonlySet<CheckedRegion>): void => {
    if (done.has(region) || after.has(region)) return;
    const shown = region.target && byNode.get(region.target.member.node as ast.Region);
    if (shown) place(shown, new Set([...after, region]));
    done.add(region);
  };
  for (const region of regions) place(region, new Set());
  return [...done];
}

function bankOf({ spec, name, bound }: ast.Region, size: bigint | null, site: RegionSite): CheckedBank | null {
  const { banks, checked, layout, scope } = site;
  if (spec.form !== "io" || spec.behindKind === "ops" || !spec.behind) return null;
  const bank = banks.find(({ node }) => node.name.text === spec.behind!.text);
  if (!bank) {
    // One that could not be read was reported.
    if (scope.type?.node.members.some((node) => node.kind === "broken" && node.name?.text === spec.behind!.text))
      return null;
    const known = banks.map(({ node }) => node.name.text);
    const hint = didYouMean(spec.behind.text, known, "declare a `bank` of that name");
    scope.log.report("check/unknown-name", spanOf(scope.file, spec.behind), { name: spec.behind.text, hint });
    return null;
  }
  if (checked.has(bank.node.name.text) || bound) {
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
