import { type BoundFile, type EnumEntity, spanOf } from "../2-bind/model.ts";
import { checkConstant } from "./constants.ts";
import { evaluateConstant } from "./evaluate.ts";
import { type Scope } from "./scope.ts";

/** Constants and enums of a file, and what this edition does not generate. */
export function checkDeclarations(file: BoundFile, scope: Scope): void {
  for (const entity of file.declared.values()) {
    if (entity.kind === "const") checkConstant(entity.node, scope);
    if (entity.kind !== "enum") continue;
    enumNumbers(entity, scope);
    const seen = new Map<string, (typeof entity.node.values)[number]>();
    for (const value of entity.node.values) {
      const before = seen.get(value.name.text);
      if (before) {
        const related = [{ span: spanOf(file, before.name), message: "the first one is here" }];
        const blanks = { type: entity.name, name: value.name.text };
        scope.log.report("bind/duplicate-member", spanOf(file, value.name), blanks, { related });
      }
      seen.set(value.name.text, value);
    }
  }
}

/** The numbers of an enum's values: as declared, else one more than the value before; the first is 0. */
export function enumNumbers({ node, file }: EnumEntity, scope: Scope): ReadonlyMap<string, bigint> {
  const numbers = new Map<string, bigint>();
  let next = 0n;
  for (const { name, value } of node.values) {
    const number = (value && evaluateConstant(value, scope, "the number of a value")) ?? next;
    const twin = [...numbers].find(([, other]) => other === number);
    if (twin) {
      const blanks = { name: name.text, other: twin[0], number: String(number) };
      scope.log.report("check/enum-number", spanOf(file, name), blanks);
    }
    numbers.set(name.text, number);
    next = number + 1n;
  }
  return numbers;
}
