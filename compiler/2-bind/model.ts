import type * as ast from "../1-parse/ast.ts";
import { type SourceFile, type Span } from "../source.ts";

/** A file with the names that it declares and imports; `names` is what its own text may say. */
export interface BoundFile {
  readonly source: SourceFile;
  readonly tree: ast.File;
  /** Whether it is the built-in `qdl:core`, whose types the runtime brings along. */
  readonly core: boolean;
  /** Of a file of an installed package: what modules import to get its classes. Null where a module is generated, and of `qdl:core`. */
  readonly module: string | null;
  readonly declared: ReadonlyMap<string, Entity>;
  readonly names: ReadonlyMap<string, Entity>;
  /** The files that it imports, in the order of its text. */
  readonly imports: readonly { readonly node: ast.Import; readonly file: BoundFile }[];
}

/** What a name of a file can stand for. */
export type Entity = TypeEntity | EnumEntity | ConstEntity | BrokenEntity;

/** A declared type. `base` and `members` are complete once binding is over. */
export interface TypeEntity {
  readonly kind: "type";
  readonly name: string;
  readonly file: BoundFile;
  readonly node: ast.TypeDeclaration;
  readonly base: TypeEntity | null;
  /** Own and inherited members that have a name, nearest declaration first served. */
  readonly members: ReadonlyMap<string, MemberEntity>;
  /** The interfaces that `implements` names here; what is none was reported. */
  readonly interfaces: readonly TypeEntity[];
  /** The kind of bus that `sits on` names here; null where there is none, or it was reported. */
  readonly sits: TypeEntity | null;
  /** What a member of a family says for itself; null for every other type. Its `node` is the family's, with that filled in. */
  readonly variant: ast.VariantDeclaration | null;
  /** Whether it is a family: its members choose constants or types, so that each is laid out by itself, and it is not. */
  readonly family: boolean;
  /** The types that `variant type` names stand for: those that a member chose, or, in the family itself, what all are. */
  readonly chosen: ReadonlyMap<string, TypeEntity | null>;
}

/** A named member of a type, with the type that declares it. */
export interface MemberEntity {
  readonly name: string;
  readonly owner: TypeEntity;
  readonly node: NamedMember;
  /** The type that a child, a relation or a bus names; null where there is none, or it was reported. */
  readonly type: TypeEntity | null;
  /** The member that it is a part of: the container around a `sub`, the gate of a line. Its key in `members` is `container.name`. */
  readonly inside: MemberEntity | null;
  /** The conditions of the `when` blocks around it, outermost first. */
  readonly conditions: readonly ast.Expression[];
}

/** A member that other members can refer to by name. */
export type NamedMember = Extract<ast.Member, { readonly name: ast.Name }> | ast.StateField;

/** A declared enumeration. */
export interface EnumEntity {
  readonly kind: "enum";
  readonly name: string;
  readonly file: BoundFile;
  readonly node: ast.EnumDeclaration;
}

/** A constant of a file. */
export interface ConstEntity {
  readonly kind: "const";
  readonly name: string;
  readonly file: BoundFile;
  readonly node: ast.Const;
}

/** A name whose declaration could not be read, or is missing, and was reported: its uses are not reported again. */
export interface BrokenEntity {
  readonly kind: "broken";
  readonly name: string;
  readonly file: BoundFile;
  readonly node: { readonly name?: ast.Name };
}

/** All files of a project: those that were asked for first, then what they import. */
export interface Model {
  readonly files: readonly BoundFile[];
}

/** Whether a file is one of the project's own, for which modules are generated. */
export function isOwn({ core, module }: BoundFile): boolean {
  return !core && module === null;
}

/** The place of a node of a file. */
export function spanOf(file: BoundFile, node: { readonly start: number; readonly end: number }): Span {
  // A block that the text leaves open is closed behind its end; reports end where the text does.
  const { length } = file.source.text;
  return { file: file.source, start: Math.min(node.start, length), end: Math.min(node.end, length) };
}

/** Whether `type` is `ancestor`, extends it, or implements it. */
export function isA(type: TypeEntity, ancestor: TypeEntity): boolean {
  for (let at: TypeEntity | null = type; at; at = at.base)
    if (at === ancestor || at.interfaces.some((one) => isA(one, ancestor))) return true;
  return false;
}

/** What must be there before the class of a type can be made: what it extends and implements, and the bus on which it sits. */
export function madeAfter({ base, interfaces, sits }: TypeEntity): readonly TypeEntity[] {
  return [...(base ? [base] : []), ...interfaces, ...(sits ? [sits] : [])];
}

/** The kind of bus on which devices of a type sit, by its own word or an ancestor's; null if they sit on none. */
export function sitsOn(type: TypeEntity): TypeEntity | null {
  for (let at: TypeEntity | null = type; at; at = at.base) if (at.sits) return at.sits;
  return null;
}
