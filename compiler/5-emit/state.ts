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
  const wide = state.bits === 64;
  const array = fromRuntime(context, wide ? "WideStateArray" : "StateArray");
  const place = openObject(
    ["word", String(state.word)],
    ["length", String(count)],
    ...(wide ? [] : [["bits", String(state.bits)] as const]),
    ...(state.signed ? [["signed", "true"] as const] : []),
  );
  writer.code(`readonly ${state.name}: ${array} = ${call(`new ${array}`, "this", place)};`);
}

function writeScalar(state: CheckedState, context: ClassContext): void {
  const { name, word, bits, signed, bool } = state;
  const { writer } = context;
  if (bits === 64) {
    writeWide(state, context);
    return;
  }
  const freed = fromRuntime(context, "freed");
  const type = bool ? "boolean" : "number";
  const place = `this.heap.words[${word === 0 ? "this.base" : `this.base + ${word}`}]`;
  const stored = `${place} ?? ${freed}(this)`;
  const read = bool ? `(${stored}) !== 0` : signed || bits < 32 ? stored : `(${stored}) >>> 0`;
  writer.block(`get ${name}(): ${type} {`, () => writer.line(`return ${read};`));
  writer.block(`set ${name}(value: ${type}) {`, () => {
    writer.line(`if (this.base < 0) ${freed}(this);`);
    writer.line(`${place} = ${narrowed(bits, signed, bool)};`);
  });
}

function writeWide({ name, word, signed }: CheckedState, context: ClassContext): void {
  const { writer } = context;
  const read = `${fromRuntime(context, "wideWord")}(this, ${word})`;
  writer.block(`get ${name}(): bigint {`, () => writer.line(`return ${signed ? `BigInt.asIntN(64, ${read})` : read};`));
  writer.block(`set ${name}(value: bigint) {`, () =>
    writer.line(`${fromRuntime(context, "setWideWord")}(this, value, ${word});`),
  );
}

/** The value as it is kept: the bits that its type has, with its sign. */
function narrowed(bits: number, signed: boolean, bool: boolean): string {
  if (bool) return "value ? 1 : 0";
  if (bits === 32) return "value";
  if (!signed) return bits === 8 ? "value & 0xff" : "value & 0xffff";
  return `(value << ${32 - bits}) >> ${32 - bits}`;
}
