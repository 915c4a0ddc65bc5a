import type ts from "typescript";
import { bare, calledName, isFunction, receiverOf, symbolOf, walk } from "../core/syntax.ts";
import { type BehaviourRule, type Examined, isGlobal, runsOn, wayTo } from "../examined.ts";
import { isSelf, type Visit } from "../hooks.ts";

const timers: ReadonlySet<string> = new Set(["setTimeout", "setInterval", "setImmediate"]);

/** Methods and functions that call what they get at some later time. */
const deferring: ReadonlySet<string> = new Set(
  "then catch finally queueMicrotask nextTick defer on once addListener addEventListener".split(" "),
);

/** Code that the host calls when it likes: its timers, and callbacks of promises and emitters that reach the device. */
export const hostTime: BehaviourRule = {
  check(examined) {
    reportTimers(examined);
    const seen = new Set<ts.Node>();
    for (const visit of examined.visits) {
      if (runsOn(visit.hook, "finalize")) continue;
      walk(
        visit.fn,
        (node) => {
          if (seen.has(node)) return;
          seen.add(node);
          reportDeferred(node, visit, examined);
        },
        examined.code,
      );
      reportAwait(visit, examined);
    }
  },
};

function reportTimers({ file, code, log, spanOf }: Examined): void {
  walk(
    file,
    (node) => {
      if (!code.ts.isCallExpression(node)) return;
      const callee = bare(node.expression, code);
      const name = code.ts.isIdentifier(callee) ? importedName(callee, { code }) : memberOfGlobal(node, { code });
      if (name !== null && timers.has(name)) log.report("behaviour/foreign-timer", spanOf(callee), { name });
    },
    code,
  );
}

/** The name of a global, or of something that a module of the host exports; null for what the project declares. */
function importedName(callee: ts.Identifier, { code }: Pick<Examined, "code">): string | null {
  const { ts, checker } = code;
  for (const declaration of checker.getSymbolAtLocation(callee)?.declarations ?? [])
    if (ts.isImportSpecifier(declaration)) {
      const from = declaration.parent.parent.parent.moduleSpecifier as ts.StringLiteral;
      return /^(node:)?timers/.test(from.text) ? (declaration.propertyName ?? declaration.name).text : null;
    }
  return isGlobal(callee, code) ? callee.text : null;
}

/** `globalThis.setTimeout` */
function memberOfGlobal(call: ts.CallExpression, { code }: Pick<Examined, "code">): string | null {
  const receiver = receiverOf(call, code);
  return receiver?.getText() === "globalThis" ? calledName(call, code) : null;
}

function reportDeferred(node: ts.Node, visit: Visit, examined: Examined): void {
  const { code, log, spanOf } = examined;
  const name = code.ts.isCallExpression(node) ? (calledName(node, code) ?? "") : "";
  if (!deferring.has(name) || !code.ts.isCallExpression(node)) return;
  for (const argument of node.arguments) {
    const fn = bare(argument, code);
    if (!isFunction(fn, code) || !names(fn, visit, examined)) continue;
    const what = `a callback of \`${name}\``;
    log.report("behaviour/async-callback-outlives-device", spanOf(node), { what }, { related: wayTo(visit, examined) });
  }
}

function names(fn: ts.Node, { selves }: Visit, { code }: Examined): boolean {
  let found = false;
  walk(
    fn,
    (node) => {
      const symbol = code.ts.isIdentifier(node) ? symbolOf(node, code) : null;
      if (symbol && selves.has(symbol)) found = true;
    },
    code,
  );
  return found;
}

/** The device is named behind an `await` of the same function. */
function reportAwait(visit: Visit, examined: Examined): void {
  const { code, log, spanOf } = examined;
  let waited: ts.Node | null = null;
  let used: ts.Node | null = null;
  walk(
    visit.fn,
    (node) => {
      if (code.ts.isAwaitExpression(node)) waited ??= node;
      else if (
        waited &&
        !used &&
        code.ts.isIdentifier(node) &&
        isBehind(node, waited) &&
        isSelf(node, visit.selves, code)
      )
        used = node;
    },
    code,
  );
  if (!waited || !used) return;
  const related = [
    { span: spanOf(waited), message: "the host goes on with other things here" },
    ...wayTo(visit, examined),
  ];
  const what = "what follows an `await`";
  log.report("behaviour/async-callback-outlives-device", spanOf(used), { what }, { related });
}

function isBehind(node: ts.Node, other: ts.Node): boolean {
  return node.pos >= other.end;
}
