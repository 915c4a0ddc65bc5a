import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedState } from "./checked.ts";
import { evaluate, evaluateConstant } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { integerTypes } from "./property-value.ts";
import { type Scope } from "./scope.ts";

/** Hands out words of a storage, one piece after the other. */
export class Layout {
  #next: number;

  constructor(start: number) {
    this.#next = start;
  }

  /** The first of so many words. */
  take(words: number): number {
    const first = this.#next;
    this.#next += words;
    return first;
  }

  /** How many words there are up to here. */
  get words(): number {
    return this.#next;
  }
}

const mostElements = 0x100_0000;

/** Places the state of a type: a scalar takes its words, an array packs its elements. */
export function layState(fields: readonly ast.StateField[], layout: Layout, scope: Scope): CheckedState[] {
  const states: CheckedState[] = [];
  for (const node of fields) {
    const state = layField(node, layout, scope);
    if (state) states.push(state);
  }
  return states;
}

function layField(node: ast.StateField, layout: Layout, scope: Scope): CheckedState | null {
  const type = node.type.name.text;
  const integer = type === "bool" ? { min: 0n, max: 1n, bits: 32 } : integerTypes.get(type);
  if (!integer || type === "size") {
    scope.log.report("check/state-type", spanOf(scope.file, node.type), { name: type });
    return null;
  }
  if (node.type.list && !node.type.count) {
    scope.log.report("check/state-open", spanOf(scope.file, node.type), { name: node.name.text });
    return null;
  }
  const count = node.type.count ? evaluateConstant(node.type.count, scope, "the length of an array") : null;
  if (node.type.count && count === null) return null;
  if (count !== null && (count < 1n || count > mostElements)) {
    scope.log.report("check/count", spanOf(scope.file, node.type), { what: "elements", count: String(count) });
    return null;
  }
  const words = count === null ? Math.ceil(integer.bits / 32) : Math.ceil((Number(count) * integer.bits) / 32);
  return {
    name: memberName(node.name.text, scope.type),
    node,
    phase: "init",
    conditions: [],
    word: layout.take(words),
    bits: integer.bits,
    signed: integer.min < 0n,
    bool: type === "bool",
    count: count === null ? null : Number(count),
    initial: initialOf(node, integer, scope),
  };
}

function initialOf(
  node: ast.StateField,
  { min, max }: { readonly min: bigint; readonly max: bigint },
  scope: Scope,
): bigint {
  if (!node.init) return 0n;
  const value = evaluate(node.init, scope);
  if (value.kind === "bool" && value.value !== null) return value.value ? 1n : 0n;
  const number = value.kind === "int" && value.fixed ? value.min : evaluateConstant(node.init, scope, "initial state");
  if (number === null) return 0n;
  if (number >= min && number <= max) return number;
  const blanks = { what: `the initial value of \`${node.name.text}\``, value: String(number) };
  scope.log.report("check/out-of-range", spanOf(scope.file, node.init), {
    ...blanks,
    min: String(min),
    max: String(max),
  });
  return 0n;
}
