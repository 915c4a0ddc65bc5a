import { CompletionItemKind, type CompletionItem } from "vscode-languageserver/node";
import { type BoundFile, type TypeEntity } from "qdl";
import { type Declaration, type Meaning } from "../names/declaration.ts";
import { entityDeclaration, memberDeclaration } from "../names/scope.ts";
import { docOf, signatureOf } from "../show/signature.ts";

const kinds: Readonly<Record<Meaning, CompletionItemKind>> = {
  type: CompletionItemKind.Class,
  enum: CompletionItemKind.Enum,
  "enum value": CompletionItemKind.EnumMember,
  constant: CompletionItemKind.Constant,
  member: CompletionItemKind.Property,
  line: CompletionItemKind.Event,
  register: CompletionItemKind.Field,
  field: CompletionItemKind.Field,
  parameter: CompletionItemKind.Variable,
  variable: CompletionItemKind.Variable,
  hook: CompletionItemKind.Method,
};

/** A name that can be written, with what it stands for. */
export function itemOf(name: string, of: Declaration): CompletionItem {
  const doc = docOf(of);
  return {
    label: name,
    kind: kinds[of.meaning],
    detail: signatureOf(of),
    ...(doc !== undefined && { documentation: { kind: "markdown", value: doc } }),
  };
}

/** A word of the language. */
export function wordItem(label: string): CompletionItem {
  return { label, kind: CompletionItemKind.Keyword };
}

/** The members of a type that can be named, but for those that do not fit. */
export function membersOf(
  type: TypeEntity,
  fits: (declaration: Declaration) => boolean = () => true,
): CompletionItem[] {
  return [...type.members].flatMap(([name, member]) => {
    const of = memberDeclaration(member);
    return !name.includes(".") && fits(of) ? [itemOf(name, of)] : [];
  });
}

/** The names of a file that fit. */
export function namesOf(file: BoundFile, fits: (declaration: Declaration) => boolean): CompletionItem[] {
  return [...file.names].flatMap(([name, entity]) => {
    const of = entityDeclaration(entity);
    return of && fits(of) ? [itemOf(name, of)] : [];
  });
}

/** The kinds of numbers and texts that a property, a method or a piece of state can have. */
export function valueTypes(withText: boolean): CompletionItem[] {
  const words = "u8 u16 u32 u64 i8 i16 i32 i64 bool".split(" ");
  return [...words, ...(withText ? ["size", "string"] : [])].map((label) => ({
    label,
    kind: CompletionItemKind.TypeParameter,
  }));
}
