import { type Reader } from "./reader.ts";
import { type Type, type Variable } from "./syntax.ts";

const keywords: ReadonlySet<string> = new Set(
  "void null number bigint string boolean never const undefined".split(" "),
);

/** A type. */
export function readType(reader: Reader): Type {
  const types = [readOne(reader)];
  while (reader.takes("| ")) types.push(readOne(reader));
  return types.length === 1 ? types[0]! : { kind: "union", types };
}

/** The types between `<` and `>`, the first of which has been taken. */
export function readTypes(reader: Reader): Type[] {
  return reader.list(">", () => readType(reader));
}

/** `name: type`, or only a name. */
export function readVariable(reader: Reader, name: string): Variable {
  return { name, type: reader.takes(":") ? readType(reader) : null };
}

function readOne(reader: Reader): Type {
  if (reader.takes("readonly ")) return { kind: "readonly", of: readOne(reader) };
  let type = readPrimary(reader);
  while (reader.touches("[")) {
    reader.needs("[");
    if (reader.takes("]")) type = { kind: "list", of: type };
    else {
      type = { kind: "of", of: type, by: readType(reader) };
      reader.needs("]");
    }
  }
  return type;
}

function readPrimary(reader: Reader): Type {
  if (reader.sees('"') || reader.sees("'"))
    return { kind: "string-type", text: reader.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y)! };
  if (reader.takes("(typeof ")) {
    const name = reader.name();
    reader.needs(")");
    return { kind: "typeof", name, parenthesised: true };
  }
  if (reader.takes("{")) {
    const members: Variable[] = [];
    while (!reader.takes("}")) {
      const name = `${reader.takes("readonly ") ? "readonly " : ""}${reader.name()}`;
      members.push(readVariable(reader, name));
      reader.takes(";");
    }
    return { kind: "record", members };
  }
  const name = reader.name();
  if (/^\d/.test(name) || keywords.has(name)) return { kind: "keyword", text: name };
  const types = reader.touches("<") && reader.takes("<") ? readTypes(reader) : null;
  return { kind: "reference", name, types };
}
