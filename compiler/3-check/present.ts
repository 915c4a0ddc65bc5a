import type * as ast from "../1-parse/ast.ts";
import { type ConditionalMember, membersOf } from "../2-bind/members.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { type CheckedType } from "./checked.ts";
import { evaluate } from "./evaluate.ts";
import { type Scope } from "./scope.ts";

/** Whether a condition holds in every instance, or in none; null if that depends on properties. A constant that is there holds. */
export function holds(condition: ast.Expression, scope: Scope): boolean | null {
  const value = evaluate(condition, scope);
  if (!value.fixed) return null;
  if (value.kind === "bool") return value.value;
  return value.kind === "int" || value.kind === "string" || value.kind === "enum" ? true : null;
}

/**
 * A type's members under the conditions that can fail. A member of a family has no more than its constants leave; in every
 * other type, what can never exist is checked all the same, and left out by `withoutDead`.
 */
export function presentMembers(type: TypeEntity, scope: Scope): readonly ConditionalMember[] {
  const all = membersOf(type);
  if (all.every(({ conditions }) => conditions.length === 0)) return all;
  return all.flatMap(({ node, conditions }) => {
    const answers = conditions.map((condition) => holds(condition, scope));
    if (type.variant && answers.includes(false)) return [];
    return [{ node, conditions: conditions.filter((_, at) => answers[at] !== true) }];
  });
}

/** A type without the parts whose conditions never hold. */
export function withoutDead(type: CheckedType, scope: Scope): CheckedType {
  const alive = <One extends { readonly conditions: readonly ast.Expression[] }>(parts: readonly One[]): One[] =>
    parts.filter(({ conditions }) => conditions.every((condition) => holds(condition, scope) !== false));
  return {
    ...type,
    regions: alive(type.regions),
    spaces: alive(type.spaces),
    unimplemented: alive(type.unimplemented),
    gates: alive(type.gates),
    lines: alive(type.lines),
    clocks: alive(type.clocks),
    timers: alive(type.timers),
    ports: alive(type.ports),
    onBuses: {
      ...type.onBuses,
      buses: alive(type.onBuses.buses),
      plugs: alive(type.onBuses.plugs),
      bars: alive(type.onBuses.bars),
    },
    children: alive(type.children),
    aliases: alive(type.aliases),
    connections: alive(type.connections),
    mappings: alive(type.mappings),
  };
}
