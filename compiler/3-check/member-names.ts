import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedType } from "./checked.ts";
import { type Scope } from "./scope.ts";

/** Reports members that would have one name in the generated class. */
export function checkMemberNames(type: CheckedType, scope: Scope): void {
  const seen = new Map<string, ast.Name>();
  const groups = [
    type.props,
    type.methods,
    type.relations,
    type.states,
    type.regions,
    type.spaces,
    type.unimplemented,
    type.gates,
    type.lines,
    type.clocks,
    type.timers,
    type.children,
    type.onBuses.buses,
    type.aliases,
    ...type.banks.map((bank) => bank.registers),
    ...type.banks.flatMap((bank) => bank.registers.map((register) => register.fields)),
  ];
  for (const { name, node } of groups.flat()) {
    const before = seen.get(name);
    // The same name twice was reported where it is bound.
    if (before?.text === node.name.text) continue;
    if (before) {
      const related = [{ span: spanOf(scope.file, before), message: "this one has it" }];
      scope.log.report("check/same-name", spanOf(scope.file, node.name), { name }, { related });
    } else seen.set(name, node.name);
  }
}
