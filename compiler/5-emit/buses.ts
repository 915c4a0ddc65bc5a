import { type CheckedBar, type CheckedMsix, type CheckedType, type Phase } from "../3-check/index.ts";
import { writeWhen } from "./children.ts";
import { call, object } from "./code.ts";
import { className, type ClassContext, fromRuntime, origin } from "./context.ts";
import { printExpression } from "./expression.ts";
import { hex, text } from "./literal.ts";
import { namingIn, printTarget } from "./target.ts";

/** Whether anything about buses waits for realize. */
export function hasLateBuses({ onBuses }: CheckedType): boolean {
  const { buses, plugs, bars, msix } = onBuses;
  const slots = buses.some((bus) => bus.node.slots !== undefined && bus.slotsPhase === "realize");
  return slots || plugs.length > 0 || msix !== null || bars.some((bar) => bar.phase === "realize");
}

/** Makes the buses that a device provides, and what a PCI function shows from its beginning. */
export function writeBusesAtInit(context: ClassContext): void {
  const { type, writer } = context;
  const { buses, pci } = type.onBuses;
  for (const { name, node, type: of, word } of buses) {
    const place = object(["name", text(node.name.text)], ...(word === 0 ? [] : [["offset", String(word)] as const]));
    writer.code(`made.${name} = `, call(fromRuntime(context, "addBus"), "self", className(of!, context, true), place));
  }
  writeSlots("init", context);
  if (pci) {
    const ids = pci.entries.map(({ name, value }) => [name, hex(Number(value))] as const);
    writer.code("", call(fromRuntime(context, "setPciIds"), "self", object(...ids)));
  }
}

/** How many devices each bus takes. */
function writeSlots(phase: Phase, context: ClassContext): void {
  for (const { name, node, slotsPhase } of context.type.onBuses.buses)
    if (node.slots && slotsPhase === phase)
      context.writer.assign(`self.${name}.limit`, printExpression(node.slots, namingIn(context, new Set())));
}

/** What depends on properties: slots, BARs, messages. */
export function writeBusesAtRealize(context: ClassContext): void {
  const { msix } = context.type.onBuses;
  writeSlots("realize", context);
  writeBars("realize", context);
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
  context.writer.code("", call("self.setBar", String(number), shown));
  if (phase === "realize") {
    const undo = fromRuntime(context, "onUnrealize");
    context.writer.code("", call(undo, "self", text(`bar ${number}`), `(device) => device.dropBar(${number})`));
  }
}

/** The name of the constant that describes the messages of a type. */
function msixName(typeName: string): string {
  return `${typeName[0]!.toLowerCase()}${typeName.slice(1)}Msix`;
}

function writeMsix({ vectors, table, pba }: CheckedMsix, context: ClassContext): void {
  const place = ({ bar, offset }: CheckedMsix["table"]) => object(["bar", String(bar)], ["offset", hex(offset)]);
  const places = object(["vectors", String(vectors)], ["table", place(table)], ["pba", place(pba)]);
  context.writer.code("", call(fromRuntime(context, "addMsix"), "self", msixName(context.type.entity.name), places));
}

/** Where the messages of a type lie in its state: exported, for its behaviour module to send them. */
export function writeMsixBanks(context: ClassContext): void {
  const { msix } = context.type.onBuses;
  if (!msix) return;
  const { writer, type } = context;
  writer.line();
  writer.line(`/** The messages of \`${type.entity.name}\`, for \`sendMsix\`. */`);
  origin(context, msix.node);
  const make = `/* @__PURE__ */ ${fromRuntime(context, "msixBanks")}`;
  writer.line(`export const ${msixName(type.entity.name)} = ${make}(${msix.vectors}, ${msix.word});`);
}
