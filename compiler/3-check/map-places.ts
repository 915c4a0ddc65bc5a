import type * as ast from "../1-parse/ast.ts";
import { Log } from "../diagnostics/log.ts";
import { type Affine, affineOf, flat, sum } from "./affine.ts";
import { type CheckedMapping, type Target } from "./checked.ts";
import { evaluate } from "./evaluate.ts";
import { type Scope, withLocals } from "./scope.ts";
import { type Condition, type World } from "./worlds.ts";

/** A mapping with the addresses that its elements can cover. */
export interface Placed {
  readonly mapping: CheckedMapping;
  readonly elements: readonly Extent[];
  readonly priority: bigint;
  /** The most bytes that an element has. */
  readonly size: bigint;
  /** Where the expressions of the mapping mean something. */
  readonly scope: Scope;
}

/** One element: it lies from the first of the addresses that properties allow up to behind the last. */
export interface Extent {
  readonly from: bigint;
  readonly to: bigint;
  /** Its number in the loop; null without one. */
  readonly index: bigint | null;
}

/** Bytes from `from` up to behind `to`. */
export interface Bytes {
  readonly from: bigint;
  readonly to: bigint;
}

/** A scope in which an element, and a world of properties, have their numbers; nothing is reported a second time there. */
export function scopeAt({ mapping, scope }: Placed, { index }: Extent, world: World = new Map()): Scope {
  const { loop } = mapping.node;
  const silent: Scope = { ...withLocals(scope, world), log: new Log() };
  if (!loop || index === null) return silent;
  return withLocals(silent, [[loop.index.text, { kind: "int", min: index, max: index, unit: "plain", fixed: true }]]);
}

/** Where an element lies in terms of properties; null if that is no sum of them. */
export function addressOf(placed: Placed, extent: Extent): Affine | null {
  return affineOf(placed.mapping.node.address, scopeAt(placed, extent));
}

/** Its end in terms of properties. */
export function endOf(placed: Placed, extent: Extent): Affine | null {
  const address = addressOf(placed, extent);
  return address && sum(address, flat(placed.size));
}

/** The bytes that an element covers in a world; null where it is not there. */
export function bytesIn(placed: Placed, extent: Extent, world: World): Bytes | null {
  const scope = scopeAt(placed, extent, world);
  if (!isThere(placed, extent, scope)) return null;
  const address = evaluate(placed.mapping.node.address, scope);
  const { from, to } = address.kind === "int" ? { from: address.min, to: address.max } : extent;
  return { from, to: to + sizeIn(placed, world) };
}

/** Whether the loop reaches the element. */
function isThere({ mapping }: Placed, { index }: Extent, scope: Scope): boolean {
  if (!mapping.node.loop || index === null) return true;
  const { from, to } = mapping.node.loop.range;
  const [first, end] = [evaluate(from, scope), evaluate(to, scope)];
  return first.kind === "int" && end.kind === "int" && index >= first.min && index < end.max;
}

/** Of a region of ours, whose size depends on properties, the size in that world; else the most. */
function sizeIn({ mapping, scope, size }: Placed, world: World): bigint {
  const { member, of, told }: Target = mapping.region;
  if (of !== scope.type || member.node.kind !== "region" || !member.node.spec.size) return size;
  const home: Scope = { ...scope, file: member.owner.file, locals: new Map([...told, ...world]), log: new Log() };
  const value = evaluate(member.node.spec.size, home);
  return value.kind === "int" ? value.max : size;
}

/** The conditions under which a mapping is there. */
export function conditionsOf({ mapping, scope }: Placed): Condition[] {
  return mapping.conditions.map((node) => ({ node, scope: { ...scope, log: new Log() } }));
}

/** The expressions that say where its elements lie, and how many there are. */
export function expressionsOf(placed: Placed): Condition[] {
  const { node, region } = placed.mapping;
  const scope: Scope = { ...placed.scope, log: new Log() };
  const nodes: ast.Expression[] = [node.address];
  if (node.loop) nodes.push(node.loop.range.from, node.loop.range.to);
  if (region.of === scope.type && region.member.node.kind === "region" && region.member.node.spec.size)
    nodes.push(region.member.node.spec.size);
  return nodes.map((one) => ({ node: one, scope }));
}

/** The name of a mapped region as written. */
export function nameOf(node: ast.MapEntry): string {
  const steps = node.region.steps.flatMap((step) => (step.kind === "member" ? [step.name.text] : []));
  return [node.region.root.text, ...steps].join(".");
}

/** An address as messages show it. */
export function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** What the properties are in a world, as the end of a message; nothing where no property has a part in it. */
export function described(world: World): string {
  const said = [...world].map(([name, value]) => `\`${name}\` is ${valueText(value)}`);
  return said.length === 0 ? "" : `, when ${said.join(" and ")}`;
}

function valueText(value: World extends ReadonlyMap<string, infer One> ? One : never): string {
  if (value.kind === "int") return value.min < 0x1000n ? String(value.min) : hex(value.min);
  return "value" in value ? (value.kind === "string" ? JSON.stringify(value.value) : String(value.value)) : "set";
}
