import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedConnection, type CheckedType, type PlaceStep, type Target } from "./checked.ts";
import { evaluate, evaluateInt, inLoop } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { canHold, type Condition } from "./worlds.ts";

/** An end of a wire: one element of a line or clock, and the connection that wires it. */
export interface End {
  readonly connection: CheckedConnection;
  readonly target: Target;
  /** The way to the element. */
  readonly place: readonly (string | bigint)[];
  /** Which of the lines that are wired at once. */
  readonly line: number;
  readonly scope: Scope;
}

/** The wires of a type and of what it extends: the ends that give and those that take, by their place. */
export interface Wires {
  readonly base: Wires | null;
  readonly sources: ReadonlyMap<string, readonly End[]>;
  readonly sinks: ReadonlyMap<string, readonly End[]>;
  /** The ways, without their numbers, to ends of which a property decides which element they are. */
  readonly unknown: ReadonlySet<string>;
}

/** What gives, or what takes. */
export type Side = "sources" | "sinks";

/**
 * The wires of a type, element by element. Reports an output that drives two lines, and an input that two drive, where both
 * can exist at once: in the type itself, in what it extends, and inside its parts. `known` are the wires of those.
 */
export function checkWires(type: CheckedType, known: ReadonlyMap<TypeEntity, Wires>, scope: Scope): Wires {
  const base = (type.base && known.get(type.base)) ?? null;
  const sources: Site = { side: "sources", own: new Map(), base, known };
  const sinks: Site = { side: "sinks", own: new Map(), base, known };
  const unknown = new Set<string>();
  for (const connection of type.connections) {
    const ends = [...endsOf(connection, scope)];
    const [from, to] = [ends.map((pair) => pair[0]), ends.map((pair) => pair[1])];
    addEnds(from, sources, scope);
    addEnds(to, sinks, scope);
    if (from.includes(null)) unknown.add(namesOf("sources", connection.from.place));
    if (to.includes(null)) unknown.add(namesOf("sinks", connection.to.place));
  }
  return { base, sources: sources.own, sinks: sinks.own, unknown };
}

/** Adds the ends of one connection; the first that is wired already is reported. */
function addEnds(ends: readonly (End | null)[], site: Site, scope: Scope): void {
  let told = false;
  for (const end of ends) {
    if (!end) continue;
    // A clock drives as many others as there are.
    const many = site.side === "sources" && end.connection.what === "clock";
    const before: End | null = told || many ? null : earlier(end, site);
    if (before) report(before, end, site.side, scope);
    told ||= before !== null;
    const key = keyOf(end.place);
    const others = site.own.get(key);
    if (others) others.push(end);
    else site.own.set(key, [end]);
  }
}

/** The ends of every element that a connection wires; null where it depends on a property which element that is. */
function* endsOf(connection: CheckedConnection, outer: Scope): Generator<readonly [End | null, End | null]> {
  const { node, from, to, width } = connection;
  for (const scope of rounds(node.loop, outer))
    for (let line = 0; line < (width ?? 1); line++)
      yield [from, to].map((target): End | null => {
        const place = placeOf(target, line, scope);
        return place && { connection, target, place, line, scope };
      }) as [End | null, End | null];
}

/** The scope of each round of a loop: as many rounds as the properties allow. */
export function* rounds(loop: ast.Loop | undefined, scope: Scope): Generator<Scope> {
  if (!loop) {
    yield scope;
    return;
  }
  const from = evaluateInt(loop.range.from, scope, "the start of a loop")?.min ?? 0n;
  const to = evaluateInt(loop.range.to, scope, "the end of a loop")?.max ?? 0n;
  for (let at = from; at < to; at++) yield inLoop(scope, loop.index.text, at, at + 1n);
}

/** How many rounds there are at most. */
export function roundCount(loop: ast.Loop | undefined, scope: Scope): number {
  if (!loop) return 1;
  const from = evaluateInt(loop.range.from, scope, "the start of a loop")?.min ?? 0n;
  const to = evaluateInt(loop.range.to, scope, "the end of a loop")?.max ?? 0n;
  return to > from ? Number(to - from) : 0;
}

