import type * as ast from "../1-parse/ast.ts";

/** A bank of registers as words of its device's storage. */
export interface CheckedBank {
  readonly name: string;
  readonly node: ast.Bank;
  /** Bytes of the region that shows it. */
  readonly size: number;
  /** First word in the device's storage, and how many: one for each offset that a register has. */
  readonly word: number;
  readonly words: number;
  readonly endian: "little" | "big";
  readonly access: { readonly min: number; readonly max: number };
  readonly impl: { readonly min: number; readonly max: number };
  readonly unaligned: boolean;
  readonly unmapped: ast.Unmapped | null;
  readonly registers: readonly CheckedRegister[];
}

/** Bits by what a guest's write does to them; numbers are unsigned 32-bit masks. */
export interface WriteMasks {
  readonly rw: number;
  readonly w1c: number;
  readonly w1s: number;
  readonly w0c: number;
  readonly w0s: number;
  readonly w1t: number;
}

/** A register, or an array of them: one node, never unrolled. */
export interface CheckedRegister {
  /** In the generated class; the name as written stands in `node`. */
  readonly name: string;
  readonly node: ast.Register;
  /** Bytes from the start of the bank; an element follows the one before by `stride`. */
  readonly offset: number;
  readonly count: number | null;
  readonly stride: number;
  /** Its first word, counted from the bank's; two that share an offset share it. */
  readonly word: number;
  readonly direction: "both" | "read" | "write";
  /** It has no word: its hooks are all there is. */
  readonly volatile: boolean;
  /** Values of a constant register, one an element. */
  readonly constants: readonly number[] | null;
  /** What it is computed from, and the names of the registers in it. */
  readonly computed: {
    readonly value: ast.Expression;
    readonly low: number;
    readonly operands: readonly string[];
  } | null;
  readonly reset: number;
  readonly masks: WriteMasks;
  /** Bits that reading clears or sets. */
  readonly rc: number;
  readonly rs: number;
  /** Effects of a write on other registers. */
  readonly effects: readonly WriteEffect[];
  readonly fields: readonly CheckedField[];
  readonly hooks: { readonly read: string | null; readonly write: string | null; readonly change: string | null };
}

/** Writing `mask` here changes bits of another register; `shift` moves them to where they are there (left if positive). */
export interface WriteEffect {
  readonly access: ast.Access;
  readonly mask: number;
  readonly shift: number;
  readonly target: string;
}

/** Some bits of a register. */
export interface CheckedField {
  /** In the generated class: register and field. */
  readonly name: string;
  readonly node: ast.Field;
  readonly high: number;
  readonly low: number;
}
