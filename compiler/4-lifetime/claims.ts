import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type Draft } from "./build.ts";
import { follow, targetOf } from "./follow.ts";
import { type EdgePhase, type LifetimeEdge, type LifetimeNode, type Strength } from "./graph.ts";
import { type Statement, statementsOf, written } from "./members.ts";

/** Who makes claims: an object, and the statement of its type that does. */
interface Site {
  readonly at: LifetimeNode;
  readonly draft: Draft;
  readonly owner: TypeEntity;
  readonly conditions: readonly ast.Expression[];
}

const strengths: Readonly<Record<ast.Relation["relation"], Strength>> = {
  link: "weak",
  up: "weak",
  ref: "counted",
  hold: "counted",
};

/** Adds what the text of an object's type says about its parts: what they hold, expose and use. */
export function addClaims(at: LifetimeNode, draft: Draft): void {
  const statements = statementsOf(at.type!);
  const siteOf = ({ owner, conditions }: Statement): Site => ({ at, draft, owner, conditions });
  for (const statement of statements) addHeld(statement.node, siteOf(statement));
  for (const statement of statements) addExposed(statement.node, siteOf(statement));
  for (const statement of statements) addUsed(statement.node, siteOf(statement));
}

function claim(site: Site, edge: Omit<LifetimeEdge, "at" | "span" | "conditions">, node: ast.Node): void {
  const conditions = [...site.at.conditions, ...site.conditions];
  site.draft.edges.push({ ...edge, at: site.at, span: spanOf(site.owner.file, node), conditions });
}

function addHeld(node: ast.Member, site: Site): void {
  const { at, draft } = site;
  if (node.kind === "relation") {
    const handle = at.parts.get(node.name.text);
    if (!handle || handle.member!.node !== node) return;
    const target = node.relation === "up" ? targetOf(handle, draft.edges) : pathTarget(node.value, site);
    if (target) hold(handle, target, node, site);
  } else if (node.kind === "child") {
    const child = at.parts.get(node.name.text);
    for (const setting of child ? settingsOf(node) : []) addSetting(setting, child!, site);
  } else if (node.kind === "plug") {
    const bus = follow(at, node.bus, draft.edges)?.node;
    const device = follow(at, node.device, draft.edges)?.node;
    if (bus?.member?.node.kind !== "bus" || !device) return;
    const what = `plug on \`${written(node.bus)}\``;
    claim(site, { kind: "holds", strength: "counted", from: bus, to: device, phase: "always", what, node }, node);
  }
}

function settingsOf(node: ast.Child): readonly ast.Setting[] {
  return [...node.settings, ...(node.choose?.arms.flatMap((arm) => arm.settings) ?? [])];
}

function addSetting(setting: ast.Setting, child: LifetimeNode, site: Site): void {
  const handle = follow(child, setting.target, site.draft.edges)?.node;
  const target = pathTarget(setting.value, site);
  if (handle?.kind === "handle" && target) hold(handle, target, setting, site);
}

function hold(handle: LifetimeNode, to: LifetimeNode, node: ast.Setting | ast.Relation, site: Site): void {
  const relation = handle.member!.node as ast.Relation;
  const what = `${relation.relation} \`${handle.path}\``;
  const setting = node.kind === "setting" ? node : null;
  const strength = strengths[relation.relation];
  claim(site, { kind: "holds", strength, from: handle, to, phase: "always", what, node: setting }, node);
}

function pathTarget(value: ast.Expression | undefined, { at, draft }: Site): LifetimeNode | null {
  if (value?.kind !== "path") return null;
  const way = follow(at, value, draft.edges);
  if (!way?.whole) return null;
  return way.node.kind === "handle" ? targetOf(way.node, draft.edges) : way.node;
}

function addExposed(node: ast.Member, site: Site): void {
  const expose = (from: LifetimeNode | undefined, path: ast.Path, what: string, by: ast.MapEntry | ast.Path): void => {
    const to = follow(site.at, path, site.draft.edges);
    if (!from || !to?.whole || to.node.kind !== "region") return;
    const edge = { kind: "exposes", strength: "exposed", from, to: to.node, phase: "always", what, node: by } as const;
    claim(site, edge, path);
  };
  if (node.kind === "map") {
    const into = follow(site.at, node.into, site.draft.edges)?.node;
    if (into?.kind !== "space" && into?.kind !== "region") return;
    for (const entry of node.entries) expose(into, entry.region, `map into \`${written(node.into)}\``, entry);
  } else if (node.kind === "bar") expose(site.at, node.region, `bar ${numberOf(node.number)}`, node.region);
  else if (node.kind === "sysbus") expose(site.at, node.target, `sysbus ${node.form}`, node.target);
  else if (node.kind === "port") expose(site.at, node.target, `port \`${node.name.text}\``, node.target);
  else if (node.kind === "alias" && node.of === "region")
    expose(site.at, node.target, `alias \`${node.name.text}\``, node.target);
  else if (node.kind === "region") {
    const region = site.at.parts.get(node.name.text);
    if (node.spec.target) expose(region, node.spec.target, `alias \`${node.name.text}\``, node.spec.target);
  }
}

function numberOf(node: ast.Expression): string {
  return node.kind === "number" ? node.raw : "";
}

function addUsed(node: ast.Member, site: Site): void {
  if (node.kind === "life-hook") useAll(site.at, node.hook, node.hook.event, site);
  else if (node.kind === "timer") useAll(site.at, node.hook, "expire", site);
  else if ((node.kind === "irq" || node.kind === "clock") && node.hook) useAll(site.at, node.hook, "change", site);
  else if (node.kind === "bank") for (const hook of bankHooks(node.members)) useAll(site.at, hook, "access", site);
  else if (node.kind === "region") {
    const region = site.at.parts.get(node.name.text);
    if (region) useOps(node.spec, region, site);
  }
}

function useOps(spec: ast.RegionSpec, region: LifetimeNode, site: Site): void {
  const what = `ops of \`${region.path}\``;
  for (const path of spec.uses) use(region, path, { phase: "access", what, node: path }, site);
  for (const sub of spec.members) {
    if (sub.kind !== "sub") continue;
    const part = region.parts.get(sub.name.text);
    if (part) useOps(sub.spec, part, site);
  }
}

function bankHooks(members: readonly ast.BankMember[]): ast.Hook[] {
  return members.flatMap((member): readonly ast.Hook[] => {
    if (member.kind === "overlay") return bankHooks(member.registers);
    if (member.kind !== "register") return [];
    return member.members.flatMap((part) =>
      part.kind === "register-hook" ? [part.hook] : part.kind === "field" ? part.hooks : [],
    );
  });
}

function useAll(from: LifetimeNode, hook: ast.Hook, phase: EdgePhase, site: Site): void {
  const what = `\`on ${hook.event} => ${hook.name.text}\``;
  for (const path of hook.uses) use(from, path, { phase, what, node: hook }, site);
}

function use(
  from: LifetimeNode,
  path: ast.Path,
  edge: Pick<LifetimeEdge, "phase" | "what" | "node">,
  site: Site,
): void {
  const way = follow(site.at, path, site.draft.edges);
  if (!way) return;
  // What is reached through a relation depends on the relation first.
  const to = way.handles[0] ?? way.node;
  claim(site, { ...edge, kind: "uses", strength: "none", from, to }, path);
}
