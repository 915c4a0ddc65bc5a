import { type CheckedFile } from "../3-check/index.ts";
import { writeType } from "./class.ts";
import { type Context, lineStartsOf, origin } from "./context.ts";
import { Imports } from "./imports.ts";
import { text } from "./literal.ts";
import { Writer } from "./writer.ts";

/** The module of one definition file, without the line that says what generated it. `sources` is the way from the output folder to the project root. */
export function writeModule(file: CheckedFile, sources: string): string {
  const body = new Writer();
  const imports = new Imports(file.file.declared.keys());
  const lineStarts = lineStartsOf(file.file.source.text);
  const context: Context = { file, writer: body, imports, sources, lineStarts };
  for (const entity of file.enums) writeEnum(entity, context);
  for (const type of file.types) writeType({ ...context, type });
  const head = new Writer();
  imports.write(head);
  return `${head.toString()}${body.toString()}`;
}

function writeEnum(entity: CheckedFile["enums"][number], context: Context): void {
  const { writer } = context;
  const { name, node } = entity;
  const values = node.values.map((value) => text(value.name.text));
  writer.line();
  writer.doc(node.doc);
  origin(context, node);
  writer.line(`export type ${name} = (typeof ${name}Values)[number];`);
  writer.line();
  writer.line(`/** The values of \`${name}\`. */`);
  writer.list(`export const ${name}Values = [`, values, "] as const;");
}
