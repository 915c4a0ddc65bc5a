import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { evaluate, evaluateInt } from "./evaluate.ts";
import { type Scope, withLocals } from "./scope.ts";
import { mostRounds, roundCount, rounds } from "./wires.ts";
import { type Condition, findWorld, type World } from "./worlds.ts";

/** A statement that picks from arrays: what counts its rounds, outermost first, and the conditions around it. */
export interface Picking {
  readonly loops: readonly ast.Loop[];
  readonly conditions: readonly ast.Expression[];
}

/** The elements of an array as the rounds of a loop; none where they have no number. */
export function loopOf({ index, count }: ast.Bound): ast.Loop[] {
  if (!index) return [];
  const { start, end } = count;
  const from: ast.Expression = { kind: "number", value: 0n, unit: "plain", raw: "0", start, end: start };
  return [{ kind: "loop", index, range: { kind: "range", from, to: count, start, end }, start, end }];
}

/**
 * Whether an element of an array of ours that a path picks is there whatever the properties are that say how many there are; reports
 * one that is not. Elements beyond the most that there can be were reported where the path was followed.
 */
export function checkReach(path: ast.Path, { loops, conditions }: Picking, scope: Scope): boolean {
  const member = scope.type?.members.get(path.root.text);
  const [step] = path.steps;
  if (member?.node.kind !== "child" && member?.node.kind !== "relation") return true;
  if (!member.node.bound || step?.kind !== "index") return true;
  const muted: Scope = { ...scope, log: new Log() };
  const home: Scope = { ...muted, file: member.owner.file, locals: new Map() };
  const { count } = member.node.bound;
  if (evaluate(count, home).fixed) return true;
  const ends = loops.flatMap(({ range }) => [range.from, range.to]);
  const more: Condition[] = [step.index, ...ends].map((node) => ({ node, scope: muted }));
  const wanted = conditions.map((node): Condition => ({ node, scope: muted }));
  let effort = 0;
  let missing: { readonly at: bigint; readonly most: bigint } | null = null;
  const isFound = (world: World): boolean => {
    effort += loops.reduce((all, one) => all * roundCount(one, withLocals(muted, world)), 1);
    if (effort > mostRounds) return false;
    const most = evaluateInt(count, withLocals(home, world), "a count")?.min ?? 0n;
    for (const round of allRounds(loops, withLocals(muted, world))) {
      const at = evaluate(step.index, round);
      if (at.kind !== "int" || at.min !== at.max || at.min < most) continue;
      missing = { at: at.min, most };
      return true;
    }
    return false;
  };
  findWorld(wanted, { more: [...more, { node: count, scope: home }], tries: new Map() }, isFound);
  const found = missing as { readonly at: bigint; readonly most: bigint } | null;
  if (!found) return true;
  const blanks = { name: member.name, count: String(found.most), index: String(found.at) };
  const related = [
    { span: spanOf(member.owner.file, member.node.bound), message: "a property says how many there are" },
  ];
  scope.log.report("check/index-unsure", spanOf(scope.file, step.index), blanks, { related });
  return false;
}

function* allRounds([loop, ...inner]: readonly ast.Loop[], scope: Scope): Generator<Scope> {
  for (const round of rounds(loop, scope))
    if (inner.length > 0) yield* allRounds(inner, round);
    else yield round;
}
