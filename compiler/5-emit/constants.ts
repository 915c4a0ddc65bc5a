import type * as ast from "../1-parse/ast.ts";
import { type BoundFile, type TypeEntity } from "../2-bind/model.ts";
import { constantValue } from "../3-check/evaluate.ts";
import { capital, memberName } from "../3-check/names.ts";
import { type Value } from "../3-check/value.ts";
import { Log } from "../diagnostics/log.ts";
import { placeOf } from "../source.ts";
import { type ClassContext, enumType, origin } from "./context.ts";
import { printExpression } from "./expression.ts";
import { integer, text } from "./literal.ts";

/** A constant, and where what it is in terms of means something. */
export interface Constant {
  readonly node: ast.Const;
  readonly file: BoundFile;
  readonly type: TypeEntity | null;
}

/** Constants from which the code of a type picks elements, by their names in the module. */
export type Tables = Map<ast.Const, Table>;

interface Table {
  readonly name: string;
  readonly of: Constant;
}

/** A constant as code: its value, whatever it is in terms of. */
export function printConstant(constant: Constant): string {
  return printAs(constant.node.value, valueOf(constant));
}

/** An element of a constant: its value where the index is a number, else `table[index]!`, a constant of the module. */
export function printElement(constant: Constant, index: string, context: ClassContext): string {
  if (/^\d+$/.test(index)) return itemsOf(constant)[Number(index)]!;
  const { tables, imports, type } = context;
  const { node } = constant;
  const { name } = type.entity;
  const own = `${name[0]!.toLowerCase()}${name.slice(1)}${capital(memberName(node.name.text).replace(/_$/, ""))}`;
  const table = tables.get(node) ?? { name: imports.reserve(own), of: constant };
  tables.set(node, table);
  return `${table.name}[${index}]!`;
}

/** The lists from which the code above picks elements. */
export function writeTables(context: ClassContext): void {
  const { tables, writer } = context;
  for (const [node, { name, of }] of tables) {
    const value = valueOf(of);
    const [first] = value.kind === "list" ? value.items : [];
    const type = first?.kind === "enum" ? `: readonly ${enumType(first.of, context)}[]` : "";
    writer.line();
    writer.doc(node.doc);
    writeOrigin(of, context);
    writer.line(`const ${name}${type} = [${itemsOf(of).join(", ")}];`);
  }
}

/** From where a constant comes, which may be a file that this one imports. */
function writeOrigin({ node, file }: Constant, context: ClassContext): void {
  if (file === context.file.file) return void origin(context, node);
  context.writer.mark(null);
  context.writer.comment(`// ${file.source.name}:${placeOf(file.source.text, node.start).line}`);
}

function itemsOf(constant: Constant): readonly string[] {
  const value = valueOf(constant);
  const { value: written } = constant.node;
  if (value.kind !== "list") return [];
  return value.items.map((item, at) => printAs(written.kind === "array" ? written.items[at] : undefined, item));
}

/** A number in hexadecimal where it is written so. */
function printAs(written: ast.Expression | undefined, value: Value): string {
  return written?.kind === "number" ? printExpression(written, () => "") : printValue(value);
}

function valueOf({ node, file, type }: Constant): Value {
  const constants = { values: new Map(), depth: 0 };
  return constantValue(node, { file, type, log: new Log(), locals: new Map(), constants });
}

function printValue(value: Value): string {
  switch (value.kind) {
    case "int":
      return integer(value.min);
    case "string":
    case "enum":
      return text(value.value ?? "");
    case "bool":
      return String(value.value);
    case "list":
      return `[${value.items.map(printValue).join(", ")}]`;
    default:
      return "undefined";
  }
}
