import type * as ast from "../1-parse/ast.ts";
import { findType } from "../2-bind/find-type.ts";
import { isA, sitsOn, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type AddressRange, type CheckedPlug } from "./checked-bus.ts";
import { type Target } from "./checked.ts";
import { evaluateConstant, evaluateInt, inLoop } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { resolvePath } from "./path.ts";
import { checkReach } from "./reach.ts";
import { isNarrowing } from "./parts.ts";
import { presentMembers } from "./present.ts";
import { type Scope, withFixedLocals } from "./scope.ts";
import { checkPresence, loopScope } from "./wiring.ts";

/** What a type plugs: children of ours, each on a bus of its kind, each address once; and nothing that needs a bus is left. */
export function checkPlugs(entity: TypeEntity, scope: Scope): CheckedPlug[] {
  const plugs = presentMembers(entity, scope).flatMap(({ node, conditions }) =>
    node.kind === "plug" ? (checkPlug(node, conditions, scope) ?? []) : [],
  );
  const places = plugs.flatMap((plug) => placesOf(plug, scope));
  reportTaken(places, scope);
  reportUnplugged(entity, plugs, scope);
  for (const plug of plugs) reportOrder(entity, plug, scope);
  return plugs;
}

function checkPlug(node: ast.Plug, conditions: readonly ast.Expression[], outer: Scope): CheckedPlug | null {
  const scope = (node.loop ? loopScope(node.loop, outer) : { scope: outer })?.scope;
  const device = scope && resolvePath(node.device, scope);
  const bus = scope && resolvePath(node.bus, scope);
  if (!device || !bus) return null;
  const child = device.member;
  const ours = device.steps.filter((step) => typeof step === "string").length === 1 && child.owner === outer.type;
  if (child.node.kind !== "child" || !ours) {
    scope.log.report("check/not-a-child", spanOf(scope.file, node.device), { name: child.name });
    return null;
  }
  if (bus.member.node.kind !== "bus") {
    scope.log.report("check/not-a-bus", spanOf(scope.file, node.bus), { name: bus.member.name });
    return null;
  }
  if (bus.whole) {
    scope.log.report("check/bus-array", spanOf(scope.file, node.bus), { name: bus.member.name });
    return null;
  }
  checkPresence([device, bus], conditions, scope);
  checkReach(node.device, { loops: node.loop ? [node.loop] : [], conditions }, outer);
  checkKind(node, { device, bus }, scope);
  if (node.slot) checkAddress(node.slot, { device, bus }, scope);
  return { node, conditions, child: memberName(child.name, child.owner), device, bus };
}

interface Ends {
  readonly device: Target;
  readonly bus: Target;
}

/** Every type that the device can have sits on buses of this kind. */
function checkKind(node: ast.Plug, { device, bus }: Ends, scope: Scope): void {
  const of = bus.member.type;
  for (const type of typesOf(device.member, scope)) {
    const wanted = sitsOn(type);
    const span = spanOf(scope.file, node);
    if (!wanted) scope.log.report("check/sits-on-none", span, { name: type.name, bus: of?.name ?? "Bus" });
    else if (of && !isA(of, wanted)) {
      const blanks = { name: type.name, wanted: wanted.name, bus: bus.member.name, found: of.name };
      scope.log.report("check/wrong-bus", span, blanks);
    }
  }
}

/** The types that a child can have. */
function typesOf({ node, type, owner }: Target["member"], scope: Scope): readonly TypeEntity[] {
  const arms = node.kind === "child" ? node.choose?.arms : undefined;
  if (!arms) return type ? [type] : [];
  // What an arm names was looked up, with reports, where the child is checked.
  return arms.flatMap((arm) => findType(owner.file, arm.type, new Log()) ?? []).filter((one) => one !== scope.type);
}

function checkAddress(node: ast.Expression, { device, bus }: Ends, scope: Scope): void {
  const address = evaluateInt(node, withFixedLocals(scope), "an address on a bus");
  if (!address) return;
  // A bus of a type that does not exist was reported.
  if (!bus.member.type) return;
  const range = addressesOf(bus.member.type, scope);
  const span = spanOf(scope.file, node);
  if (range === undefined) return;
  if (range === null) scope.log.report("check/no-addresses", span, { name: bus.member.type.name });
  else if (device.whole) scope.log.report("check/one-address", span, { name: device.member.name });
  else if (isOutside(address, range)) {
    const [min, max] = [String(range.first), String(range.last)];
    scope.log.report("check/out-of-range", span, { what: "an address", value: String(address.max), min, max });
  }
}

/** What depends on properties may lie inside; all else must. */
function isOutside(address: { min: bigint; max: bigint; fixed: boolean }, range: AddressRange): boolean {
  const [first, last] = [BigInt(range.first), BigInt(range.last)];
  if (address.fixed) return address.min < first || address.max > last;
  return address.min > last || address.max < first;
}

