import { type Documented, type Name, type Node } from "./ast-base.ts";
import { type Expression, type Path } from "./ast-expression.ts";
import { type Bound, type Broken } from "./ast.ts";

/** When a hook runs. `expire` is a timer's, `change` a clock's, a line's, a register's or a field's. */
export type HookEvent =
  | "init"
  | "realize"
  | "unrealize"
  | "reset enter"
  | "reset hold"
  | "reset exit"
  | "restored"
  | "unparent"
  | "finalize"
  | "complete"
  | "can_be_deleted"
  | "call"
  | "read"
  | "write"
  | "change"
  | "expire";

/** `on EVENT => name uses a, b;` */
export interface Hook extends Node {
  readonly kind: "hook";
  readonly event: HookEvent;
  readonly name: Name;
  readonly uses: readonly Path[];
}

/** `width 32;` */
export interface Width extends Documented {
  readonly kind: "width";
  readonly bits: Expression;
}

/** `endian little;` */
export interface Endian extends Documented {
  readonly kind: "endian";
  readonly order: "little" | "big";
}

/** `access 1..4;` (what the guest may use) or `impl 4;` (what the hooks see), in bytes; `impl 4` has the same node twice. */
export interface Sizes extends Documented {
  readonly kind: "access" | "impl";
  readonly min: Expression;
  readonly max: Expression;
}

/** `unaligned allow;` or `unaligned refuse;` */
export interface Unaligned extends Documented {
  readonly kind: "unaligned";
  readonly allowed: boolean;
}

/** `unmapped read 0 log guest_error;` (reads as that, writes are ignored) or `unmapped error;` (a decode error). */
export interface Unmapped extends Documented {
  readonly kind: "unmapped";
  readonly read?: Expression;
  readonly log?: Name;
  readonly error: boolean;
}

/** `register NAME[i : n] @ address stride s width w reset r mask m const c computed = e volatile read|write { ... }` */
export interface Register extends Documented {
  readonly kind: "register";
  readonly override: boolean;
  readonly name: Name;
  readonly bound?: Bound;
  /** Absent only inside an overlay, which has the address. */
  readonly address?: Expression;
  readonly stride?: Expression;
  readonly width?: Expression;
  readonly reset?: Expression;
  readonly mask?: Expression;
  /** `const value`: reads as this, cannot be written; an array literal gives one value for each element. */
  readonly constant?: Expression;
  readonly computed: boolean;
  readonly value?: Expression;
  readonly volatile: boolean;
  /** In an overlay: the direction that this one answers. */
  readonly direction: "both" | "read" | "write";
  readonly members: readonly RegisterMember[];
}

/** `overlay @ address { registers }`: one offset, several registers, on purpose. */
export interface Overlay extends Documented {
  readonly kind: "overlay";
  readonly address: Expression;
  readonly registers: readonly (Register | Broken)[];
}

/** How a field answers. `once` can be written once after reset; `reserved` reads as its reset value and ignores writes. */
export type Access = "rw" | "ro" | "wo" | "w1c" | "w1s" | "w0c" | "w0s" | "w1t" | "rc" | "rs" | "once" | "reserved";

/** `field NAME[i : n] [hi:lo] w1c of RIS.S reset r = e;` or with `{ on ... }`. One bit is `[n]`: `high` and `low` are the same node. */
export interface Field extends Documented {
  readonly kind: "field";
  readonly name: Name;
  readonly bound?: Bound;
  readonly high: Expression;
  readonly low: Expression;
  readonly access: Access;
  /** `of path`: the register or field that the access works on. */
  readonly of?: Path;
  readonly reset?: Expression;
  /** `= e`: computed from others. */
  readonly value?: Expression;
  readonly hooks: readonly Hook[];
}

/** `on read => hook;` of a register. */
export interface RegisterHook extends Documented {
  readonly kind: "register-hook";
  readonly hook: Hook;
}

/** What the braces of a register hold. */
export type RegisterMember = Field | RegisterHook | Broken;

/** What the braces of a bank hold. */
export type BankMember = Width | Endian | Sizes | Unaligned | Unmapped | Register | Overlay | Broken;
