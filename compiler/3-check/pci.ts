import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type BusSite } from "./buses.ts";
import { type Phase } from "./checked.ts";
import {
  type CheckedBar,
  type CheckedBuses,
  type CheckedMsi,
  type CheckedMsix,
  type CheckedPci,
  type MsixPlace,
} from "./checked-bus.ts";
import { evaluate, evaluateConstant, evaluateInt } from "./evaluate.ts";
import { resolvePath } from "./path.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";
import { checkPresence } from "./wiring.ts";

/** What a type is on the PCI bus on which it sits: its numbers, its BARs, its messages. */
export function checkFunction(entity: TypeEntity, site: BusSite): Pick<CheckedBuses, "pci" | "bars" | "msi" | "msix"> {
  const { scope } = site;
  const members = presentMembers(entity, scope);
  const pci = members.flatMap(({ node }) => (node.kind === "pci" ? [node] : []));
  const bars = members.flatMap(({ node, conditions }) =>
    node.kind === "bar" ? (checkBar(node, conditions, scope) ?? []) : [],
  );
  const msi = members.flatMap(({ node, conditions }) => (node.kind === "msi" ? [{ node, conditions }] : []));
  const msix = members.flatMap(({ node, conditions }) => (node.kind === "msix" ? [{ node, conditions }] : []));
  for (const { node } of members)
    if (node.kind === "pci" || node.kind === "bar" || node.kind === "msi" || node.kind === "msix") onlyPci(node, scope);
  reportTwice(pci, scope);
  for (const messages of [msi, msix])
    reportTwice(
      messages.map(({ node }) => node),
      scope,
    );
  return {
    pci: pci[0] ? checkPci(pci[0], scope) : null,
    bars: withoutTwins(bars, scope),
    msi: msi[0] ? checkMsi(msi[0], scope) : null,
    msix: msix[0] ? checkMsix(msix[0], bars, site) : null,
  };
}

function reportTwice(nodes: readonly (ast.Pci | ast.Msi | ast.Msix)[], scope: Scope): void {
  const [first, second] = nodes;
  if (!first || !second) return;
  const related = [{ span: spanOf(scope.file, first), message: "the first one is here" }];
  scope.log.report("check/repeated", spanOf(scope.file, second), { what: `\`${second.kind}\`` }, { related });
}

/** Whether a type is a PCI function. */
function isPci(type: TypeEntity | null): boolean {
  for (let at = type; at; at = at.base) if (at.file.core && at.name === "PciDevice") return true;
  return false;
}

function onlyPci(node: ast.Pci | ast.Bar | ast.Msi | ast.Msix, scope: Scope): void {
  if (!isPci(scope.type))
    scope.log.report("check/not-pci", spanOf(scope.file, node), { what: node.kind, name: scope.type!.name });
}

const pciEntries: ReadonlyMap<string, bigint> = new Map([
  ["vendor", 0xffffn],
  ["device", 0xffffn],
  ["class", 0xff_ffffn],
  ["revision", 0xffn],
  ["subsystem_vendor", 0xffffn],
  ["subsystem", 0xffffn],
]);

function checkPci(node: ast.Pci, scope: Scope): CheckedPci {
  const entries = new Map<string, bigint>();
  for (const { name, value } of node.entries) {
    const max = pciEntries.get(name.text);
    const number = evaluateConstant(value, scope, `\`${name.text}\``);
    if (max === undefined) {
      const hint = didYouMean(name.text, pciEntries.keys(), `there are ${[...pciEntries.keys()].join(", ")}`);
      scope.log.report("check/unknown-name", spanOf(scope.file, name), { name: name.text, hint });
    } else if (number !== null && (number < 0n || number > max)) {
      const blanks = { what: `\`${name.text}\``, value: String(number), min: "0", max: String(max) };
      scope.log.report("check/out-of-range", spanOf(scope.file, value), blanks);
    } else if (entries.has(name.text)) {
      scope.log.report("check/repeated", spanOf(scope.file, name), { what: `\`${name.text}\`` });
    } else if (number !== null) entries.set(name.text, number);
  }
  const missing = ["vendor", "device"].filter((name) => !node.entries.some((entry) => entry.name.text === name));
  if (missing.length > 0) {
    const blanks = { missing: missing.map((name) => `\`${name}\``).join(" and ") };
    scope.log.report("check/pci-missing", spanOf(scope.file, node), blanks);
  }
  return { node, entries: [...entries].map(([name, value]) => ({ name, value })) };
}

function checkBar(node: ast.Bar, conditions: readonly ast.Expression[], scope: Scope): CheckedBar | null {
  const number = evaluateConstant(node.number, scope, "the number of a BAR");
  const region = resolvePath(node.region, scope);
  if (number === null || !region) return null;
  if (number < 0n || number > (node.space === "mem64" ? 4n : 5n)) {
    scope.log.report("check/bar-number", spanOf(scope.file, node.number), { number: String(number) });
    return null;
  }
  if (region.member.node.kind !== "region") {
    scope.log.report("check/not-a-region", spanOf(scope.file, node.region), { name: region.member.name });
    return null;
  }
  checkPresence([region], conditions, scope);
  const unfixed = conditions.some((condition) => !evaluate(condition, scope).fixed);
  const phase: Phase = unfixed || region.phase === "realize" ? "realize" : "init";
  return { node, phase, conditions, number: Number(number), region };
}