/** The addresses that a bus type has, or inherits; null if it has none, undefined where that is not known. */
function addressesOf(type: TypeEntity, scope: Scope): AddressRange | null | undefined {
  for (let at: TypeEntity | null = type; at; at = at.base) {
    const node = at.node.members.find((member) => member.kind === "addresses");
    if (!node) continue;
    // Mistakes in it are reported where the bus is declared.
    const home: Scope = { ...scope, file: at.file, type: at, locals: new Map(), log: new Log() };
    const first = evaluateConstant(node.range.from, home, "an address");
    const last = evaluateConstant(node.range.to, home, "an address");
    return first === null || last === null ? undefined : { first: Number(first), last: Number(last) };
  }
  return null;
}

/** One device on one bus, as far as that is known before anything runs. */
interface Place {
  readonly plug: CheckedPlug;
  readonly address: string | null;
}

const mostPlaces = 0x1000n;

/** The devices that a plug speaks of, one by one. */
function placesOf(plug: CheckedPlug, outer: Scope): Place[] {
  const { loop } = plug.node;
  const quiet: Scope = { ...outer, log: new Log() };
  if (!loop) return [placeOf(plug, quiet)];
  const from = evaluateConstant(loop.range.from, quiet, "the start of a loop");
  const to = evaluateConstant(loop.range.to, quiet, "the end of a loop");
  if (from === null || to === null || to - from > mostPlaces || to <= from) return [];
  return Array.from({ length: Number(to - from) }, (_, at) => from + BigInt(at)).map((index) =>
    placeOf(plug, inLoop(quiet, loop.index.text, index, index + 1n)),
  );
}

function placeOf(plug: CheckedPlug, scope: Scope): Place {
  const { node, bus } = plug;
  const slot = node.slot ? evaluateInt(node.slot, scope, "an address") : null;
  const on = keyOf(bus, scope);
  const known = slot !== null && slot.min === slot.max && on !== null;
  return { plug, address: known ? `${on}@${slot.min}` : null };
}

/** The way to a target with its indices as numbers; null where they are not known. */
function keyOf({ steps }: Target, scope: Scope): string | null {
  const parts = steps.map((step) => {
    if (typeof step !== "object") return String(step);
    const index = evaluateInt(step, scope, "an index");
    return index && index.min === index.max ? String(index.min) : null;
  });
  return parts.includes(null) ? null : parts.join(".");
}

/** Reports two devices at one address; what exists only under a condition may take turns. */
function reportTaken(places: readonly Place[], scope: Scope): void {
  const addresses = new Map<string, Place>();
  for (const place of places) {
    const { address, plug } = place;
    if (address === null || plug.conditions.length > 0) continue;
    const rival = addresses.get(address);
    if (rival) {
      const blanks = { name: plug.device.member.name, address: address.slice(address.indexOf("@") + 1) };
      scope.log.report("check/address-taken", spanOf(scope.file, plug.node), blanks, firstPlace(rival, scope));
      return;
    }
    addresses.set(address, place);
  }
}

function firstPlace({ plug }: Place, scope: Scope) {
  return { related: [{ span: spanOf(scope.file, plug.node), message: "it has its place here" }] };
}

/** Reports children that need a bus and are put on none: realize would refuse them. A system bus is found without a word. */
function reportUnplugged(entity: TypeEntity, plugs: readonly CheckedPlug[], scope: Scope): void {
  const plugged = new Set(plugs.map(({ device }) => device.member));
  const written = entity.node.members.flatMap((other) => (other.kind === "plug" ? [other.device.root.text] : []));
  const named = new Set(written);
  for (const { node } of presentMembers(entity, scope)) {
    if (node.kind !== "child" || isNarrowing(node)) continue;
    const member = entity.members.get(node.name.text);
    if (member?.node !== node || plugged.has(member) || named.has(member.name)) continue;
    const wanted = typesOf(member, scope)
      .map(sitsOn)
      .find((bus) => bus && !isSystemBus(bus));
    if (wanted)
      scope.log.report("check/not-plugged", spanOf(scope.file, node.name), { name: member.name, bus: wanted.name });
  }
}

/** Reports a part that would be plugged before the part that makes its bus, at its realize, is realized. */
function reportOrder(entity: TypeEntity, { node, device, bus }: CheckedPlug, scope: Scope): void {
  const provider = entity.members.get(bus.node.root.text);
  if (bus.phase === "init" || provider?.node.kind !== "child" || bus.member === provider) return;
  const stated = entity.node.members.find((member) => member.kind === "realize");
  const text = presentMembers(entity, scope).flatMap(({ node: one }) =>
    one.kind === "child" && !isNarrowing(one) ? [one.name.text] : [],
  );
  const order = stated?.order.map(({ root }) => root.text) ?? text;
  if (order.indexOf(provider.name) < order.indexOf(device.member.name)) return;
  const blanks = { name: device.member.name, bus: bus.member.name, provider: provider.name };
  scope.log.report("check/plug-order", spanOf(scope.file, node), blanks);
}

/** Whether it is the bus of a machine, which devices find without a word. */
export function isSystemBus({ file, name }: TypeEntity): boolean {
  return file.core && name === "SystemBus";
}
