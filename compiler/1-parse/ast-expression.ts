import { type Name, type Node } from "./ast-base.ts";

/** What a number counts: `value` is in bytes, Hz or ns for the last three. */
export type Unit = "plain" | "size" | "frequency" | "time";

/** `0x1000`, `0b101`, `1_000`, `4K` (K = 1024, M = 1024 K, G = 1024 M), `50MHz` (M = 1000000), `10ns`. */
export interface NumberLiteral extends Node {
  readonly kind: "number";
  /** As written. */
  readonly raw: string;
  /** In the base unit; always below 2^64. */
  readonly value: bigint;
  readonly unit: Unit;
}

/** `"text"`; `value` is without quotes, escapes resolved. */
export interface StringLiteral extends Node {
  readonly kind: "string";
  readonly value: string;
}

/** `true` or `false`. */
export interface BoolLiteral extends Node {
  readonly kind: "bool";
  readonly value: boolean;
}

/** `[a, b, c]` */
export interface ArrayLiteral extends Node {
  readonly kind: "array";
  readonly items: readonly Expression[];
}

/** `uart[i].intr.ALL`, `self.intx`, `intr[0..3]`; a single name is a path without steps. */
export interface Path extends Node {
  readonly kind: "path";
  readonly root: Name;
  readonly steps: readonly Step[];
}

/** One step of a path. The bounds of a slice are both included. */
export type Step =
  | (Node & { readonly kind: "member"; readonly name: Name })
  | (Node & { readonly kind: "index"; readonly index: Expression })
  | (Node & { readonly kind: "slice"; readonly range: Range });

/** `min(a, b)`: a built-in function. */
export interface Call extends Node {
  readonly kind: "call";
  readonly function: Name;
  readonly arguments: readonly Expression[];
}

/** `!a`, `-a`, `~a` */
export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: "!" | "-" | "~";
  readonly operand: Expression;
}

/**
 * The operators of two operands, strongest first:
 * `* / %`, `+ -`, `<< >>`, `&`, `^`, `|`, `== != < <= > >=`, `&&`, `||`; all associate to the left.
 */
export type BinaryOperator =
  "*" | "/" | "%" | "+" | "-" | "<<" | ">>" | "&" | "^" | "|" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||";

/** `left operator right`; a parenthesised expression is the expression inside, with the offsets of what is inside. */
export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `condition ? then : otherwise` */
export interface Conditional extends Node {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** What has a value. */
export type Expression =
  NumberLiteral | StringLiteral | BoolLiteral | ArrayLiteral | Path | Call | Unary | Binary | Conditional;

/** `from..to`; whether `to` is included depends on where it stands: included everywhere but in `for i in a..b`. */
export interface Range extends Node {
  readonly kind: "range";
  readonly from: Expression;
  readonly to: Expression;
}

/** A type by name; `u16[16]` has a count. */
export interface TypeRef extends Node {
  readonly kind: "type-ref";
  readonly name: Name;
  /** `[n]`, or `[]` for any number: many of them. */
  readonly list: boolean;
  readonly count?: Expression;
}
