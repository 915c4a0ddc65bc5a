import { type CheckedReset } from "../3-check/index.ts";
import { type ClassContext, origin } from "./context.ts";
import { type Half, halfWord, halvesOf, wordOf } from "./halves.ts";
import { hex } from "./literal.ts";
import { dependents, heapIndex, updateName } from "./registers.ts";

/** The function that gives inherited registers the reset values that they have in this type, if it has such. */
export function writePreset(context: ClassContext): void {
  const { type, writer } = context;
  if (type.resets.length === 0) return;
  writer.line();
  writer.comment("/** Gives inherited registers the reset values that they have in this type. */");
  writer.block(`function preset${type.entity.name}(self: ${type.entity.name}): void {`, () => {
    for (const reset of type.resets) {
      origin(context, reset.node);
      for (const half of halvesOf(reset.register)) writeWords(reset, half, context);
      for (const other of dependents(reset.register, reset.bank)) writer.line(`self.${updateName(other)}();`);
    }
  });
}

/** The call of it. */
export function writePresetCall({ type, writer }: ClassContext): void {
  if (type.resets.length > 0) writer.line(`preset${type.entity.name}(self);`);
}

function writeWords({ bank, register, value }: CheckedReset, half: Half, { writer }: ClassContext): void {
  const { count, resetMask } = register;
  const first = halfWord(register, half, bank);
  const mask = resetMask === null ? 0xffff_ffff : wordOf(resetMask, half);
  if (mask === 0) return;
  const bits = hex(wordOf(value & (resetMask ?? -1n), half));
  const assign = (index: string): void => {
    const word = `self.heap.words[${index}]`;
    writer.line(`${word} = ${mask === 0xffff_ffff ? bits : `(${word}! & ~${hex(mask)}) | ${bits}`};`);
  };
  if (count === null) return assign(heapIndex("self", first));
  const last = heapIndex("self", first + count);
  writer.block(`for (let at = ${heapIndex("self", first)}; at < ${last}; at++) {`, () => assign("at"));
}
