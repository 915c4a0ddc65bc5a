import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { evaluateInt } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { unknown, type Value } from "./value.ts";

type List = Extract<Value, { kind: "list" }>;

/** `LINES[i]`: an element of a constant or property that is a list, or all that it can be where more than one is meant. */
export function elementValue(list: Value, { root, steps }: ast.Path, scope: Scope): Value {
  const [step, more] = steps;
  if (!step || list.kind === "unknown") return unknown;
  const name = root.text;
  if (step.kind === "member" || more?.kind === "member") {
    const inner = [step, more].find((one) => one?.kind === "member")!.name;
    scope.log.report("check/no-members", spanOf(scope.file, inner), { name, inner: inner.text });
  } else if (step.kind === "slice") {
    const blanks = { what: `what is picked of \`${name}\``, wanted: "a number", found: "a range" };
    scope.log.report("check/wrong-kind", spanOf(scope.file, step), blanks);
  } else if (list.kind !== "list" || more) {
    const picked = more ? scope.file.source.text.slice(root.start, step.end) : name;
    scope.log.report("check/not-an-array", spanOf(scope.file, more ?? step), { name: picked });
  } else return pick(list, { name, index: step.index }, scope);
  return unknown;
}

function pick(list: List, { name, index }: { name: string; index: ast.Expression }, scope: Scope): Value {
  const at = evaluateInt(index, scope, "an index");
  if (!at) return unknown;
  const count = list.of ? list.count : BigInt(list.items.length);
  if (count === null || count === undefined) {
    const blanks = { what: `\`${name}\``, wanted: "a list whose length is known", found: "a list of any length" };
    scope.log.report("check/wrong-kind", spanOf(scope.file, index), blanks);
    return unknown;
  }
  if (at.min < 0n || at.max >= count) {
    const blanks = { name, count: String(count), index: String(at.min < 0n ? at.min : at.max), hint: "" };
    scope.log.report("check/index-outside", spanOf(scope.file, index), blanks);
    return unknown;
  }
  if (list.of) return list.of;
  const all = list.items.slice(Number(at.min), Number(at.max) + 1);
  const one = all.reduce((a, b) => either(a, b, at.fixed));
  if (one.kind === "unknown" && all.every(({ kind }) => kind !== "unknown")) {
    const blanks = { what: `\`${name}\``, wanted: "a list of values of one kind", found: "a list of several" };
    scope.log.report("check/wrong-kind", spanOf(scope.file, index), blanks);
  }
  return one;
}

/** What is known of something that is one of two; `settled` if what decides is the same in every instance. */
export function either(a: Value, b: Value, settled: boolean): Value {
  const fixed = settled && a.fixed && b.fixed;
  if (a.kind === "int" && b.kind === "int") {
    const [min, max] = [a.min < b.min ? a.min : b.min, a.max > b.max ? a.max : b.max];
    return { kind: "int", min, max, unit: a.unit, fixed };
  }
  if (a.kind === "enum" && b.kind === "enum" && a.of === b.of) return { ...a, value: null, fixed };
  if (a.kind === b.kind && (a.kind === "bool" || a.kind === "string")) return { ...a, value: null, fixed };
  return unknown;
}
