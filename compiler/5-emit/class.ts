import type * as ast from "../1-parse/ast.ts";
import { type CheckedType } from "../3-check/index.ts";
import { writeAliases } from "./aliases.ts";
import { writeMsixBanks } from "./buses.ts";
import { writeDispatch } from "./dispatch.ts";
import { writeTables } from "./constants.ts";
import { className, type ClassContext, fromRuntime, origin, runtime, trace } from "./context.ts";
import { writeHookSet } from "./hooks.ts";
import { hasInit, writeInit } from "./init.ts";
import { text } from "./literal.ts";
import { writeInterface } from "./interface.ts";
import { writeAbstract, writeMethods } from "./methods.ts";
import { writeNarrowed, writeParts } from "./parts.ts";
import { writePropertyList, writeProps, writeRelations } from "./properties.ts";
import { needsRealize, writeRealize } from "./realize.ts";
import { writeBankTable } from "./bank-table.ts";
import { writeRegisters } from "./registers.ts";
import { writeOps } from "./regions.ts";
import { writeState } from "./state.ts";
import { writeStateFields } from "./state-fields.ts";
import { lifeFields } from "./life.ts";

/** One type: its class, then the functions that fill an instance in, then what its behaviour module implements. */
export function writeType(context: ClassContext): void {
  const { type, writer } = context;
  if (type.entity.node.form === "interface") {
    writeInterface(context);
    return;
  }
  const { name, interfaces } = type.entity;
  const base = className(type.entity.base!, context, true);
  const offers = interfaces.map((one) => className(one, context, true));
  writer.line();
  writer.doc(type.entity.node.doc);
  origin(context, type.entity.node);
  const abstract = type.entity.node.abstract ? "abstract " : "";
  const implemented = offers.length === 0 ? "" : ` implements ${offers.join(", ")}`;
  writer.block(`export ${abstract}class ${name} extends ${base}${implemented} {`, () => {
    writeTypeInfo(context, { base, interfaces: offers });
    writeProps(context);
    writeAbstract(context);
    writeMethods(context);
    writeRelations(context);
    writeParts(context);
    writeNarrowed(context);
    writeState(context);
    for (const bank of type.banks) writeRegisters(bank, context);
    writeAliases(context);
  });
  for (const bank of type.banks) {
    writeDispatch(bank, context);
    writeBankTable(bank, context);
  }
  writeOps(context);
  writeMsixBanks(context);
  trace(context, type.entity.node);
  writeInit(context);
  writeRealize(context);
  writeTables(context);
  writeHookSet(context);
}

/** Whether the type is a device, so that it is realized. */
export function isDevice(type: CheckedType): boolean {
  return ["device", "soc", "machine"].includes(type.entity.node.form);
}

/** The function that declares a type of this form, and the type of what it returns. */
function makerOf(context: ClassContext): [string, string] {
  const { type } = context;
  const bus = type.entity.node.form === "bus";
  const [make, kind] = bus
    ? ["busType", "BusType"]
    : isDevice(type)
      ? ["deviceType", "DeviceType"]
      : ["objectType", "ObjectType"];
  return [fromRuntime(context, make), context.imports.type(kind, runtime)];
}

/** Whether a type says `hotplug;`, or `user creatable;`. */
function hasFlag({ entity }: CheckedType, flag: ast.Flag["flag"]): boolean {
  return entity.node.members.some((node) => node.kind === "flag" && node.flag === flag);
}

interface Parents {
  readonly base: string;
  readonly interfaces: readonly string[];
}

function writeTypeInfo(context: ClassContext, { base, interfaces }: Parents): void {
  const { type, writer } = context;
  const { name } = type.entity;
  const [make, kind] = makerOf(context);
  writer.made(`static override readonly type: ${kind} =`, `/* @__PURE__ */ ${make}<${name}>`, () => {
    writer.line(`name: ${text(type.typename)},`);
    writer.line(`parent: ${base},`);
    if (type.entity.node.abstract) writer.line("abstract: true,");
    writer.line(`class: ${type.entity.node.abstract ? `${name} as never` : name},`);
    writer.line(`words: ${type.words},`);
    writePropertyList(context);
    if (isDevice(type)) writeStateFields(context);
    if (hasInit(context)) writer.line(`init: init${name},`);
    if (needsRealize(type)) writer.line(`realize: realize${name},`);
    writeNarrowedList(context);
    if (type.unparentOrder.length > 0) writer.line(`unparentOrder: [${type.unparentOrder.map(text).join(", ")}],`);
    const offers = [...interfaces];
    if (hasFlag(type, "user-creatable")) offers.push(fromRuntime(context, "userCreatable"));
    if (offers.length > 0) writer.line(`interfaces: [${offers.join(", ")}],`);
    const { sits, addresses } = type.onBuses;
    if (sits) writer.line(`busType: ${className(sits, context, true)},`);
    if (addresses) writer.line(`addresses: { first: ${addresses.first}, last: ${addresses.last} },`);
    if (hasFlag(type, "hotplug")) writer.line("hotpluggable: true,");
    for (const [field, code] of lifeFields(context)) writer.line(`${field}: ${code},`);
  });
}

/** The classes of inherited children that are narrower here; Prettier gives each pair a line of its own where there are more. */
function writeNarrowedList(context: ClassContext): void {
  const { type, writer } = context;
  const pairs = type.narrowed.map(({ node, type: of }) => `[${text(node.name.text)}, ${className(of, context, true)}]`);
  if (pairs.length === 1) writer.line(`narrowed: [${pairs.join(", ")}],`);
  if (pairs.length < 2) return;
  const lines = (): void => pairs.forEach((pair) => writer.line(`${pair},`));
  writer.block("narrowed: [", lines, "],");
}
