import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { evaluate } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { describeValue } from "./value.ts";

/** What an address map prints on one line: ASCII that is seen, with single spaces inside. */
const labelText = /^[!-~]+( [!-~]+)*$/;

/** Reports what no address map can call a region or an address space. */
export function checkLabel({ label }: { readonly label?: ast.Label }, scope: Scope): void {
  if (!label) return;
  const value = evaluate(label, scope);
  const span = spanOf(scope.file, label);
  if (value.kind === "string") {
    if (!value.fixed || value.value === null || (labelText.test(value.value) && value.value.length <= 255)) return;
    scope.log.report("check/label", span, { label: value.value });
  } else if (value.kind !== "unknown")
    scope.log.report("check/wrong-kind", span, { what: "a label", wanted: "a string", found: describeValue(value) });
}
