import type * as ast from "../1-parse/ast.ts";
import { type CheckedType } from "../3-check/index.ts";
import { hasLateBuses, writeBuses, writeBusesAtRealize, writePlug } from "./buses.ts";
import { linksOf, writeChildren, writeLateSettings, writeLinks } from "./children.ts";
import { type ClassContext, fromRuntime, runtime } from "./context.ts";
import { writeGates } from "./gates.ts";
import { writeMemory, writeMutable, writeShown } from "./init.ts";
import { lifeCall } from "./life.ts";
import { writeLines, writeTimers } from "./lines.ts";
import { writeMappings } from "./mappings.ts";
import { writePorts } from "./ports.ts";
import { showsRealized, writeRegionsOfRealized } from "./regions.ts";
import { writeConnections } from "./wiring.ts";

/** Whether anything happens when the type is realized, beyond what the runtime does by itself. */
export function needsRealize(type: CheckedType): boolean {
  const late = [...passingParts(type), ...type.connections, ...type.mappings, ...type.ports].some(
    (part) => part.phase === "realize",
  );
  const hooks = type.hooks.some((hook) =>
    hook.uses.some(({ kind, node }) => kind === "life" && (node.event === "realize" || node.event === "unrealize")),
  );
  const settings = type.children.some(
    (child) => child.settings.some((setting) => setting.phase === "realize") || linksOf(child).length > 0,
  );
  const trimmed = type.relations.some(({ varies }) => varies);
  return late || hooks || settings || trimmed || hasLateBuses(type) || type.realizeOrder !== null;
}

/** What may exist only while its owner is realized. */
function passingParts({ spaces, regions, unimplemented, lines, timers, gates, children, onBuses }: CheckedType) {
  return [...spaces, ...regions, ...unimplemented, ...lines, ...timers, ...gates, ...onBuses.buses, ...children];
}

/** The function that makes what depends on properties, and the one that forgets it; all else is undone by itself. */
export function writeRealize(context: ClassContext): void {
  const { type, writer } = context;
  if (!needsRealize(type)) return;
  const { name } = type.entity;
  const passing = passingParts(type).filter((part) => part.phase === "realize");
  const onUnrealize = (what: string, run: string): void =>
    writer.line(`${fromRuntime(context, "onUnrealize")}(self, ${what}, ${run});`);
  writer.line();
  writer.block(`function realize${name}(self: ${name}): void {`, () => {
    writeMutable("realize", context);
    if (passing.length > 0) onUnrealize('"parts"', `forget${name}`);
    for (const relation of type.relations) if (relation.varies) writer.line(`self.${relation.name}.trim();`);
    writeLateSettings(context);
    writeMemory("realize", context);
    writeLines("realize", context);
    writeTimers("realize", context);
    writeGates("realize", context);
    writeBuses("realize", context);
    writeChildren("realize", context);
    writeShown("realize", context);
    writeLinks(context);
    writeBusesAtRealize(context);
    const realize = lifeCall("realize", context);
    if (realize) writer.line(`${realize}(self);`);
    const unrealize = lifeCall("unrealize", context);
    if (unrealize) onUnrealize('"unrealize"', unrealize);
    writeConnections("realize", context);
    writeParts(context);
    writeConnections("parts realized", context);
    writeRegionsOfRealized(context);
    writePorts("realize", context);
    writeMappings("realize", context);
  });
  if (passing.length === 0) return;
  writer.line();
  writer.comment("/** What existed while it was realized is gone. */");
  writer.block(`function forget${name}(self: ${name}): void {`, () => {
    const mutable = context.imports.type("Mutable", runtime);
    writer.line(`const made: ${mutable}<${name}> = self;`);
    for (const part of passing) writer.line(`made.${part.name} = ${isArray(part.node) ? "[]" : "null"};`);
  });
}

function isArray(node: ast.Member): boolean {
  return node.kind !== "gate" && "bound" in node && node.bound !== undefined;
}

/** Realizes the parts here, in their order, where what follows needs what their realize makes. */
function writeParts(context: ClassContext): void {
  const { type, writer } = context;
  const wired = [...type.connections, ...type.mappings, ...type.ports].some((part) => part.phase === "realize");
  const late = wired || type.regions.some(showsRealized);
  if (!late && type.realizeOrder === null && type.onBuses.plugs.length === 0) return;
  const byName = new Map(type.children.map((child) => [child.name, child]));
  const order = type.realizeOrder ?? type.children.map((child) => child.name);
  for (const name of order) {
    const child = byName.get(name);
    if (!child || !["device", "soc", "machine"].includes(child.type.node.form)) continue;
    const realizePart = fromRuntime(context, "realizePart");
    for (const plug of type.onBuses.plugs) if (plug.child === name) writePlug(plug, context);
    const one = (part: string): string => `${realizePart}(self, ${part});`;
    if (child.node.bound) writer.line(`for (const part of self.${name}) ${one("part")}`);
    else if (child.phase === "realize") writer.line(`if (self.${name}) ${one(`self.${name}`)}`);
    else writer.line(one(`self.${name}`));
  }
}
