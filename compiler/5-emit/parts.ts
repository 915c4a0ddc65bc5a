import type * as ast from "../1-parse/ast.ts";
import { type CheckedChild, type CheckedClock, type CheckedLine, type Part } from "../3-check/index.ts";
import { gateClass } from "./gates.ts";
import { regionType } from "./regions.ts";
import { className, type ClassContext, origin, runtime } from "./context.ts";

/** The fields of a class: regions, spaces, lines, clocks, timers and children. What exists only while realized can be null. */
export function writeParts(context: ClassContext): void {
  const { type } = context;
  const field = (part: Part<ast.Member>, of: string): void => writeField(part, of, context);
  const named = (name: string): string => context.imports.type(name, runtime);
  for (const space of type.spaces) field(space, named("AddressSpace"));
  for (const region of type.regions) field(region, regionType(region.node, context));
  for (const part of type.unimplemented) field(part, named("MemoryRegion"));
  for (const gate of type.gates) field(gate, `${named("Embedded")}<${named(gateClass(gate))}>`);
  for (const line of type.lines) field(line, lineType(line, context));
  for (const clock of type.clocks) field(clock, clockType(clock, context));
  for (const timer of type.timers) field(timer, timer.count === null ? named("Timer") : `readonly ${named("Timer")}[]`);
  for (const bus of type.onBuses.buses) {
    const one = className(bus.type!, context, false);
    field(bus, bus.node.bound ? `readonly ${one}[]` : one);
  }
  for (const child of type.children) field(child, childType(child, context));
}

/** The fields of inherited children that have a narrower type here. */
export function writeNarrowed(context: ClassContext): void {
  const { writer, type } = context;
  for (const child of type.narrowed) {
    const of = childType(child, context);
    writer.line();
    writer.doc(child.node.doc);
    origin(context, child.node);
    const passing = child.phase === "realize" && !child.node.bound;
    writer.line(`declare readonly ${child.name}: ${of}${passing ? " | null" : ""};`);
  }
}

/** The type of the field of lines of one name. */
export function lineType({ node, count }: CheckedLine, { imports }: ClassContext): string {
  const one = imports.type(node.direction === "in" ? "IrqIn" : "IrqOut", runtime);
  return count === null ? one : `readonly ${one}[]`;
}

/** The type of the field of clocks of one name. */
export function clockType({ node, count }: CheckedClock, { imports }: ClassContext): string {
  const one = imports.type(node.direction === "in" ? "ClockIn" : "ClockOut", runtime);
  return count === null ? one : `readonly ${one}[]`;
}

/** The type of a child's field. */
export function childType(child: CheckedChild, context: ClassContext): string {
  const handle = context.imports.type(child.node.storage === "embed" ? "Embedded" : "Child", runtime);
  const one = `${handle}<${className(child.type, context, false)}>`;
  return child.node.bound ? `readonly ${one}[]` : one;
}

function writeField(part: Part<ast.Member>, of: string, context: ClassContext): void {
  const { writer } = context;
  writer.line();
  writer.doc(part.node.doc);
  origin(context, part.node);
  if (part.phase === "init") writer.line(`readonly ${part.name}!: ${of};`);
  else if (of.startsWith("readonly ")) writer.line(`readonly ${part.name}: ${of} = [];`);
  else writer.line(`readonly ${part.name}: ${of} | null = null;`);
}
