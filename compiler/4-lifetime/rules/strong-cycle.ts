import type * as ast from "../../1-parse/ast.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../../2-bind/model.ts";
import { type Fix, type Log, type Related } from "../../diagnostics/log.ts";
import { isInside, type LifetimeEdge, type LifetimeNode } from "../graph.ts";
import { upIt } from "../fixes/up.ts";
import { placeOf, type Rule } from "../project.ts";
import { rewordRelation } from "../reword.ts";
import { type StrongEdge } from "../strong-types.ts";
import { strongSteps, type StrongStep, wayBack } from "../way-back.ts";

/** Cycles of children, `ref` and `hold`: nobody in them is ever finalized (lifetimes, section 2.4). */
export const strongCycle: Rule = {
  check(graph, { cycles, types, openHolds }, log) {
    const reports = { types, log };
    for (const { edge, back } of cycles) if (edge.member.owner === graph.type) reportTypes(edge, back, reports);
    const shown = new Set(cycles.flatMap(({ edge, back }) => [edge, ...back].map((step) => step.member.node)));
    const settings = graph.edges.filter(
      ({ kind, strength, from, at }) =>
        kind === "holds" &&
        strength === "counted" &&
        from.kind === "handle" &&
        at === graph.root &&
        !shown.has(from.member!.node),
    );
    if (settings.length === 0) return;
    const steps = strongSteps(graph, openHolds);
    for (const edge of settings) checkSetting(edge, steps, reports);
  },
};

/** Where reports go, and what their fixes have to look through. */
interface Reports {
  readonly types: readonly TypeEntity[];
  readonly log: Log;
}

function reportTypes(edge: StrongEdge, back: readonly StrongEdge[], reports: Reports): void {
  const { member } = edge;
  const cycle = [edge, ...back];
  const path = [edge.from, ...cycle.map((step) => step.to)].map((type) => `\`${type.name}\``).join(" → ");
  const related = back.map((step) => ({
    span: placeOf(step.member),
    message: step.child
      ? `\`${step.from.name}\` contains \`${step.to.name}\` here`
      : `and the cycle goes on here${standIn(step)}`,
  }));
  const asked = edge.member.type;
  if (asked && asked !== edge.to)
    related.unshift({
      span: spanOf(edge.to.file, edge.to.node.name),
      message: `\`${edge.to.name}\` is a \`${asked.name}\`, so that \`${member.name}\` can be set to one`,
    });
  if (back.length > 0 && back.every((step) => step.child)) reportAncestor(member, edge.to.name, related, reports);
  else
    reports.log.report(
      "lifetime/strong-cycle",
      placeOf(member),
      { name: member.name, path },
      { related, fixes: [weaken(member)] },
    );
}

/** That a relation leads on to what is of the type that it asks for, where that is not this type. */
function standIn({ member, to }: StrongEdge): string {
  return member.type && member.type !== to ? `, where \`${member.name}\` is set to a \`${to.name}\`` : "";
}

function reportAncestor(
  member: MemberEntity,
  ancestor: string,
  related: readonly Related[],
  { types, log }: Reports,
): void {
  const { relation } = member.node as ast.Relation;
  const blanks = { name: member.name, relation, ancestor };
  log.report("lifetime/ref-to-ancestor", placeOf(member), blanks, { related, fixes: upIt(member, types) });
}

function weaken(member: MemberEntity): Fix {
  return rewordRelation(member, "link", `make \`${member.name}\` weak`);
}

/** What a type sets on its parts closes a cycle that the types alone do not show. */
function checkSetting(edge: LifetimeEdge, steps: readonly StrongStep[], { types, log }: Reports): void {
  const { from, to, at } = edge;
  const holder = from.parent!;
  const member = from.member!;
  const place = { span: placeOf(member), message: `\`${member.name}\` keeps its target alive` };
  if (isInside(holder, to)) {
    const blanks = { name: member.name, relation: (member.node as ast.Relation).relation, ancestor: to.path };
    return log.report("lifetime/ref-to-ancestor", edge.span, blanks, {
      related: [place],
      fixes: upIt(member, types),
    });
  }
  const back = wayBack(to, holder, steps);
  if (!back || back.some((step) => step.at === at && step.span.start < edge.span.start)) return;
  const path = [holder, to, ...back.map((step) => ownerOf(step.to))].map((node) => `\`${node.path}\``);
  const unique = path.filter((name, index) => name !== path[index - 1]).join(" → ");
  const related = back.map((step) => ({
    span: step.span,
    message: step.at
      ? "and the cycle goes on here"
      : `and it goes on if \`${step.from.path}\` is set to \`${step.to.path}\``,
  }));
  log.report(
    "lifetime/strong-cycle",
    edge.span,
    { name: member.name, path: unique },
    { related, fixes: [weaken(member)] },
  );
}

function ownerOf(node: LifetimeNode): LifetimeNode {
  return node.kind === "handle" ? node.parent! : node;
}
