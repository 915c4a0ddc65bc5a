import { type Hook } from "./ast-bank.ts";
import { type Documented, type MemberBase, type Name, type Node } from "./ast-base.ts";
import { type Expression, type Path, type Range, type TypeRef } from "./ast-expression.ts";
import { type Bound, type Loop } from "./ast.ts";

/** `irq in|out name[n] required on change => hook { NAMES }` */
export interface Irq extends MemberBase {
  readonly kind: "irq";
  readonly direction: "in" | "out";
  readonly name: Name;
  readonly bound?: Bound;
  readonly lines: readonly Name[];
  /** Whoever contains the device must connect it: every line of it. */
  readonly required: boolean;
  readonly hook?: Hook;
}

/** `clock in|out name[n] = frequency multiply m divide n required on change => hook;` */
export interface Clock extends MemberBase {
  readonly kind: "clock";
  readonly direction: "in" | "out";
  readonly name: Name;
  readonly bound?: Bound;
  readonly frequency?: Expression;
  /** What it drives has its frequency times `multiply` by `divide`. */
  readonly multiply?: Expression;
  readonly divide?: Expression;
  /** Whoever contains the device must connect it: every clock of it. */
  readonly required: boolean;
  readonly hook?: Hook;
}

/** `connect from -> to for i in a..b;` */
export interface Connect extends MemberBase {
  readonly kind: "connect";
  readonly from: Path;
  readonly to: Path;
  readonly loop?: Loop;
}

/** `bus name[i : n] : Type slots n;` */
export interface BusMember extends MemberBase {
  readonly kind: "bus";
  readonly name: Name;
  readonly bound?: Bound;
  readonly type: TypeRef;
  readonly slots?: Expression;
}

/** `plug device on bus at slot for i in a..b;` */
export interface Plug extends MemberBase {
  readonly kind: "plug";
  readonly device: Path;
  readonly bus: Path;
  readonly slot?: Expression;
  readonly loop?: Loop;
}

/** `sits on Type;`: the kind of bus on which a device sits. */
export interface SitsOn extends MemberBase {
  readonly kind: "sits-on";
  readonly type: TypeRef;
}

/** `addresses a..b;` of a bus, both ends included: every device on it has one of them for itself. */
export interface Addresses extends MemberBase {
  readonly kind: "addresses";
  readonly range: Range;
}

/** `sysbus mmio|pio|irq n = path;` */
export interface SysBusPort extends MemberBase {
  readonly kind: "sysbus";
  readonly form: "mmio" | "pio" | "irq";
  readonly number: Expression;
  readonly target: Path;
}

/** `bar n : mem64 prefetch = region;` */
export interface Bar extends MemberBase {
  readonly kind: "bar";
  readonly number: Expression;
  readonly space: "mem32" | "mem64" | "io";
  readonly prefetch: boolean;
  readonly region: Path;
}

/** `pci { vendor 0x1b36; ... }` */
export interface Pci extends MemberBase {
  readonly kind: "pci";
  readonly entries: readonly PciEntry[];
}

/** `vendor 0x1b36;` */
export interface PciEntry extends Documented {
  readonly kind: "pci-entry";
  readonly name: Name;
  readonly value: Expression;
}

/** `msi vectors n address64 maskable @ offset;` */
export interface Msi extends MemberBase {
  readonly kind: "msi";
  readonly vectors: Expression;
  readonly address64: boolean;
  readonly maskable: boolean;
  /** Where its capability lies in configuration space; where there is room if absent. */
  readonly address?: Expression;
}

/** `bar n @ offset` in `msix`. */
export interface MsixPlace extends Node {
  readonly kind: "msix-place";
  readonly bar: Expression;
  readonly address: Expression;
}

/** `msix vectors n table bar n @ offset pba bar n @ offset;` */
export interface Msix extends MemberBase {
  readonly kind: "msix";
  readonly vectors: Expression;
  readonly table: MsixPlace;
  readonly pba: MsixPlace;
}

/** `or name[n];` (lines `in[n]`, `out`) or `split name[n];` (lines `in`, `out[n]`). */
export interface Gate extends MemberBase {
  readonly kind: "gate";
  readonly gate: "or" | "split";
  readonly name: Name;
  readonly bound: Bound;
}
