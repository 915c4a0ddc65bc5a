import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type CheckedMethod, type MethodValue } from "./checked.ts";
import { type Placed } from "./parts.ts";
import { integerTypes } from "./property-value.ts";
import { type Scope } from "./scope.ts";
import { parameterName } from "./variables.ts";

/** A method: its parameters have names of their own, and all types exist. */
export function checkMethod({ node, ...part }: Placed<ast.Method>, scope: Scope): CheckedMethod {
  const seen = new Map<string, ast.Name>();
  const parameters = node.parameters.map(({ name, type }) => {
    const called = parameterName(name.text);
    const before = seen.get(called);
    if (before) {
      const related = [{ span: spanOf(scope.file, before), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, name), { what: `\`${name.text}\`` }, { related });
    }
    seen.set(called, name);
    return { name: called, type: methodValue(type, scope) };
  });
  return { ...part, node, parameters, result: node.result ? methodValue(node.result, scope) : null };
}

/** What a type of a parameter or an answer means; null after a report. */
export function methodValue({ name, count }: ast.TypeRef, scope: Scope): MethodValue | null {
  const entity = scope.file.names.get(name.text);
  if (!count) {
    if (name.text === "u64" || name.text === "i64") return { kind: "bigint" };
    if (integerTypes.has(name.text)) return { kind: "number" };
    if (name.text === "bool") return { kind: "boolean" };
    if (name.text === "string") return { kind: "string" };
    if (entity?.kind === "enum") return { kind: "enum", of: entity };
    if (entity?.kind === "type") return { kind: "object", of: entity };
    if (entity?.kind === "broken") return null;
  }
  const hint = didYouMean(
    name.text,
    [...integerTypes.keys(), "bool", "string", ...scope.file.names.keys()],
    "use an integer type, `size`, `bool`, `string`, an enum, or a type of objects",
  );
  scope.log.report("check/property-type", spanOf(scope.file, name), { name: name.text, hint });
  return null;
}
