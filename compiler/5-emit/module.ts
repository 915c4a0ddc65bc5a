import { type CheckedEnum, type CheckedFile } from "../3-check/index.ts";
import { moduleNames } from "../3-check/module-names.ts";
import { writeType } from "./class.ts";
import { openObject } from "./code.ts";
import { type Context, lineStartsOf, origin } from "./context.ts";
import { generatedHeader } from "./header.ts";
import { Imports } from "./imports.ts";
import { isUneven } from "./layout/index.ts";
import { integer, text } from "./literal.ts";
import { type Module, originsOf } from "./source-map.ts";
import { Writer } from "./writer.ts";

/** The module of one definition file. `sources` is the way from the output folder to the project root. */
export function writeModule(file: CheckedFile, sources: string): Pick<Module, "text" | "origins"> {
  const body = new Writer(hasUneven(file));
  const imports = new Imports([...file.file.declared.keys(), ...exportedNames(file)]);
  const lineStarts = lineStartsOf(file.file.source.text);
  const context: Context = { file, writer: body, imports, sources, lineStarts };
  for (const one of file.enums) writeEnum(one, context);
  for (const type of file.types) writeType({ ...context, type, tables: new Map() });
  const head = new Writer();
  imports.write(head);
  if (body.length === 0) return { text: generatedHeader(file.file.source.name), origins: () => [] };
  const text = `${generatedHeader(file.file.source.name)}${head.toString()}${body.toString()}`;
  const [before, marks] = [1 + head.length, body.marks];
  return { text, origins: () => originsOf(text, before, marks) };
}

/** What the module declares for others beside what is declared in the definition. */
function exportedNames(file: CheckedFile): string[] {
  return moduleNames(file).flatMap(({ name }) => (/^[A-Z]/.test(name) ? [name] : []));
}

/** Whether a text of the definition, or of one that a name of it comes from, has characters that do not take one column each. */
function hasUneven({ file }: CheckedFile): boolean {
  return [file, ...file.imports.map((one) => one.file)].some(({ source }) => isUneven(source.text));
}

function writeEnum({ entity, numbers }: CheckedEnum, context: Context): void {
  const { writer } = context;
  const { name, node } = entity;
  const values = node.values.map((value) => text(value.name.text));
  writer.line();
  writer.doc(node.doc);
  origin(context, node);
  writer.line(`export type ${name} = (typeof ${name}Values)[number];`);
  writer.line();
  writer.comment(`/** The values of \`${name}\`. */`);
  writer.line(`export const ${name}Values = [${values.join(", ")}] as const;`);
  if (!node.values.some((value) => value.value)) return;
  writer.line();
  writer.comment(`/** The numbers of the values of \`${name}\`. */`);
  const entries = [...numbers].map(([value, number]) => [value, integer(number)] as const);
  writer.code(`export const ${name}Numbers = ${openObject(...entries)} as const;`);
}
