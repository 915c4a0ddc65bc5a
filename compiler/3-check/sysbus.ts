import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedPort } from "./checked.ts";
import { isSysBus, nextNumber, numbered, type Numbered, ownPorts } from "./numbers.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";

/** What a type gives numbers to: ports of the right kind, without gaps. */
export function checkPorts(entity: TypeEntity, scope: Scope): CheckedPort[] {
  if (isSysBus(entity)) return (["mmio", "pio", "irq"] as const).flatMap((form) => checkForm(entity, form, scope));
  for (const { node } of presentMembers(entity, scope))
    if (node.kind === "sysbus")
      scope.log.report("check/not-sysbus", spanOf(scope.file, node), { name: entity.name, form: node.form });
  return [];
}

function checkForm(entity: TypeEntity, form: ast.SysBusPort["form"], scope: Scope): CheckedPort[] {
  const inherited = entity.base ? numbered(entity.base, form, scope) : [];
  const start = nextNumber(inherited);
  const ports = ownPorts(entity, form, start, scope);
  checkNumbers(ports, start, scope);
  for (const port of ports) if (port.node) checkTarget(port, port.node, scope);
  // What has no number before realize leaves none to what stands behind it.
  let late = inherited.some(({ phase }) => phase === "realize");
  return ports.map((port) => {
    late ||= port.phase === "realize";
    return { ...port, phase: late ? "realize" : "init" };
  });
}

/** Reports numbers that are taken, that leave a gap, or that nobody can know. */
function checkNumbers(ports: readonly Numbered[], start: bigint, scope: Scope): void {
  let next = start;
  let open: Numbered | null = null;
  for (const port of ports) {
    const { node, first, count, form } = port;
    if (!node) return;
    const span = spanOf(scope.file, node.number);
    if (open) {
      const related = [{ span: spanOf(scope.file, open.node!), message: "how many this has depends on properties" }];
      scope.log.report(
        "check/sysbus-open",
        span,
        { number: String(first), name: open.target.member.name },
        { related },
      );
      return;
    }
    if (first !== next)
      scope.log.report("check/sysbus-number", span, { form, number: String(first), wanted: String(next) });
    if (count === null) open = port;
    next = first + (count ?? 1n);
  }
}

function checkTarget({ target, form }: Numbered, node: ast.SysBusPort, scope: Scope): void {
  const { member } = target;
  const span = spanOf(scope.file, node.target);
  if (form !== "irq" && member.node.kind !== "region")
    scope.log.report("check/not-a-region", span, { name: member.name });
  if (form === "irq" && !(member.node.kind === "irq" && member.node.direction === "out"))
    scope.log.report("check/not-a-line", span, { name: member.name });
  if (target.slice) scope.log.report("check/not-a-line", span, { name: member.name });
}
