import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { accessorsOf, fieldAccessorsOf } from "./accessors.ts";
import { type CheckedType } from "./checked.ts";
import { type Scope } from "./scope.ts";

/** A name of the generated class: what has it, and where a second one of the same text is reported when names are bound. */
interface Taken {
  readonly of: ast.Name;
  readonly type: TypeEntity;
  readonly home: unknown;
}

/** The names that the members of a type have in the generated class, and those of the types that it extends. */
export interface MemberNames {
  readonly own: ReadonlyMap<string, Taken>;
  readonly base: MemberNames | null;
}

/** Members by themselves have one home in a type and in those that extend it: `override` says there what is meant. */
const members = "members";

/** Reports members that would have one name in the generated class, also with one that is inherited; `known` are the names of bases. */
export function checkMemberNames(
  type: CheckedType,
  known: ReadonlyMap<TypeEntity, MemberNames>,
  scope: Scope,
): MemberNames {
  const own = new Map<string, Taken>();
  const base = (type.base && known.get(type.base)) ?? null;
  const names: MemberNames = { own, base };
  const take = (all: readonly string[], of: ast.Name, home: unknown): boolean => {
    for (const name of all) {
      const before = find(names, name);
      if (!before) continue;
      if (before.home === home && before.of.text === of.text) return false;
      const related = [{ span: spanOf(before.type.file, before.of), message: "this one has it" }];
      scope.log.report("check/same-name", spanOf(scope.file, of), { name }, { related });
      return false;
    }
    for (const name of all) own.set(name, { of, type: type.entity, home });
    return true;
  };
  for (const { name, node } of membersOf(type)) take([name], node.name, members);
  for (const bank of type.banks)
    for (const register of bank.registers) {
      // Of a name that is taken, the fields would be the next to say the same.
      if (!take(accessorsOf(register), register.node.name, bank)) continue;
      for (const field of register.fields) take(fieldAccessorsOf(register, field), field.node.name, register);
    }
  return names;
}

function find(names: MemberNames, name: string): Taken | null {
  for (let at: MemberNames | null = names; at; at = at.base) {
    const found = at.own.get(name);
    if (found) return found;
  }
  return null;
}

type Named = { readonly name: string; readonly node: { readonly name: ast.Name } };

function membersOf(type: CheckedType): readonly Named[] {
  const { props, methods, relations, states, regions, spaces, unimplemented, gates } = type;
  const { lines, clocks, timers, children, aliases } = type;
  const made: readonly Named[] = [lines, clocks, timers, children, type.onBuses.buses, aliases].flat();
  return [...[props, methods, relations, states, regions, spaces, unimplemented, gates].flat(), ...made];
}
