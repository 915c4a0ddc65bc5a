import {
  type CheckedBank,
  type CheckedRegister,
  type CheckedType,
  type Phase,
  type ResetPart,
} from "../3-check/index.ts";
import { isWhole } from "../3-check/accessors.ts";
import { capital } from "../3-check/names.ts";
import { bankName } from "./bank-table.ts";
import { writeBars, writeBuses, writePciIds } from "./buses.ts";
import { defaultsOf, writeChildren, writeNarrowedSettings } from "./children.ts";
import { writeGates } from "./gates.ts";
import { type ClassContext, runtime } from "./context.ts";
import { printExpression, printOperand } from "./expression.ts";
import { indexName } from "../3-check/variables.ts";
import { lifeCall, lifeFields } from "./life.ts";
import { writeClocks, writeLines, writeTimers } from "./lines.ts";
import { writeMappings } from "./mappings.ts";
import { writePorts } from "./ports.ts";
import { writeRegions, writeSpaces, writeUnimplemented } from "./regions.ts";
import { writePreset, writePresetCall } from "./presets.ts";
import { halvesOf, lockWord, wordOf } from "./halves.ts";
import { hex } from "./literal.ts";
import { heapIndex, updateName } from "./registers.ts";
import { namingIn, printTarget } from "./target.ts";
import { writeConnections } from "./wiring.ts";

/** The function that makes what an instance has from its beginning, and the one that resets its registers. */
export function writeInit(context: ClassContext): void {
  const { type, writer } = context;
  const { name } = type.entity;
  if (!hasInit(context)) return;
  writer.line();
  writer.block(`function init${name}(self: ${name}): void {`, () => {
    writeMutable("init", context);
    writePresetCall(context);
    for (const state of type.states)
      if (state.count === null && state.initial !== 0n)
        writer.line(`self.${state.name} = ${state.bool ? "true" : `${state.initial}${state.bits === 64 ? "n" : ""}`};`);
    for (const line of defaultsOf(context)) writer.line(line);
    writeNarrowedSettings(context);
    writeMemory("init", context);
    writeLines("init", context);
    writeClocks(context);
    writeTimers("init", context);
    writeGates("init", context);
    writeBuses("init", context);
    writePciIds(context);
    writeChildren("init", context);
    writeHolds(context);
    writeShown("init", context);
    writePorts("init", context);
    writeBars("init", context);
    writeConnections("init", context);
    writeMappings("init", context);
    const call = lifeCall("init", context);
    if (call) writer.line(`${call}(self);`);
  });
  writePreset(context);
  if (lifeFields(context).some(([, code]) => code === `reset${name}`)) writeReset(context);
}

/** What is held of our own children from the beginning. */
function writeHolds(context: ClassContext): void {
  const { writer } = context;
  for (const { name, node, held, count } of context.type.relations) {
    if (!held) continue;
    if (count === null) writer.line(`self.${name} = ${printTarget(held, context, new Set())};`);
    else {
      const index = node.bound!.index?.text ?? "index";
      const at = indexName(index);
      writer.block(`for (let ${at} = 0; ${at} < ${count}; ${at}++) {`, () =>
        writer.line(`self.${name}.set(${at}, ${printTarget(held, context, new Set([index]))});`),
      );
    }
  }
}

/** Whether a new instance has anything to be made or set. */
export function hasInit(context: ClassContext): boolean {
  const { type } = context;
  if (type.relations.some(({ held }) => held !== null)) return true;
  const parts = partsOf(type);
  if (type.resets.length > 0 || type.narrowed.some(({ settings }) => settings.length > 0)) return true;
  if (type.defaults.length > 0 || type.onBuses.pci || type.onBuses.bars.some((bar) => bar.phase === "init"))
    return true;
  const wired = [...type.connections, ...type.mappings, ...type.ports, ...parts].some((part) => part.phase === "init");
  return wired || type.states.some((state) => state.initial !== 0n) || lifeCall("init", context) !== null;
}

/** Everything that has a field in the class. */
function partsOf(type: CheckedType): readonly { readonly phase: Phase }[] {
  const { spaces, regions, unimplemented, gates, lines, clocks, timers, children, onBuses } = type;
  return [spaces, regions, unimplemented, gates, lines, clocks, timers, children, onBuses.buses].flat();
}

/** Address spaces and regions, but for those that show what children have. */
export function writeMemory(phase: Phase, context: ClassContext): void {
  writeSpaces(phase, false, context);
  writeRegions(phase, false, context);
  writeUnimplemented(phase, context);
}

/** Regions that show what children have, and spaces that show a region. */
export function writeShown(phase: Phase, context: ClassContext): void {
  writeRegions(phase, true, context);
  writeSpaces(phase, true, context);
}

/** The object with fields that can be set, where any are set in this phase. */
export function writeMutable(phase: "init" | "realize", { type, writer, imports }: ClassContext): void {
  const parts = partsOf(type);
  if (!parts.some((part) => part.phase === phase)) return;
  writer.line(`const made: ${imports.type("Mutable", runtime)}<${type.entity.name}> = self;`);
}

function writeReset(context: ClassContext): void {
  const { type, writer } = context;
  const { name } = type.entity;
  const own = lifeCall("reset enter", context);
  writer.line();
  writer.comment("/** Gives every register its reset value. */");
  writer.block(`function reset${name}(self: ${name}): void {`, () => {
    for (const bank of type.banks) {
      writer.line(`${bankName(bank, name)}.reset(self);`);
      for (const register of bank.registers) {
        for (const part of register.resets) writeResetPart(register, part, context);
        if (register.computed) writer.line(`self.${updateName(register)}();`);
        if (register.locks !== null) writeUnlock(register, bank, context);
      }
    }
    writePresetCall(context);
    if (own) writer.line(`${own}(self);`);
  });
}

/** Gives bits the value that properties say. */
function writeResetPart(register: CheckedRegister, { value, field }: ResetPart, context: ClassContext): void {
  const { writer } = context;
  const part = field === null || isWhole(register, field) ? register : field;
  const [own, element] = [`self.${part.name}`, capital(part.name)];
  const loaded = part.count === null ? own : `self.get${element}(index)`;
  const naming = namingIn(context, new Set());
  let code = printExpression(value, naming);
  if (part === register && register.resetMask !== null) {
    const mask = hex(wordOf(register.resetMask, 0));
    code = `(${loaded} & ~${mask}) | (${printOperand(value, naming, "&", "left")} & ${mask})`;
  }
  if (part.count === null) writer.line(`${own} = ${code};`);
  else
    writer.block(`for (let index = 0; index < ${part.count}; index++) {`, () =>
      writer.line(`self.set${element}(index, ${code});`),
    );
}

/** What was written once can be written again. */
function writeUnlock(register: CheckedRegister, bank: CheckedBank, { writer }: ClassContext): void {
  const words = (register.count ?? 1) * halvesOf(register).length;
  const first = lockWord(register, 0, bank)!;
  if (words === 1) writer.line(`self.heap.words[${heapIndex("self", first)}] = 0;`);
  else writer.line(`self.heap.words.fill(0, ${heapIndex("self", first)}, ${heapIndex("self", first + words)});`);
}
