import { membersOf } from "../2-bind/members.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { shownPath } from "../2-bind/shown-path.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Memory } from "../memory.ts";

/** What must be known before a type can be laid out, with the place that says so. */
interface Need {
  readonly type: TypeEntity;
  readonly member: MemberEntity | null;
}

interface Visit {
  readonly type: TypeEntity;
  readonly needs: readonly Need[];
  next: number;
}

/**
 * The types in an order in which everything a type extends or contains comes before it. A type that contains itself,
 * directly or through others, would never stop being made: it is reported, and left out.
 */
export function orderTypes(types: readonly TypeEntity[], log: Log, memory: Memory): TypeEntity[] {
  const open = (type: TypeEntity): Visit => {
    state.set(type, "open");
    return { type, needs: memory.once(type, "needs", log, () => needsOf(type)), next: 0 };
  };
  const state = new Map<TypeEntity, "open" | "done">();
  const order: TypeEntity[] = [];
  for (const start of types) {
    if (state.has(start)) continue;
    const stack: Visit[] = [open(start)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = top.needs[top.next++];
      if (!need) {
        state.set(top.type, "done");
        order.push(top.type);
        stack.pop();
      } else if (state.get(need.type) === "open") reportCycle(stack, need, log);
      else if (!state.has(need.type)) stack.push(open(need.type));
    }
  }
  return order;
}

function needsOf(type: TypeEntity): Need[] {
  const needs: Need[] = type.base ? [{ type: type.base, member: null }] : [];
  for (const { node } of membersOf(type)) {
    const member = node.kind === "child" ? type.members.get(node.name.text) : undefined;
    const here = member?.node === node || (node.kind === "child" && node.override);
    if (member?.type && here) needs.push({ type: member.type, member }, ...armNeeds(member, type));
  }
  return needs;
}

/** Every type that is chosen from must fit into what is reserved, so its size must be known. */
function armNeeds(member: MemberEntity, type: TypeEntity): Need[] {
  if (member.node.kind !== "child" || !member.node.reserve) return [];
  const arms = member.node.choose?.arms ?? [];
  return arms.flatMap((arm) => {
    const entity = type.file.names.get(arm.type.name.text);
    return entity?.kind === "type" ? [{ type: entity, member }] : [];
  });
}

function reportCycle(stack: readonly Visit[], need: Need, log: Log): void {
  const circle = stack.slice(stack.findIndex((visit) => visit.type === need.type));
  const closing = need.member ?? stack.at(-1)!.needs[stack.at(-1)!.next - 1]!.member;
  const stations = [...circle.map((visit) => visit.type), need.type].map((type) => `\`${type.name}\``);
  const path = shownPath(stations, " contains ");
  const related = circle.slice(0, -1).flatMap((visit) => {
    const { member } = visit.needs[visit.next - 1]!;
    return member
      ? [{ span: spanOf(visit.type.file, member.node), message: `\`${visit.type.name}\` contains it here` }]
      : [];
  });
  const owner = stack.at(-1)!.type;
  const span = spanOf(owner.file, closing?.node ?? owner.node.name);
  log.report("check/contains-itself", span, { name: need.type.name, path }, { related });
}
