import type ts from "typescript";
import { bare, calledName, isAssignment, pickedName, receiverOf, walk } from "../core/syntax.ts";
import { type BehaviourRule, type Examined, runsOn } from "../examined.ts";
import { isSelf, type Visit } from "../hooks.ts";

/** Properties that a hook adds to one device, and properties of the class that it sets too late. */
export const instanceProperty: BehaviourRule = {
  check(examined) {
    const seen = new Set<ts.Node>();
    for (const visit of examined.visits)
      walk(
        visit.fn,
        (node) => {
          if (seen.has(node)) return;
          seen.add(node);
          if (isAssignment(node, examined.code)) checkAssignment(node, visit, examined);
          else if (examined.code.ts.isCallExpression(node)) checkCall(node, visit, examined);
        },
        examined.code,
      );
  },
};

function checkAssignment(node: ts.BinaryExpression, visit: Visit, examined: Examined): void {
  const { code } = examined;
  const { ts } = code;
  const left = bare(node.left, code);
  if (!ts.isPropertyAccessExpression(left) && !ts.isElementAccessExpression(left)) return;
  if (!isSelf(left.expression, visit.selves, code)) return;
  const name = pickedName(left, code);
  const member = name === null ? undefined : visit.hook.facts.members.get(name);
  if (member?.kind === "prop") return member.dynamic ? undefined : reportLate(node, name!, { visit, examined });
  if (!member && isAdded(left, name, examined)) reportAdded(node, name ?? left.getText(), examined);
}

/** Whether the class does not declare it, so that a cast must stand there; without one it does not compile. */
function isAdded(
  left: ts.Expression & { readonly expression: ts.Expression },
  name: string | null,
  { code }: Examined,
): boolean {
  const inner = bare(left.expression, code);
  if (inner === left.expression) return false;
  const declared = code.checker.getTypeAtLocation(inner);
  return name === null || !code.checker.getPropertyOfType(declared, name);
}

const definers: ReadonlySet<string> = new Set(["defineProperty", "defineProperties", "assign", "set"]);

/** `Object.defineProperty(self, ...)`, `Object.assign(self, ...)`, `Reflect.set(self, ...)` */
function checkCall(call: ts.CallExpression, visit: Visit, examined: Examined): void {
  const { code } = examined;
  const receiver = receiverOf(call, code)?.getText();
  const [target, what] = call.arguments;
  if ((receiver !== "Object" && receiver !== "Reflect") || !definers.has(calledName(call, code) ?? "")) return;
  if (target && isSelf(target, visit.selves, code)) reportAdded(call, what?.getText() ?? "a property", examined);
}

function reportAdded(node: ts.Node, name: string, { log, spanOf }: Examined): void {
  log.report("behaviour/instance-property", spanOf(node), { name });
}

interface Place {
  readonly visit: Visit;
  readonly examined: Examined;
}

function reportLate(node: ts.Node, name: string, { visit, examined }: Place): void {
  const { hook, facts } = visit.hook;
  if (runsOn(visit.hook, "init")) return;
  const member = facts.members.get(name)!;
  const related = [{ span: member.span, message: "it is declared here, and is not `dynamic`" }];
  examined.log.report("behaviour/late-property", examined.spanOf(node), { name, hook: hook.name }, { related });
}
