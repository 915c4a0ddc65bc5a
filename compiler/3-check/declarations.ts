import { type BoundFile, spanOf } from "../2-bind/model.ts";
import { constantValue } from "./evaluate.ts";
import { type Scope } from "./scope.ts";

/** Constants and enums of a file, and what this edition does not generate. */
export function checkDeclarations(file: BoundFile, scope: Scope): void {
  for (const entity of file.declared.values()) {
    if (entity.kind === "const") constantValue(entity.node, scope);
    if (entity.kind !== "enum") continue;
    const seen = new Map<string, (typeof entity.node.values)[number]>();
    for (const value of entity.node.values) {
      const before = seen.get(value.name.text);
      if (before) {
        const related = [{ span: spanOf(file, before.name), message: "the first one is here" }];
        const blanks = { type: entity.name, name: value.name.text };
        scope.log.report("bind/duplicate-member", spanOf(file, value.name), blanks, { related });
      }
      seen.set(value.name.text, value);
      if (value.value)
        scope.log.report("check/unsupported", spanOf(file, value.value), { what: "a number for an enum value" });
    }
  }
}