/** More rounds, over all values of properties, than anybody's loops need; beyond, nothing certain is said. */
export const mostRounds = 100_000;

/** The way to an element of a target; null where a property decides which it is. */
export function placeOf({ place, whole, slice, picked }: Target, line: number, scope: Scope): End["place"] | null {
  const steps: (string | bigint)[] = [];
  for (const step of place) {
    const one = elementOf(step, scope);
    if (one === null) return null;
    steps.push(one);
  }
  if (whole || slice) steps.push(BigInt((picked?.from ?? 0) + (slice?.from ?? 0) + line));
  return steps;
}

function elementOf(step: PlaceStep, scope: Scope): string | bigint | null {
  if (typeof step !== "object") return step;
  const value = evaluate(step.index, scope);
  return value.kind === "int" && value.min === value.max ? step.from + value.min : null;
}

/** A place as the key of a table. */
export function keyOf(place: End["place"]): string {
  return place.join(" ");
}

/** One side of the wires of a type while they are collected, with those of what it extends and contains. */
interface Site {
  readonly side: Side;
  readonly own: Map<string, End[]>;
  readonly base: Wires | null;
  readonly known: ReadonlyMap<TypeEntity, Wires>;
}

/** A wire that has the place already, and can exist together with this one. */
function earlier(end: End, { side, own, base, known }: Site): End | null {
  const key = keyOf(end.place);
  const mine = [...(own.get(key) ?? []), ...endsAt(base, side, key)];
  const found = mine.find((other) => canHold([...conditionsOf(other), ...conditionsOf(end)]));
  if (found) return found;
  // Inside a part, only what is always there is certain from here.
  for (const { type, at } of end.target.homes.slice(1)) {
    const inner = endsAt(known.get(type) ?? null, side, keyOf(end.place.slice(at)));
    const always = inner.find(({ connection }) => connection.conditions.length === 0);
    if (always) return always;
  }
  return null;
}

/** The ends of wires that have a place. */
export function endsAt(wires: Wires | null, side: Side, key: string): readonly End[] {
  const ends: End[] = [];
  for (let at = wires; at; at = at.base) ends.push(...(at[side].get(key) ?? []));
  return ends;
}

/** Whether something is wired to an element of which a property decides whether it is this one. */
export function isTouched(wires: Wires, side: Side, place: End["place"]): boolean {
  const names = namesOf(side, place);
  for (let at: Wires | null = wires; at; at = at.base) if (at.unknown.has(names)) return true;
  return false;
}

function namesOf(side: Side, place: readonly PlaceStep[]): string {
  return [side, ...place.filter((step) => typeof step === "string")].join(" ");
}

/** The conditions under which a wire exists. */
export function conditionsOf({ connection, scope }: End): Condition[] {
  return connection.conditions.map((node) => ({ node, scope }));
}

function report(before: End, end: End, side: Side, scope: Scope): void {
  const { connection } = end;
  const sink = connection.what === "line" ? "check/driven-twice" : "check/clocked-twice";
  const first = side === "sources" ? before.connection.node.to : before.connection.node.from;
  const same = before.connection === connection;
  const message = same ? "this says it for more than one element" : "it is connected here, too";
  const related = [{ span: spanOf(before.scope.file, same ? first : before.connection.node), message }];
  const blanks = { name: nameOf(end) };
  const code = side === "sources" ? "check/wired-twice" : sink;
  scope.log.report(code, spanOf(scope.file, end.target.node), blanks, { related });
}

/** The element as written, with the numbers that it has in this round. */
function nameOf({ target: { node, slice, whole }, line, scope }: End): string {
  const steps = node.steps.map((step) => {
    if (step.kind === "member") return `.${step.name.text}`;
    if (step.kind === "slice") return `[${slice!.from + line}]`;
    const value = evaluate(step.index, scope);
    return value.kind === "int" ? `[${value.min}]` : "";
  });
  return [node.root.text, ...steps, whole ? `[${line}]` : ""].join("");
}
