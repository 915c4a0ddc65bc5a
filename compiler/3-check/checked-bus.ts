import type * as ast from "../1-parse/ast.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { type Part, type Phase, type Target } from "./checked.ts";

/** A bus that a device provides; its state lies in the device's. */
export interface CheckedBus extends Part<ast.BusMember> {
  readonly type: TypeEntity | null;
  readonly word: number;
  /** When the number of its slots is known. */
  readonly slotsPhase: Phase;
}

/** A child that sits on a bus. */
export interface CheckedPlug {
  readonly node: ast.Plug;
  /** The child's name in the generated class. */
  readonly child: string;
  readonly bus: Target;
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
  readonly pci: CheckedPci | null;
  readonly bars: readonly CheckedBar[];
  readonly msix: CheckedMsix | null;
}
