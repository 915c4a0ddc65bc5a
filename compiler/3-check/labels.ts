import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type Scope } from "./scope.ts";

/** What an address map prints on one line: ASCII that is seen, with single spaces inside. */
const labelText = /^[!-~]+( [!-~]+)*$/;

/** Reports what no address map can call a region or an address space. */
export function checkLabel({ label }: { readonly label?: ast.Label }, scope: Scope): void {
  if (!label || (labelText.test(label.text) && label.text.length <= 255)) return;
  scope.log.report("check/label", spanOf(scope.file, label), { label: label.text });
}
