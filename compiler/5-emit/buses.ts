import {
  type CheckedBar,
  type CheckedBus,
  type CheckedMsi,
  type CheckedMsix,
  type CheckedPlug,
  type CheckedType,
  type Phase,
} from "../3-check/index.ts";
import { indexName } from "../3-check/variables.ts";
import { elementWord, writeWhen } from "./children.ts";
import { arrow, call, object } from "./code.ts";
import { className, type ClassContext, fromRuntime, origin, runtime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { hex, text } from "./literal.ts";
import { writeLoop } from "./loop.ts";
import { namingIn, printTarget } from "./target.ts";

/** Whether anything about buses waits for realize. */
export function hasLateBuses({ onBuses }: CheckedType): boolean {
  const { buses, plugs, bars, msi, msix } = onBuses;
  const slots = buses.some((bus) => bus.node.slots !== undefined && bus.slotsPhase === "realize");
  return slots || plugs.length > 0 || msi !== null || msix !== null || bars.some((bar) => bar.phase === "realize");
}

/** Makes the buses that a device provides in a phase. */
export function writeBuses(phase: Phase, context: ClassContext): void {
  for (const bus of context.type.onBuses.buses)
    if (bus.phase === phase) writeWhen(bus, context, () => writeBus(bus, context));
  if (phase === "init") writeSlots("init", context);
}

function writeBus(bus: CheckedBus, context: ClassContext): void {
  const { name, node, type, word, stride } = bus;
  const { writer } = context;
  const index = node.bound ? indexName(node.bound.index?.text ?? "index") : null;
  const offset = index === null ? String(word) : elementWord(bus, index);
  const label = index === null ? text(node.name.text) : `\`${node.name.text}[\${${index}}]\``;
  const place = object(["name", label], ...(word + stride === 0 ? [] : [["offset", offset] as const]));
  const made = call(fromRuntime(context, "addBus"), "self", className(type!, context, true), place);
  const code = bus.phase === "realize" ? call(fromRuntime(context, "untilUnrealize"), "self", made) : made;
  if (!node.bound || index === null) writer.line(`made.${name} = ${code};`);
  else {
    const count = printExpression(node.bound.count, namingIn(context, new Set()));
    writer.line(`made.${name} = ${call("Array.from", `{ length: ${count} }`, arrow(`_, ${index}`, code))};`);
  }
}

/** Who a PCI function is. */
export function writePciIds(context: ClassContext): void {
  const { pci } = context.type.onBuses;
  if (!pci) return;
  const ids = pci.entries.map(({ name, value }) => [name, hex(Number(value))] as const);
  context.writer.line(`${call(fromRuntime(context, "setPciIds"), "self", object(...ids))};`);
}

/** How many devices each bus takes, where that is known in this phase. */
function writeSlots(phase: Phase, context: ClassContext): void {
  for (const bus of context.type.onBuses.buses)
    if (bus.node.slots && bus.slotsPhase === phase) writeWhen(bus, context, () => writeLimit(bus, context));
}

function writeLimit({ name, node, phase }: CheckedBus, context: ClassContext): void {
  const { writer } = context;
  const text = node.bound?.index?.text ?? null;
  const index = text === null ? null : indexName(text);
  const slots = printExpression(node.slots!, namingIn(context, new Set(text === null ? [] : [text])));
  const counts = new RegExp(`\\b${index}\\b`).test(slots);
  if (!node.bound) writer.line(`self.${name}${phase === "realize" ? "!" : ""}.limit = ${slots};`);
  else if (index === null || !counts) writer.line(`for (const bus of self.${name}) bus.limit = ${slots};`);
  else writer.line(`for (const [${index}, bus] of self.${name}.entries()) bus.limit = ${slots};`);
}

/** Puts a part, or each element of an array of parts, on a bus; just before it is realized. */
export function writePlug(plug: CheckedPlug, context: ClassContext): void {
  const { node } = plug;
  writeWhen({ ...plug, phase: "realize" }, context, () =>
    writeLoop(node.loop, context, (loops) => writeJoin(plug, loops, context)),
  );
}

function writeJoin({ node, device, bus }: CheckedPlug, loops: ReadonlySet<string>, context: ClassContext): void {
  const { writer } = context;
  const part = printTarget(device, context, loops);
  const on = printTarget(bus, context, loops);
  const address = node.slot ? [printExpression(node.slot, namingIn(context, loops))] : [];
  const join = (one: string): string => call(fromRuntime(context, "plugPart"), "self", one, on, ...address);
  if (device.whole) writer.block(`for (const part of ${part}) {`, () => writer.line(`${join("part")};`));
  else writer.line(`${join(part)};`);
}

/** What depends on properties: slots, BARs, messages. */
export function writeBusesAtRealize(context: ClassContext): void {
  const { msi, msix } = context.type.onBuses;
  writeSlots("realize", context);
  writeBars("realize", context);
  if (msi) writeWhen(msi, context, () => writeMsi(msi, context));
  if (msix) writeWhen(msix, context, () => writeMsix(msix, context));
}

/** Shows regions through the BARs of a phase. */
export function writeBars(phase: Phase, context: ClassContext): void {
  for (const bar of context.type.onBuses.bars)
    if (bar.phase === phase) writeWhen(bar, context, () => writeBar(bar, context));
}

function writeBar({ number, node, region, phase }: CheckedBar, context: ClassContext): void {
  const shown = object(
    ["kind", text(node.space)],
    ["prefetch", String(node.prefetch)],
    ["region", printTarget(region, context, new Set())],
  );
  context.writer.line(`${call("self.setBar", String(number), shown)};`);
  if (phase === "realize") {
    const undo = fromRuntime(context, "onUnrealize");
    context.writer.line(`${call(undo, "self", text(`bar ${number}`), `(device) => device.dropBar(${number})`)};`);
  }
}

function writeMsi({ vectors, node, at }: CheckedMsi, context: ClassContext): void {
  const flags = [["address64", String(node.address64)] as const, ["maskable", String(node.maskable)] as const];
  const place = at === null ? [] : [["at", hex(at)] as const];
  const form = object(["vectors", String(vectors)], ...flags, ...place);
  context.writer.line(`${call(fromRuntime(context, "addMsi"), "self", form)};`);
}

/** The name of the constant that describes the messages of a type. */
function msixName(typeName: string): string {
  return `${typeName[0]!.toLowerCase()}${typeName.slice(1)}Msix`;
}

function writeMsix({ vectors, table, pba }: CheckedMsix, context: ClassContext): void {
  const place = ({ bar, offset }: CheckedMsix["table"]) => object(["bar", String(bar)], ["offset", hex(offset)]);
  const places = object(["vectors", String(vectors)], ["table", place(table)], ["pba", place(pba)]);
  context.writer.line(`${call(fromRuntime(context, "addMsix"), "self", msixName(context.type.entity.name), places)};`);
}

/** Where the messages of a type lie in its state: exported, for its behaviour module to send them. */
export function writeMsixBanks(context: ClassContext): void {
  const { msix } = context.type.onBuses;
  if (!msix) return;
  const { writer, type } = context;
  writer.line();
  writer.comment(`/** The messages of \`${type.entity.name}\`, for \`sendMsix\`. */`);
  origin(context, msix.node);
  const make = `/* @__PURE__ */ ${fromRuntime(context, "msixBanks")}`;
  const kind = context.imports.type("MsixBanks", runtime);
  writer.line(`export const ${msixName(type.entity.name)}: ${kind} = ${make}(${msix.vectors}, ${msix.word});`);
}
