import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type AddressRange, type CheckedBus, type CheckedBuses } from "./checked-bus.ts";
import { type Phase } from "./checked.ts";
import { evaluateConstant, evaluateInt, inLoop } from "./evaluate.ts";
import { type Layout } from "./layout.ts";
import { partsOf, type Placed } from "./parts.ts";
import { checkFunction } from "./pci.ts";
import { checkPlugs } from "./plugs.ts";
import { type Scope } from "./scope.ts";

/** What buses are checked with: where their state finds room, and how large each type is. */
export interface BusSite {
  readonly layout: Layout;
  readonly words: ReadonlyMap<TypeEntity, number>;
  readonly scope: Scope;
}

/** No buses at all: of a type that is not laid out. */
export const noBuses: CheckedBuses = {
  buses: [],
  plugs: [],
  sits: null,
  addresses: null,
  pci: null,
  bars: [],
  msi: null,
  msix: null,
};

/** The buses that a type provides, what it plugs into them, and what it is on the bus on which it sits itself. */
export function checkBuses(entity: TypeEntity, site: BusSite): CheckedBuses {
  const { scope } = site;
  const buses = partsOf(entity, "bus", scope).flatMap((part) => checkBus(part, site) ?? []);
  const sits = entity.node.members.find((node) => node.kind === "sits-on");
  const addresses = entity.node.members.find((node) => node.kind === "addresses");
  return {
    buses,
    plugs: checkPlugs(entity, scope),
    sits: sits ? checkSits(sits, entity, scope) : null,
    addresses: addresses ? checkAddresses(addresses, scope) : null,
    ...checkFunction(entity, site),
  };
}

const mostBuses = 256n;

function checkBus(part: Placed<ast.BusMember>, { layout, words, scope: outer }: BusSite): CheckedBus | null {
  const { node } = part;
  const type = outer.type!.members.get(node.name.text)?.type ?? null;
  if (!type) return null;
  const count = node.bound ? evaluateInt(node.bound.count, outer, "the number of buses") : null;
  if (node.bound && !count) return null;
  if (count && (count.min < 0n || count.max > mostBuses)) {
    const blanks = { what: "buses", count: String(count.min < 0n ? count.min : count.max) };
    outer.log.report("check/count", spanOf(outer.file, node.bound!), blanks);
    return null;
  }
  const scope = inLoop(outer, node.bound?.index?.text, 0n, count?.max ?? 1n);
  if (type.node.form !== "bus" || type.node.abstract)
    scope.log.report("check/not-a-bus", spanOf(scope.file, node.type), { name: type.name });
  const slots = node.slots ? evaluateInt(node.slots, scope, "the number of slots") : null;
  if (slots && slots.min < 1n)
    scope.log.report("check/count", spanOf(scope.file, node.slots!), { what: "slots", count: String(slots.min) });
  const late = part.phase === "realize" || (slots !== null && !slots.fixed);
  const slotsPhase: Phase = late ? "realize" : "init";
  const stride = words.get(type) ?? 0;
  return { ...part, type, word: layout.take(stride * Number(count?.max ?? 1n)), stride, slotsPhase };
}

/** The kind of bus on which a device sits. */
function checkSits(node: ast.SitsOn, entity: TypeEntity, scope: Scope): TypeEntity | null {
  const type = entity.sits;
  if (type && type.node.form !== "bus") {
    scope.log.report("check/sits-on", spanOf(scope.file, node.type), { name: type.name });
    return null;
  }
  return type;
}

/** The largest address of a bus: what a 32-bit register of a controller can hold. */
const lastAddress = 0xffff_ffffn;

function checkAddresses({ range }: ast.Addresses, scope: Scope): AddressRange | null {
  const first = evaluateConstant(range.from, scope, "the first address");
  const last = evaluateConstant(range.to, scope, "the last address");
  if (first === null || last === null) return null;
  if (first >= 0n && first <= last && last <= lastAddress) return { first: Number(first), last: Number(last) };
  scope.log.report("check/address-range", spanOf(scope.file, range), { first: String(first), last: String(last) });
  return null;
}
