import type * as ast from "../1-parse/ast.ts";
import { Log } from "../diagnostics/log.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedClock, type CheckedLine, type CheckedTimer } from "./checked.ts";
import { evaluate, evaluateConstant, evaluateInt } from "./evaluate.ts";
import { type Placed } from "./parts.ts";
import { type Scope } from "./scope.ts";

/** The most lines, clocks, or timers of one name. */
const most = 4096n;

/**
 * Interrupt lines of one name: as many as are named, with a hook only where somebody else changes them. Where a property says
 * how many there are, they are made at realize. Null after a report.
 */
export function checkLine(part: Placed<ast.Irq>, scope: Scope): CheckedLine | null {
  const { bound, lines, name, direction, hook } = part.node;
  if (direction === "out" && hook) scope.log.report("check/idle-hook", spanOf(scope.file, hook), { name: name.text });
  const range = rangeOf(bound, "lines", scope);
  if (range === undefined) return null;
  const { min, max } = range ?? { min: 1n, max: 1n };
  if (lines.length > 0 && (!bound || min !== max || BigInt(lines.length) !== max)) {
    const blanks = { name: name.text, names: String(lines.length), count: min === max ? `${max}` : `${min} to ${max}` };
    scope.log.report("check/line-names", spanOf(scope.file, name), blanks);
  }
  return { ...part, count: bound ? Number(max) : null, least: Number(min) };
}

/** Timers of one name. Where a property says how many there are, they are made at realize. Null after a report. */
export function checkTimer(part: Placed<ast.Timer>, scope: Scope): CheckedTimer | null {
  const range = rangeOf(part.node.bound, "timers", scope);
  return range === undefined ? null : { ...part, count: range === null ? null : Number(range.max) };
}

/** Clocks of one name, with the frequency and the ratio that all of them have. Null after a report. */
export function checkClock(part: Placed<ast.Clock>, scope: Scope): CheckedClock | null {
  const { bound, frequency, multiply, divide, direction, name } = part.node;
  const count = reportOpen(part.node, scope) ? undefined : countOf(bound, "clocks", scope);
  if (count === undefined) return null;
  const hz = frequency ? evaluateConstant(frequency, scope, "a frequency") : null;
  const ratio = multiply ?? divide;
  const own = ratio ?? frequency;
  if (own && direction === "in") {
    const what = ratio ? "ratio" : "frequency";
    scope.log.report("check/clock-ratio", spanOf(scope.file, own), { name: name.text, what });
  }
  return {
    ...part,
    count: count === null ? null : Number(count),
    frequency: hz === null ? null : Number(hz),
    multiply: factorOf(multiply, scope),
    divide: factorOf(divide, scope),
  };
}

/** A clock is connected before its device is realized, and there is no number of a property before that. */
function reportOpen({ bound, name }: ast.Clock, scope: Scope): boolean {
  if (!bound) return false;
  const number = evaluate(bound.count, { ...scope, log: new Log() });
  if (number.kind !== "int" || number.fixed) return false;
  const { max } = number;
  const span = spanOf(scope.file, bound.count);
  const fixes = [{ title: `declare ${max} clocks`, edits: [{ span, text: String(max) }] }];
  const details = max >= 1n && max <= most ? { fixes } : {};
  scope.log.report("check/clock-count", span, { name: name.text }, details);
  return true;
}

/** How many of one name there can be; null for one without an index, undefined after a report. */
function rangeOf(
  bound: ast.Bound | undefined,
  what: string,
  scope: Scope,
): { readonly min: bigint; readonly max: bigint } | null | undefined {
  if (!bound) return null;
  const range = evaluateInt(bound.count, scope, `the number of ${what}`);
  if (!range) return undefined;
  const least = range.fixed ? 1n : 0n;
  if (range.min >= least && range.max >= 1n && range.max <= most) return range;
  const count = range.min < least ? range.min : range.max;
  scope.log.report("check/count", spanOf(scope.file, bound), { what, count: String(count) });
  return undefined;
}

/** How many of one name there are; null for one without an index, undefined after a report. */
function countOf(bound: ast.Bound | undefined, what: string, scope: Scope): bigint | null | undefined {
  if (!bound) return null;
  const count = evaluateConstant(bound.count, scope, `the number of ${what}`);
  if (count === null) return undefined;
  if (count >= 1n && count <= most) return count;
  scope.log.report("check/count", spanOf(scope.file, bound), { what, count: String(count) });
  return undefined;
}

/** The largest factor of a clock's ratio. */
const largestFactor = 0xffff_ffffn;

function factorOf(node: ast.Expression | undefined, scope: Scope): number {
  if (!node) return 1;
  const value = evaluateConstant(node, scope, "a factor of a clock");
  if (value === null) return 1;
  if (value >= 1n && value <= largestFactor) return Number(value);
  const blanks = { what: "a factor of a clock", value: String(value), min: "1", max: String(largestFactor) };
  scope.log.report("check/out-of-range", spanOf(scope.file, node), blanks);
  return 1;
}
