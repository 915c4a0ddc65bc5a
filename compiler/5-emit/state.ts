import { type CheckedState } from "../3-check/index.ts";
import { call, openObject } from "./code.ts";
import { type ClassContext, fromRuntime, origin } from "./context.ts";

/** Accessors of state: scalars as properties, arrays as `StateArray`. */
export function writeState(context: ClassContext): void {
  for (const state of context.type.states) {
    context.writer.line();
    context.writer.doc(state.node.doc);
    origin(context, state.node);
    if (state.count === null) writeScalar(state, context);
    else writeArray(state, state.count, context);
  }
}

function writeArray(state: CheckedState, count: number, context: ClassContext): void {
  const { writer } = context;
  const array = fromRuntime(context, "StateArray");
  const place = openObject(
    ["word", String(state.word)],
    ["length", String(count)],
    ["bits", String(state.bits)],
    ...(state.signed ? [["signed", "true"] as [string, string]] : []),
  );
  writer.code(`readonly ${state.name} = `, call(`new ${array}`, "this", place));
}

function writeScalar({ name, word, bits, signed, bool }: CheckedState, context: ClassContext): void {
  const { writer } = context;
  const freed = fromRuntime(context, "freed");
  const type = bool ? "boolean" : "number";
  const place = `this.heap.words[${word === 0 ? "this.base" : `this.base + ${word}`}]`;
  const stored = `${place} ?? ${freed}(this)`;
  const read = bool ? `(${stored}) !== 0` : signed || bits < 32 ? stored : `(${stored}) >>> 0`;
  writer.block(`get ${name}(): ${type} {`, () => writer.line(`return ${read};`));
  writer.block(`set ${name}(value: ${type}) {`, () => {
    writer.line(`if (this.base < 0) ${freed}(this);`);
    writer.assign(place, narrowed(bits, signed, bool));
  });
}

/** The value as it is kept: the bits that its type has, with its sign. */
function narrowed(bits: number, signed: boolean, bool: boolean): string {
  if (bool) return "value ? 1 : 0";
  if (bits === 32) return "value";
  if (!signed) return bits === 8 ? "value & 0xff" : "value & 0xffff";
  return `(value << ${32 - bits}) >> ${32 - bits}`;
}
