import type * as ast from "../1-parse/ast.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { type Part, type Phase, type Target } from "./checked.ts";

/** A bus that a device provides, or an array of them; their state lies in the device's. */
export interface CheckedBus extends Part<ast.BusMember> {
  readonly type: TypeEntity | null;
  readonly word: number;
  /** Words from one of an array to the next. */
  readonly stride: number;
  /** When the number of its slots is known. */
  readonly slotsPhase: Phase;
}

/** A child, or elements of an array of children, on a bus. */
export interface CheckedPlug {
  readonly node: ast.Plug;
  readonly conditions: readonly ast.Expression[];
  /** The child's name in the generated class. */
  readonly child: string;
  readonly device: Target;
  readonly bus: Target;
}

/** Addresses of a bus, both ends included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** What a PCI function says of itself. */
export interface CheckedPci {
  readonly node: ast.Pci;
  readonly entries: readonly { readonly name: string; readonly value: bigint }[];
}

/** A region that a PCI function shows through a BAR. */
export interface CheckedBar extends Omit<Part<ast.Bar>, "name"> {
  readonly number: number;
  readonly region: Target;
}

/** Messages of a PCI function that its configuration space describes. */
export interface CheckedMsi extends Omit<Part<ast.Msi>, "name"> {
  readonly vectors: number;
  /** The offset of the capability; null if it lies where there is room. */
  readonly at: number | null;
}

/** Messages of a PCI function; their table lies in its state. */
export interface CheckedMsix extends Omit<Part<ast.Msix>, "name"> {
  readonly word: number;
  readonly vectors: number;
  readonly table: MsixPlace;
  readonly pba: MsixPlace;
}

/** A BAR by number, and bytes from its start. */
export interface MsixPlace {
  readonly bar: number;
  readonly offset: number;
}

/** Everything that ties a type to buses. */
export interface CheckedBuses {
  readonly buses: readonly CheckedBus[];
  readonly plugs: readonly CheckedPlug[];
  /** Of a device that says so: the kind of bus on which it sits. */
  readonly sits: TypeEntity | null;
  /** Of a bus that says so: the addresses of the devices on it. */
  readonly addresses: AddressRange | null;
  readonly pci: CheckedPci | null;
  readonly bars: readonly CheckedBar[];
  readonly msi: CheckedMsi | null;
  readonly msix: CheckedMsix | null;
}
