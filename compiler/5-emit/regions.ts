import type * as ast from "../1-parse/ast.ts";
import { type CheckedOps, type CheckedRegion, type CheckedSpace, type Phase } from "../3-check/index.ts";
import { indexName } from "../3-check/variables.ts";
import { capital } from "../3-check/names.ts";
import { bankName } from "./bank-table.ts";
import { writeWhen } from "./children.ts";
import { arrow, call, type Field, object, openObject } from "./code.ts";
import { type ClassContext, fromRuntime, origin, runtime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { importHooks } from "./hooks.ts";
import { hex, text } from "./literal.ts";
import { namingIn, printTarget } from "./target.ts";

/** Makes the address spaces of a phase: each shows a region, or a container of its own that is as large as its addresses reach. */
export function writeSpaces(phase: Phase, rooted: boolean, context: ClassContext): void {
  for (const space of context.type.spaces) {
    if (space.phase !== phase || (space.root !== null) !== rooted) continue;
    writeWhen(space, context, () => writeSpace(space, context));
  }
}

function writeSpace({ name, node, bits, root, phase }: CheckedSpace, context: ClassContext): void {
  const size = printSize(1n << BigInt(bits));
  const shown = root ? printTarget(root, context, new Set()) : object(["size", size]);
  const info = object(["name", labelOf(node, context)], ["root", shown]);
  const code = call(fromRuntime(context, "addSpace"), "self", info);
  context.writer.code(`made.${name} = ${passing(phase, code, context)};`);
}

/** Makes the regions of a phase; those that show a child's when the children are there. */
export function writeRegions(phase: Phase, afterChildren: boolean, context: ClassContext): void {
  for (const region of context.type.regions) {
    if (region.phase !== phase || region.afterChildren !== afterChildren || showsRealized(region)) continue;
    writeWhen(region, context, () => writeRegion(region, context));
  }
}

/** Makes the regions that show what children have only once they are realized. */
export function writeRegionsOfRealized(context: ClassContext): void {
  for (const region of context.type.regions)
    if (showsRealized(region)) writeWhen(region, context, () => writeRegion(region, context));
}

/** Whether a region shows one that a child's realize makes. */
export function showsRealized({ target }: CheckedRegion): boolean {
  return target !== null && target.passing.length > 0;
}

/** Makes what stands for devices that the board has and the model does not. */
export function writeUnimplemented(phase: Phase, context: ClassContext): void {
  for (const part of context.type.unimplemented) {
    if (part.phase !== phase) continue;
    const size = printSize(part.size);
    const info = object(["name", labelOf(part.node, context)], ["size", size]);
    const code = call(fromRuntime(context, "addUnimplemented"), "self", info);
    writeWhen(part, context, () => context.writer.code(`made.${part.name} = ${passing(phase, code, context)};`));
  }
}

/** Bytes as code: beyond 2^53 numbers are not exact. */
function printSize(bytes: bigint): string {
  return bytes < 2n ** 53n ? hex(Number(bytes)) : `${bytes}n`;
}

/** What address maps call it, as code. */
function labelOf({ name, label }: Pick<ast.Region, "name" | "label">, context: ClassContext): string {
  return label ? printExpression(label, namingIn(context, new Set())) : text(name.text);
}

/** Something that is made now; where it is made at realize it goes with unrealize. */
function passing(phase: Phase, code: string, context: ClassContext): string {
  return phase === "realize" ? call(fromRuntime(context, "untilUnrealize"), "self", code) : code;
}

function writeRegion(region: CheckedRegion, context: ClassContext): void {
  const { name, node, phase } = region;
  const { writer } = context;
  const index = node.bound ? (node.bound.index?.text ?? "index") : null;
  const entries: Field[] = [
    ["kind", text(node.spec.form)],
    ["name", labelOf(node, context)],
    ...detailsOf(region, index, context),
  ];
  const code = passing(
    phase,
    call(fromRuntime(context, "addRegion"), ownerOf(region, context), openObject(...entries)),
    context,
  );
  if (index === null || !node.bound) writer.code(`made.${name} = ${code};`);
  else {
    const count = printExpression(node.bound.count, namingIn(context, new Set()));
    writer.code(`made.${name} = ${call("Array.from", `{ length: ${count} }`, arrow(`_, ${indexName(index)}`, code))};`);
  }
}

function ownerOf({ owner }: CheckedRegion, context: ClassContext): string {
  return owner === null || owner === "machine" ? "self" : printTarget(owner, context, new Set());
}

function detailsOf(region: CheckedRegion, index: string | null, context: ClassContext): Field[] {
  const { spec, own } = region.node;
  const loops = new Set(index === null ? [] : [index]);
  const naming = namingIn(context, loops);
  const bytes =
    (region.size !== null ? printSize(region.size) : null) ?? (spec.size ? printExpression(spec.size, naming) : null);
  const details: Field[] = bytes === null ? [] : [["size", bytes]];
  if (region.bank) details.push(["bank", bankName(region.bank, context.type.entity.name)]);
  if (region.ops) details.push(opsOf(region, region.ops, context));
  if (region.target) {
    const target = printTarget(region.target, context, loops);
    if (bytes === null) details.push(["size", `${target}.size`]);
    details.push(["target", target], ["offset", spec.offset ? printExpression(spec.offset, naming) : "0"]);
  }
  if (own) details.push(["own", "true"]);
  if (region.owner === "machine") details.push(["ofMachine", "true"]);
  for (const flag of ["reentrant", "readonly", "nonvolatile"] as const) if (spec[flag]) details.push([flag, "true"]);
  if (index !== null) details.push(["index", indexName(index)]);
  return details;
}

function opsOf(region: CheckedRegion, ops: CheckedOps, context: ClassContext): Field {
  if (region.node.spec.form === "iommu") return ["translate", translateName(region, context)];
  return ["ops", ops.access ? opsName(region, context) : `${importHooks(context)}.${ops.hook}`];
}

function opsName(region: CheckedRegion, { type }: ClassContext): string {
  return `${lowerFirst(type.entity.name)}${capital(region.name)}Ops`;
}

function translateName(region: CheckedRegion, { type }: ClassContext): string {
  return `translate${type.entity.name}${capital(region.name)}`;
}

function lowerFirst(name: string): string {
  return `${name[0]!.toLowerCase()}${name.slice(1)}`;
}

/** What answers regions with ops: constants of the module, whose hooks are looked up when they are called. */
export function writeOps(context: ClassContext): void {
  for (const region of context.type.regions) {
    if (!region.ops) continue;
    if (region.node.spec.form === "iommu") writeTranslate(region, region.ops, context);
    else if (region.ops.access) writeOpsTable(region, region.ops, context);
  }
}

function writeOpsTable(region: CheckedRegion, { hook, access }: CheckedOps, context: ClassContext): void {
  const { writer, type, imports } = context;
  const hooks = `${importHooks(context)}.${hook}`;
  const { endian, valid, impl, unaligned } = access!;
  const range = (sizes: { min: number; max: number } | null, also: boolean): string =>
    object(
      ...(sizes
        ? ([
            ["min", String(sizes.min)],
            ["max", String(sizes.max)],
          ] as [string, string][])
        : []),
      ...(also ? [["unaligned", "true"] as [string, string]] : []),
    );
  const entries: Field[] = [
    ["endianness", text(endian)],
    ...(valid || unaligned ? [["valid", range(valid, unaligned)] as Field] : []),
    ...(impl ? [["impl", range(impl, false)] as Field] : []),
    ["read", arrow("self, offset, access", call(`${hooks}.read`, "self", "offset", "access"))],
    ["write", arrow("self, offset, value, access", call(`${hooks}.write`, "self", "offset", "value", "access"))],
  ];
  writer.line();
  origin(context, region.node);
  const of = `${imports.type("RegionOps", runtime)}<${type.entity.name}>`;
  writer.code(`const ${opsName(region, context)}: ${of} = ${openObject(...entries)};`);
}

function writeTranslate(region: CheckedRegion, { hook }: CheckedOps, context: ClassContext): void {
  const { writer, type, imports } = context;
  const name = translateName(region, context);
  const object_ = imports.type("QomObject", runtime);
  const result = `${imports.type("Translation", runtime)} | null`;
  writer.line();
  origin(context, region.node);
  writer.block(`function ${name}(self: ${object_}, offset: number, write: boolean): ${result} {`, () =>
    writer.code(`return ${call(`${importHooks(context)}.${hook}`, `self as ${type.entity.name}`, "offset", "write")};`),
  );
}

/** The type of a region's field. */
export function regionType(node: ast.Region, context: ClassContext): string {
  const one = context.imports.type("MemoryRegion", runtime);
  return node.bound ? `readonly ${one}[]` : one;
}
