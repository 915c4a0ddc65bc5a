import { type CheckedFile, type CheckedType } from "../3-check/index.ts";
import { type BoundFile, type EnumEntity, type TypeEntity } from "../2-bind/model.ts";
import { type Place } from "../source.ts";
import { type Tables } from "./constants.ts";
import { type Imports } from "./imports.ts";
import { type Writer } from "./writer.ts";

/** Where generated code finds the runtime. */
export const runtime = "@qdl/runtime";

/** What everything that writes a module shares. */
export interface Context {
  readonly file: CheckedFile;
  readonly writer: Writer;
  readonly imports: Imports;
  /** The way from the module to the folder of definitions, with `/`. */
  readonly sources: string;
  /** The first offset of every line of the definition file. */
  readonly lineStarts: readonly number[];
}

/** What writes one class shares. */
export interface ClassContext extends Context {
  readonly type: CheckedType;
  readonly tables: Tables;
}

/** The class of a type, imported where it is another module's; `value` if the code needs it when it runs. */
export function className(entity: TypeEntity, { file, imports }: Context, value: boolean): string {
  const name = entity.file.core && entity.name === "Object" ? "QomObject" : entity.name;
  if (entity.file === file.file) return name;
  const from = entity.file.core ? runtime : modulePath(file.file, entity.file);
  return value ? imports.value(name, from) : imports.type(name, from);
}

/** The type of an enum, imported where it is another module's. */
export function enumType(entity: EnumEntity, { file, imports }: Context): string {
  if (entity.file === file.file) return entity.name;
  if (entity.file.core) return imports.type(coreEnum(entity), runtime);
  return imports.type(entity.name, modulePath(file.file, entity.file));
}

/** What the runtime calls an enum of `qdl:core`: `on_off_auto` is `OnOffAuto`. */
function coreEnum({ name }: EnumEntity): string {
  return name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The list of an enum's values, imported where it is another module's. */
export function enumValues(entity: EnumEntity, { file, imports }: Context): string {
  if (entity.file.core) return imports.value(`${coreEnum(entity)}Values`, runtime);
  const name = `${entity.name}Values`;
  return entity.file === file.file ? name : imports.value(name, modulePath(file.file, entity.file));
}

/** A function or class of the runtime. */
export function fromRuntime({ imports }: Context, name: string): string {
  return imports.value(name, runtime);
}

/** The way from one module to another; those of a package have a name. */
function modulePath(from: BoundFile, to: BoundFile): string {
  return to.module ?? relativePath(from.source.name, to.source.name.replace(/\.qdl$/, ".ts"));
}

/** The way from a file to another, both relative to one folder, as imports write it; `to` may lead out of the folder. */
export function relativePath(from: string, to: string): string {
  const here = from.split("/").slice(0, -1);
  const there = to.split("/").filter((part) => part !== ".");
  let same = 0;
  while (same < here.length && same < there.length - 1 && here[same] === there[same]) same++;
  const up = "../".repeat(here.length - same);
  const way = `${up}${there.slice(same).join("/")}`;
  return way.startsWith("../") ? way : `./${way}`;
}

/** A comment that says from where something comes: `// arm/pl011.qdl:12`; what follows comes from there. */
export function origin(context: Context, node: Origins): void {
  const { source } = context.file.file;
  const place = trace(context, node);
  context.writer.comment(`// ${source.name}:${place.line}`);
}

/** A node of the definition, with its name if it has one. */
interface Origins {
  readonly start: number;
  readonly name?: { readonly start: number } | null;
}

/** Notes for the source map that what follows comes from a node: from its name, if it has one. */
export function trace({ writer, lineStarts }: Context, node: Origins): Place {
  const start = node.name?.start ?? node.start;
  const line = lineOf(lineStarts, node.start);
  const named = lineOf(lineStarts, start);
  writer.mark({ line: named, column: start - lineStarts[named - 1]! + 1 });
  return { line, column: 1 };
}

/** Offsets at which lines begin. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
