import type * as ast from "../1-parse/ast.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type CheckedPort, type Target } from "./checked.ts";
import { evaluateConstant, evaluateInt } from "./evaluate.ts";
import { resolvePath } from "./path.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";

/** A list of ports as paths and the runtime call it. */
export interface NumberList {
  readonly name: "regions" | "ports" | "lines";
  readonly form: ast.SysBusPort["form"];
}

const lists: readonly NumberList[] = [
  { name: "regions", form: "mmio" },
  { name: "ports", form: "pio" },
  { name: "lines", form: "irq" },
];

/** The list that a name of a path means, as in `uart.lines[2]`. */
export function numberList(name: string): NumberList | null {
  return lists.find((list) => list.name === name) ?? null;
}

/** Whether a type is reached by numbers. */
export function isSysBus(type: TypeEntity | null): boolean {
  for (let at = type; at; at = at.base) if (at.file.core && at.name === "SysBusDevice") return true;
  return false;
}

/** Something with a number, or an array whose elements have numbers from `first` on. */
export interface Numbered extends CheckedPort {
  /** How many numbers it takes; null if properties decide that. */
  readonly count: bigint | null;
}

/** Everything of a form that has a number in instances of a type, inherited or its own; mistakes are not reported here. */
export function numbered(type: TypeEntity, form: NumberList["form"], scope: Scope): readonly Numbered[] {
  if (!isSysBus(type) || type.file.core) return [];
  const inherited = type.base ? numbered(type.base, form, scope) : [];
  const home: Scope = { ...scope, file: type.file, type, locals: new Map(), log: new Log() };
  return [...inherited, ...ownPorts(type, form, nextNumber(inherited), home)];
}

/** The number behind the last one that is known. */
export function nextNumber(ports: readonly Numbered[]): bigint {
  return ports.reduce((_, { first, count }) => first + (count ?? 1n), 0n);
}

/**
 * What a type numbers itself, from `start` on: what it says with `sysbus`; without a word, its regions in the order of the
 * text. Lines and port I/O have numbers only where it says so.
 */
export function ownPorts(type: TypeEntity, form: NumberList["form"], start: bigint, scope: Scope): Numbered[] {
  const members = presentMembers(type, scope);
  const said = members.flatMap(({ node, conditions }) =>
    node.kind === "sysbus" && node.form === form ? [{ node, conditions, path: node.target }] : [],
  );
  const explicit = said.flatMap(({ node, conditions, path }) => {
    const target = resolvePath(path, scope);
    const first = evaluateConstant(node.number, scope, "the number of a port");
    return target && first !== null ? [portOf({ form, node, first, target, conditions }, scope)] : [];
  });
  if (said.length > 0 || form !== "mmio")
    return explicit.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const implied: Numbered[] = [];
  for (const { node, conditions } of members) {
    if (node.kind !== "region") continue;
    const target = resolvePath({ kind: "path", root: node.name, steps: [], ...placeOf(node.name) }, scope);
    const first = nextNumber(implied) > start ? nextNumber(implied) : start;
    if (target) implied.push(portOf({ form, node: null, first, target, conditions }, scope));
  }
  return implied;
}

function placeOf({ start, end }: ast.Name): { start: number; end: number } {
  return { start, end };
}

function portOf(port: Omit<Numbered, "count" | "phase">, scope: Scope): Numbered {
  const unfixed = port.conditions.length > 0;
  const phase = unfixed || port.target.phase === "realize" ? "realize" : "init";
  return { ...port, phase, count: unfixed ? null : countOf(port.target, scope) };
}

function countOf(target: Target, scope: Scope): bigint | null {
  const { node, owner } = target.member;
  const bound = "bound" in node ? node.bound : undefined;
  if (!bound || !target.whole) return 1n;
  if (target.picked) return BigInt(target.picked.count);
  const count = evaluateInt(bound.count, { ...scope, file: owner.file, type: target.of, locals: new Map() }, "a count");
  return count?.fixed && count.min === count.max ? count.min : null;
}
