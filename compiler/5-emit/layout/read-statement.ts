import { readEntry, readExpression } from "./read-expression.ts";
import { readType, readVariable } from "./read-type.ts";
import { type Reader } from "./reader.ts";
import { type Declaration, type Statement, type Type } from "./syntax.ts";

const words = /(?:(?:export|static|override|readonly|declare|abstract|get|set|function|const|let) )+(?=[#\w])/y;

/** A statement, a member, or the head of one: what stands for itself in a module. */
export function readStatement(reader: Reader): Statement {
  reader.sees("");
  if (reader.takes("import ")) return readImport(reader);
  if (reader.takes("export type ")) return readAlias(reader);
  const heritage = reader.match(/export (?:abstract )?(?:class|interface) \w+/y);
  if (heritage !== null) return readHeritage(reader, heritage);
  if (reader.takes("if (")) return readIf(reader);
  if (reader.takes("for (")) return readFor(reader);
  if (reader.takes("return ")) return readSimple(reader, "return");
  const before = reader.match(words) ?? "";
  if (before !== "" || reader.touches("#")) return readMember(reader, before);
  if (reader.text.endsWith(",")) return readItem(reader);
  const member = /[\w$]+(?:!?: |\()/y;
  member.lastIndex = reader.at;
  const found = member.exec(reader.text)?.[0] ?? "";
  const isMember = found.endsWith(": ") || (found.endsWith("(") && reader.afterParentheses(/(?:: | \{$)/y));
  return isMember ? readMember(reader, "") : readSimple(reader, "expression");
}

function readSimple(reader: Reader, kind: "expression" | "return"): Statement {
  const value = readExpression(reader);
  reader.needs(";");
  return { kind, value };
}

/** An entry of an object, or an item of a list, on a line of its own. */
function readItem(reader: Reader): Statement {
  const key = /[\w$]+: /y;
  key.lastIndex = reader.at;
  const item: Statement = key.test(reader.text) ? readEntry(reader) : { kind: "item", value: readExpression(reader) };
  reader.needs(",");
  return item;
}

function readImport(reader: Reader): Statement {
  const head = reader.takes("type ") ? "import type " : "import ";
  reader.needs("{");
  const names = reader.list("}", () => {
    reader.sees("");
    return reader.match(/[^,}]*[^,} ]/y)!;
  });
  reader.needs("from ");
  const from = reader.text.slice(reader.at, reader.text.lastIndexOf(";"));
  reader.at = reader.text.length;
  return { kind: "import", head, names, from };
}

function readAlias(reader: Reader): Statement {
  const name = reader.name();
  reader.needs("=");
  const type = readType(reader);
  reader.needs(";");
  return { kind: "alias", name: `export type ${name}`, type };
}

function readHeritage(reader: Reader, head: string): Statement {
  const base = reader.takes("extends ") ? reader.name() : null;
  const others: string[] = [];
  if (reader.takes("implements "))
    do others.push(reader.name());
    while (reader.takes(","));
  reader.needs("{");
  return { kind: "heritage", head, base, others };
}

/** A field, a variable, a method or a function; all that stands before the name is kept as it is. */
function readMember(reader: Reader, before: string): Statement {
  const name = `${before}${reader.name()}`;
  if (reader.takes("(")) {
    const parameters = reader.list(")", () => readVariable(reader, reader.name()));
    const result: Type | null = reader.takes(":") ? readType(reader) : null;
    const end = reader.takes("{") ? " {" : ";";
    if (end === ";") reader.needs(";");
    return { kind: "signature", name, parameters, result, end };
  }
  const kind = /\b(?:const|let) /.test(before) ? "variable" : "field";
  const declared = readDeclared(reader, kind, reader.takes("!") ? `${name}!` : name);
  reader.needs(";");
  return declared;
}

function readDeclared(reader: Reader, kind: Declaration["kind"], name: string): Declaration {
  const variable = readVariable(reader, name);
  return { kind, ...variable, value: reader.takes("= ") ? readExpression(reader) : null };
}

function readIf(reader: Reader): Statement {
  const test = readExpression(reader);
  reader.needs(")");
  return { kind: "if", test, body: readBody(reader) };
}

/** A statement, or the statements of a block; null if only the block's beginning is there. */
function readBody(reader: Reader): Statement | readonly Statement[] | null {
  if (!reader.takes("{")) return readStatement(reader);
  if (reader.at === reader.text.length) return null;
  const body: Statement[] = [];
  while (!reader.takes("}")) body.push(readStatement(reader));
  return body;
}

function readFor(reader: Reader): Statement {
  if (reader.takes("const ")) {
    const names = reader.takes("[") ? reader.list("]", () => reader.name()) : [reader.name()];
    reader.needs("of ");
    const list = readExpression(reader);
    reader.needs(")");
    return { kind: "for-of", names, list, body: readBody(reader) as Statement | null };
  }
  reader.needs("let ");
  const from = readDeclared(reader, "variable", `let ${reader.name()}`);
  reader.needs(";");
  const test = readExpression(reader);
  reader.needs(";");
  const step = `${reader.name()}++`;
  reader.needs("++");
  reader.needs(")");
  return { kind: "for", from, test, step, body: readBody(reader) };
}
