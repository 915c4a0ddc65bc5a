import type * as ast from "../1-parse/ast.ts";

/** A bank of registers as words of its device's storage. */
export interface CheckedBank {
  readonly name: string;
  readonly node: ast.Bank;
  /** Bytes of the region that shows it. */
  readonly size: number;
  /** First word in the device's storage, and how many: one for each offset that a register has, then those of `once` fields. */
  readonly word: number;
  readonly words: number;
  /** Bytes of a register that does not say its own width; of the two words of a 64-bit register each has 4. */
  readonly unit: 1 | 2 | 4;
  readonly endian: "little" | "big";
  readonly access: { readonly min: number; readonly max: number };
  readonly impl: { readonly min: number; readonly max: number };
  readonly unaligned: boolean;
  readonly unmapped: ast.Unmapped | null;
  readonly registers: readonly CheckedRegister[];
}

/** Bits of a register by what a guest's write does to them. */
export interface WriteMasks {
  readonly rw: bigint;
  readonly w1c: bigint;
  readonly w1s: bigint;
  readonly w0c: bigint;
  readonly w0s: bigint;
  readonly w1t: bigint;
  readonly once: bigint;
}

/** Hooks of a register or a field. */
export interface AccessHooks {
  readonly read: string | null;
  readonly write: string | null;
  readonly change: string | null;
}

/** What some bits of a register are computed from. */
export interface ComputedPart {
  readonly value: ast.Expression;
  /** Whether that is a truth value, which shows as 1 or 0. */
  readonly truth: boolean;
  readonly low: number;
  readonly high: number;
}

/** Bits that a reset gives a value of which properties decide. */
export interface ResetPart {
  readonly value: ast.Expression;
  /** Where it lies; null for the whole register. */
  readonly field: CheckedField | null;
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
  /** 8 for a register of two words: the low ones of all elements come first, then the high ones. */
  readonly bytes: 1 | 2 | 4 | 8;
  /** Its first word, counted from the bank's; two that share an offset share it. */
  readonly word: number;
  /** First of the words that remember which `once` bits are written, counted from the bank's; null without such bits. */
  readonly locks: number | null;
  readonly direction: "both" | "read" | "write";
  /** It has no word: its hooks are all there is. */
  readonly volatile: boolean;
  /** Values of a constant register, one an element. */
  readonly constants: readonly bigint[] | null;
  /** What it is computed from, the names of the registers in that, and whether it has nothing else. */
  readonly computed: {
    readonly parts: readonly ComputedPart[];
    readonly operands: readonly string[];
    readonly whole: boolean;
  } | null;
  readonly reset: bigint;
  /** Reset values that depend on properties, over those of `reset`. */
  readonly resets: readonly ResetPart[];
  /** The bits that a reset changes; all if null. */
  readonly resetMask: bigint | null;
  readonly masks: WriteMasks;
  /** Bits that are written and never shown: they read as 0, unless a hook answers for the whole register. */
  readonly hidden: bigint;
  /** Bits that reading clears or sets. */
  readonly rc: bigint;
  readonly rs: bigint;
  /** Effects of a write on other registers. */
  readonly effects: readonly WriteEffect[];
  readonly fields: readonly CheckedField[];
  readonly hooks: AccessHooks;
}

/** Writing `mask` here changes bits of another register; `shift` moves them to where they are there (left if positive). */
export interface WriteEffect {
  readonly access: ast.Access;
  readonly mask: number;
  readonly shift: number;
  readonly target: string;
}

/** Some bits of a register, or an array of such: `high` and `low` are those of its first element. */
export interface CheckedField {
  /** In the generated class: register and field. */
  readonly name: string;
  readonly node: ast.Field;
  readonly high: number;
  readonly low: number;
  readonly count: number | null;
  /** Bits from one element to the next; negative where they go down. */
  readonly stride: number;
  /** Its bits, with all its elements. */
  readonly mask: bigint;
  readonly hooks: AccessHooks;
}
