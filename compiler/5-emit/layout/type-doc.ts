import { type Doc, group, ifBroken, indent, join, line, softline } from "./doc.ts";
import { type Type, type Variable } from "./syntax.ts";

/** A type, as it may be broken. */
export function typeDoc(type: Type): Doc {
  switch (type.kind) {
    case "keyword":
    case "string-type":
      return type.text;
    case "typeof":
      return type.parenthesised ? `(typeof ${type.name})` : `typeof ${type.name}`;
    case "reference":
      return type.types ? [type.name, typesDoc(type.types)] : type.name;
    case "list":
      return [typeDoc(type.of), "[]"];
    case "readonly":
      return ["readonly ", typeDoc(type.of)];
    case "of":
      return [typeDoc(type.of), "[", typeDoc(type.by), "]"];
    case "union":
      return unionDoc(type.types);
    case "record":
      return recordDoc(type.members);
  }
}

/** Arguments of a type; a single plain one stays where it is. */
export function typesDoc(types: readonly Type[]): Doc {
  const docs = types.map(typeDoc);
  if (docs.length === 1 && staysInside(types[0]!)) return ["<", ...docs, ">"];
  return group("<", indent(softline, ...join([",", line], docs)), softline, ">");
}

function staysInside(type: Type): boolean {
  if (type.kind === "union") return isNullable(type.types);
  return type.kind === "keyword" || type.kind === "record" || (type.kind === "reference" && type.types === null);
}

/** Whether a union is one type and nothing beside it but `null`. */
function isNullable(types: readonly Type[]): boolean {
  const one = types.find(({ kind }) => kind === "reference" || kind === "record");
  return one !== undefined && types.every((type) => type === one || (type.kind === "keyword" && isNothing(type.text)));
}

function isNothing(text: string): boolean {
  return text === "null" || text === "void";
}

function unionDoc(types: readonly Type[]): Doc {
  const docs = types.map(typeDoc);
  if (isNullable(types)) return join(" | ", docs);
  const all = docs.map((doc, at) => [at === 0 ? ifBroken("| ") : [line, "| "], indent(doc)]);
  return group(indent(softline, group(...all)));
}

function recordDoc(members: readonly Variable[]): Doc {
  return group("{", indent(line, ...join([";", line], members.map(variableDoc))), ifBroken(";"), line, "}");
}

/** `name: type` */
export function variableDoc({ name, type }: Variable): Doc {
  return type ? [name, ": ", typeDoc(type)] : name;
}
