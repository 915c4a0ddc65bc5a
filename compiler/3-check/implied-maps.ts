import type * as ast from "../1-parse/ast.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";

/** A `map` with the conditions around it. */
export interface ConditionalMap {
  readonly node: ast.MapMember;
  readonly conditions: readonly ast.Expression[];
}

/** The maps of a type: those that it writes as `map`, each `sub` into its container, each `unimplemented` into its space. */
export function mapsOf(type: TypeEntity, scope: Scope): ConditionalMap[] {
  return presentMembers(type, scope).flatMap(({ node, conditions }) =>
    nodesOf(node).map((map) => ({ node: map, conditions })),
  );
}

function nodesOf(node: ast.Member): ast.MapMember[] {
  if (node.kind === "map") return [node];
  if (node.kind === "region") return subMaps(node, pathTo(node.name));
  return node.kind === "unimplemented" ? [unimplementedMap(node)] : [];
}

/** Where the parts of a container lie in it, and theirs in them; what cannot contain was reported. */
function subMaps({ spec, bound }: Pick<ast.Region, "spec" | "bound">, container: ast.Path): ast.MapMember[] {
  if (bound || spec.form !== "container") return [];
  const subs = spec.members.filter((member) => member.kind === "sub");
  if (subs.length === 0) return [];
  const { start, end } = container;
  const entries = subs.map((sub) => subEntry(sub, container));
  const map: ast.MapMember = { kind: "map", override: false, into: container, entries, start, end };
  const inner = subs.flatMap((sub) => subMaps(sub, step(container, sub.name)));
  return [map, ...inner];
}

/** Name of the loop variable where the text has none. */
const anonymousIndex = "index";

function subEntry({ name, bound, address, priority, start, end }: ast.Sub, container: ast.Path): ast.MapEntry {
  const entry = { kind: "map-entry", address, start, end, ...(priority && { priority }) } as const;
  const region = step(container, name);
  if (!bound) return { ...entry, region };
  const index = bound.index ?? { ...name, text: anonymousIndex };
  const range: ast.Range = { kind: "range", from: plain(0n, bound), to: bound.count, start, end };
  const picked: ast.Step = { kind: "index", index: pathTo(index), start: name.start, end: name.end };
  const loop: ast.Loop = { kind: "loop", index, range, start, end };
  return { ...entry, region: { ...region, steps: [...region.steps, picked] }, loop };
}

/** Below everything else, so that what is implemented inside the range wins. */
const lowest = -1000n;

function unimplementedMap(node: ast.Unimplemented): ast.MapMember {
  const { name, space, address, start, end, priority = plain(lowest, name) } = node;
  const entry: ast.MapEntry = { kind: "map-entry", region: pathTo(name), address, priority, start, end };
  return { kind: "map", override: false, into: space, entries: [entry], start, end };
}

function pathTo(root: ast.Name): ast.Path {
  return { kind: "path", root, steps: [], start: root.start, end: root.end };
}

function step(path: ast.Path, name: ast.Name): ast.Path {
  const { start, end } = name;
  return { ...path, steps: [...path.steps, { kind: "member", name, start, end }], start, end };
}

function plain(value: bigint, { start, end }: ast.Node): ast.NumberLiteral {
  return { kind: "number", raw: String(value), value, unit: "plain", start, end };
}