/** Reports BARs of one number; a 64-bit one has the next number, too. */
function withoutTwins(bars: readonly CheckedBar[], scope: Scope): CheckedBar[] {
  const taken = new Map<number, CheckedBar>();
  return bars.filter((bar) => {
    const numbers = bar.node.space === "mem64" ? [bar.number, bar.number + 1] : [bar.number];
    const before = numbers.map((number) => taken.get(number)).find((other) => other !== undefined);
    for (const number of numbers) taken.set(number, bar);
    if (!before) return true;
    const related = [{ span: spanOf(scope.file, before.node), message: "this one has it" }];
    scope.log.report("check/bar-twice", spanOf(scope.file, bar.node), { number: String(bar.number) }, { related });
    return false;
  });
}

interface Conditional<Node> {
  readonly node: Node;
  readonly conditions: readonly ast.Expression[];
}

const mostMsiVectors = 32n;
/** Where capabilities can lie (PCI Local Bus 3.0, section 6.7). */
const capabilities = { first: 0x40n, end: 0x100n };

/** Bytes of a capability (PCI Local Bus 3.0, section 6.8.1). */
function bytesOfMsi({ address64, maskable }: ast.Msi): bigint {
  return 10n + (address64 ? 4n : 0n) + (maskable ? 10n : 0n);
}

function checkMsi({ node, conditions }: Conditional<ast.Msi>, scope: Scope): CheckedMsi | null {
  const vectors = evaluateConstant(node.vectors, scope, "the number of messages");
  const at = node.address ? evaluateConstant(node.address, scope, "an offset") : undefined;
  if (vectors === null || at === null) return null;
  if (vectors < 1n || vectors > mostMsiVectors || (vectors & (vectors - 1n)) !== 0n) {
    scope.log.report("check/msi-vectors", spanOf(scope.file, node.vectors), { count: String(vectors) });
    return null;
  }
  const bytes = bytesOfMsi(node);
  const { first, end } = capabilities;
  if (at !== undefined && (at < first || at + bytes > end || at % 4n !== 0n)) {
    const blanks = { offset: `0x${at.toString(16)}`, bytes: String(bytes) };
    scope.log.report("check/msi-place", spanOf(scope.file, node.address!), blanks);
    return null;
  }
  return { node, phase: "realize", conditions, vectors: Number(vectors), at: at === undefined ? null : Number(at) };
}

const mostVectors = 2048n;

function checkMsix(
  { node, conditions }: Conditional<ast.Msix>,
  bars: readonly CheckedBar[],
  { layout, scope }: BusSite,
): CheckedMsix | null {
  const vectors = evaluateConstant(node.vectors, scope, "the number of messages");
  if (vectors === null) return null;
  if (vectors < 1n || vectors > mostVectors) {
    scope.log.report("check/count", spanOf(scope.file, node.vectors), { what: "messages", count: String(vectors) });
    return null;
  }
  const bytes = { table: 16n * vectors, pba: 8n * ((vectors + 63n) / 64n) };
  const table = checkPlace(node.table, bytes.table, bars, scope);
  const pba = checkPlace(node.pba, bytes.pba, bars, scope);
  if (!table || !pba) return null;
  const apart = table.offset + Number(bytes.table) <= pba.offset || pba.offset + Number(bytes.pba) <= table.offset;
  if (table.bar === pba.bar && !apart)
    scope.log.report("check/msix-overlap", spanOf(scope.file, node.pba), { size: `0x${bytes.table.toString(16)}` });
  const word = layout.take(Number(bytes.table / 4n + bytes.pba / 4n));
  return { node, phase: "realize", conditions, word, vectors: Number(vectors), table, pba };
}

function checkPlace(node: ast.MsixPlace, bytes: bigint, bars: readonly CheckedBar[], scope: Scope): MsixPlace | null {
  const number = evaluateConstant(node.bar, scope, "the number of a BAR");
  const offset = evaluateConstant(node.address, scope, "an offset");
  if (number === null || offset === null) return null;
  const bar = bars.find((one) => BigInt(one.number) === number);
  const region = bar?.region.member.node;
  const home = bar && { ...scope, file: bar.region.member.owner.file, type: bar.region.of, locals: new Map() };
  const size =
    region?.kind === "region" && region.spec.size ? evaluateInt(region.spec.size, home!, "a size")?.min : null;
  const fits = size !== null && size !== undefined && offset >= 0n && offset % 8n === 0n && offset + bytes <= size;
  if (region?.kind === "region" && region.spec.form === "container" && fits)
    return { bar: Number(number), offset: Number(offset) };
  const blanks = { number: String(number), offset: `0x${offset.toString(16)}`, bytes: `0x${bytes.toString(16)}` };
  scope.log.report("check/msix-place", spanOf(scope.file, node), blanks);
  return null;
}
