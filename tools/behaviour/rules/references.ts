import type ts from "typescript";
import { bare, calledName, symbolOf, variableOf, walk } from "../core/syntax.ts";
import { type BehaviourRule, callsIn, type Examined } from "../examined.ts";
import { isSelf, memberAt, type Visit } from "../hooks.ts";

/** Counting by hand: `unref` of what others hold, `ref` that nothing answers. */
export const references: BehaviourRule = {
  check(examined) {
    const { file, code } = examined;
    const seen = new Set<ts.Node>();
    for (const visit of examined.visits)
      for (const call of callsIn(visit.fn, code, (name) => name === "unref")) {
        if (seen.has(call) || !isRuntime(call, examined)) continue;
        seen.add(call);
        checkUnref(call, visit, examined);
      }
    const dropped = callsIn(file, code, (name) => name === "unref").length > 0;
    for (const call of callsIn(file, code, (name) => name === "ref"))
      if (!dropped && isRuntime(call, examined)) checkRef(call, examined);
  },
};

/** Whether the function is the runtime's: imported from it, whatever else the project calls so. */
function isRuntime({ expression }: ts.CallExpression, { code: { ts, checker } }: Examined): boolean {
  if (!ts.isIdentifier(expression)) return false;
  const declarations = checker.getSymbolAtLocation(expression)?.declarations ?? [];
  return declarations.some(
    (one) =>
      ts.isImportSpecifier(one) &&
      (one.parent.parent.parent.moduleSpecifier as ts.StringLiteral).text === "@qdl/runtime",
  );
}

function checkUnref(call: ts.CallExpression, visit: Visit, examined: Examined): void {
  const { code, log, spanOf } = examined;
  const [object] = call.arguments;
  if (!object) return;
  const own = isSelf(object, visit.selves, code);
  const member = own ? null : memberAt(object, visit, code);
  if (!own && !member) return;
  const taken = callsIn(
    visit.fn,
    code,
    (name, { arguments: [other] }) => name === "ref" && other?.getText() === object.getText(),
  );
  if (taken.length > 0) return;
  const what = own ? "the device itself" : `\`${member!.name}\`, a \`${member!.kind}\` of the device,`;
  const related = member ? [{ span: member.span, message: "who holds it is declared here" }] : [];
  log.report("behaviour/over-unref", spanOf(call), { what }, { related });
}

function checkRef(call: ts.CallExpression, examined: Examined): void {
  const { code, log, spanOf } = examined;
  if (code.ts.isNewExpression(call.parent) || isGivenOn(call, examined)) return;
  log.report("behaviour/child-double-ref", spanOf(call), { name: call.getText() });
}

/** Whether what `ref` returned goes to a function or a handle that answers for it: by a variable, or at once. */
function isGivenOn(call: ts.CallExpression, { code }: Examined): boolean {
  const { ts } = code;
  const { parent } = call;
  if (ts.isReturnStatement(parent)) return true;
  if (ts.isCallExpression(parent)) return calledName(parent, code) === "attach";
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const variable = symbolOf(parent.name, code);
  let given = false;
  walk(
    call.getSourceFile(),
    (node) => {
      if (ts.isNewExpression(node)) given ||= (node.arguments ?? []).some((one) => variableOf(one, code) === variable);
      if (ts.isReturnStatement(node) && node.expression)
        given ||= variableOf(bare(node.expression, code), code) === variable;
    },
    code,
  );
  return given;
}
