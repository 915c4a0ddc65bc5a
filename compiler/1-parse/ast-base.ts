import { type Expression, type TypeRef } from "./ast-expression.ts";
import { type Broken, type Const, type Member, type Setting } from "./ast.ts";

/** What every node has: its place, in UTF-16 offsets of the whole file. */
export interface Node {
  readonly start: number;
  readonly end: number;
}

/** A node that `///` comments can stand before. */
export interface Documented extends Node {
  /** The text of the doc comment without slashes, lines joined by `\n`. */
  readonly doc?: string;
}

/** A name as written: one identifier. */
export interface Name extends Node {
  readonly kind: "name";
  readonly text: string;
}

/** `abstract soc Tiny : Device implements A, B { members }` */
export interface TypeDeclaration extends Documented {
  readonly kind: "type";
  readonly form: "device" | "soc" | "machine" | "object" | "bus" | "interface";
  readonly abstract: boolean;
  readonly name: Name;
  readonly base?: TypeRef;
  readonly implements: readonly TypeRef[];
  readonly members: readonly Member[];
}

/** `enum Name { a, b = 3 }` */
export interface EnumDeclaration extends Documented {
  readonly kind: "enum";
  readonly name: Name;
  readonly values: readonly EnumValue[];
}

/** One value of an enum; without `value` it is one more than the value before, the first is 0. */
export interface EnumValue extends Documented {
  readonly kind: "enum-value";
  readonly name: Name;
  readonly value?: Expression;
}

/** `variant TinyA of Tiny "tiny-a" { UARTS = 1; Core = CortexM0; }` */
export interface VariantDeclaration extends Documented {
  readonly kind: "variant";
  readonly name: Name;
  readonly of: TypeRef;
  /** The type's name at run time, without quotes. */
  readonly typename?: string;
  readonly settings: readonly Setting[];
}

/** What a file declares. */
export type Declaration = TypeDeclaration | EnumDeclaration | VariantDeclaration | Const | Broken;

/** What every member of a type has. */
export interface MemberBase extends Documented {
  /** Replaces an inherited member of the same name. */
  readonly override: boolean;
}
