import type * as ast from "../1-parse/ast.ts";
import { isA, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { holdsRegions } from "../3-check/maps.ts";
import { type Scope } from "../3-check/scope.ts";
import { choiceOf, type Draft, scopeIn } from "./build.ts";
import { openConditions } from "./conditions.ts";
import { follow, targetsOf, waysOf } from "./follow.ts";
import { type Condition, type LifetimeEdge, type LifetimeNode, partOf, type Strength } from "./graph.ts";
import { type Statement, statementsOf, written } from "./members.ts";
import { pickedBy } from "./picked.ts";
import { addUses } from "./uses.ts";

/** Who makes a claim: an object, by a statement of its type. */
export interface Site {
  readonly at: LifetimeNode;
  readonly draft: Draft;
  readonly owner: TypeEntity;
  readonly conditions: readonly Condition[];
}

const strengths: Readonly<Record<ast.Relation["relation"], Strength>> = {
  link: "weak",
  up: "weak",
  ref: "counted",
  hold: "counted",
};

/** Adds what the text of an object's type says about its parts: what they hold, expose and use. */
export function addClaims(at: LifetimeNode, draft: Draft): void {
  const declared = at.chosenFor?.type;
  const statements = statementsOf(at.type!).flatMap((statement) => {
    // What all types of a choice say, the child itself says.
    if (declared && isA(declared, statement.owner)) return [];
    const site = siteOf(statement, at, draft);
    return site ? [{ node: statement.node, site }] : [];
  });
  for (const { node, site } of statements) addHeld(node, site);
  for (const { node, site } of statements) addExposed(node, site);
  for (const { node, site } of statements) addUses(node, site);
}

function scopeOf({ owner, at, draft }: Site): Scope {
  return scopeIn(owner.file, at.type!, draft);
}

/** Null for a statement under conditions that never hold. */
function siteOf({ owner, conditions }: Statement, at: LifetimeNode, draft: Draft): Site | null {
  const open = openConditions(conditions, at, scopeIn(owner.file, at.type!, draft));
  return open && { at, draft, owner, conditions: [...at.conditions, ...open] };
}

type Claim = Omit<LifetimeEdge, "at" | "span" | "conditions" | "picked"> & Partial<Pick<LifetimeEdge, "picked">>;

export function claim(site: Site, edge: Claim, node: ast.Node): void {
  const { at, conditions } = site;
  site.draft.edges.push({ picked: null, ...edge, at, span: spanOf(site.owner.file, node), conditions });
}

function addHeld(node: ast.Member, site: Site): void {
  const { at, draft } = site;
  if (node.kind === "relation") {
    const handle = partOf(at, node.name.text);
    if (handle?.kind !== "handle") return;
    const targets = node.relation === "up" ? targetsOf(handle, draft.edges) : targetsAt(node.value, site);
    for (const target of targets) hold(handle, target, node, site);
  } else if (node.kind === "child") {
    const child = partOf(at, node.name.text);
    for (const { settings, of } of child ? settingsOf(node, child) : [])
      for (const setting of settings) addSetting(setting, of, site);
  } else if (node.kind === "plug") {
    const device = follow(at, node.device, draft.edges)?.node;
    if (!device) return;
    const what = `plug on \`${written(node.bus)}\``;
    const picked = pickedBy(node.device, node.loop, scopeOf(site));
    const edge = { kind: "holds", strength: "counted", to: device, phase: "always", what, node } as const;
    for (const { node: bus } of waysOf(at, node.bus, draft.edges))
      if (bus.member?.node.kind === "bus") claim(site, { ...edge, from: bus, picked }, node);
  }
}

/** What is set on a child, and in each arm of a choice on the type that the child has then. */
function settingsOf({ settings, choose }: ast.Child, child: LifetimeNode) {
  const arms = choose?.arms ?? [];
  return [{ settings, of: child }, ...arms.map((arm) => ({ settings: arm.settings, of: choiceOf(child, arm) }))];
}

function addSetting(setting: ast.Setting, child: LifetimeNode, site: Site): void {
  const handle = follow(child, setting.target, site.draft.edges)?.node;
  if (handle?.kind !== "handle") return;
  for (const target of targetsAt(setting.value, site)) hold(handle, target, setting, site);
}

function hold(handle: LifetimeNode, to: LifetimeNode, node: ast.Setting | ast.Relation, site: Site): void {
  const relation = handle.member!.node as ast.Relation;
  const what = `${relation.relation} \`${handle.path}\``;
  const strength = strengths[relation.relation];
  claim(site, { kind: "holds", strength, from: handle, to, phase: "always", what, node: null }, node);
}

/** The objects that a value leads to: several where it is an array of links, or goes through one. */
function targetsAt(value: ast.Expression | undefined, { at, draft }: Site): readonly LifetimeNode[] {
  if (value?.kind !== "path") return [];
  const ways = waysOf(at, value, draft.edges).filter(({ whole }) => whole);
  return ways.flatMap(({ node }) => (node.kind === "handle" ? targetsOf(node, draft.edges) : [node]));
}

function addExposed(node: ast.Member, site: Site): void {
  const expose = (
    from: LifetimeNode | undefined,
    path: ast.Path,
    what: string,
    by: ast.MapEntry | ast.Path | ast.Space,
  ): void => {
    const loop = by.kind === "map-entry" ? by.loop : undefined;
    for (const { node: to, whole } of waysOf(site.at, path, site.draft.edges)) {
      if (!from || !whole || to.kind !== "region") continue;
      const edge = { kind: "exposes", strength: "exposed", from, to, phase: "always", what, node: by } as const;
      claim(site, { ...edge, picked: pickedBy(path, loop, scopeOf(site)) }, path);
    }
  };
  if (node.kind === "space") {
    const space = partOf(site.at, node.name.text);
    if (node.root) expose(space, node.root, `space \`${node.name.text}\``, node);
  } else if (node.kind === "map") {
    const into = follow(site.at, node.into, site.draft.edges)?.node;
    // Parts of containers hold none.
    if (!into?.member || into.parent?.kind === "region" || !holdsRegions(into.member.node)) return;
    for (const entry of node.entries) expose(into, entry.region, `map into \`${written(node.into)}\``, entry);
  } else if (node.kind === "bar") expose(site.at, node.region, `bar ${textOf(node.number, site)}`, node.region);
  else if (node.kind === "sysbus") expose(site.at, node.target, `sysbus ${node.form}`, node.target);
  else if (node.kind === "alias") expose(site.at, node.target, `alias \`${node.name.text}\``, node.target);
  else if (node.kind === "region") {
    const region = partOf(site.at, node.name.text);
    if (node.spec.target) expose(region, node.spec.target, `alias \`${node.name.text}\``, node.spec.target);
  }
}

function textOf({ start, end }: ast.Node, { owner }: Site): string {
  return owner.file.source.text.slice(start, end);
}
