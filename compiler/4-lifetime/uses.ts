import type * as ast from "../1-parse/ast.ts";
import { claim, type Site } from "./claims.ts";
import { follow } from "./follow.ts";
import { type EdgePhase, type LifetimeEdge, type LifetimeNode, partOf } from "./graph.ts";

/** Adds what a statement of a type says that its hooks, its ops and its wires use. */
export function addUses(node: ast.Member, site: Site): void {
  if ("hook" in node) useAll(site.at, node.hook, node.hook.event, site);
  else if (node.kind === "bank") for (const hook of bankHooks(node.members)) useAll(site.at, hook, "access", site);
  else if (node.kind === "region") {
    const region = partOf(site.at, node.name.text);
    if (region) useOps(node.spec, region, site);
  } else if (node.kind === "connect")
    for (const path of [node.from, node.to]) use(site.at, path, { phase: "always", what: "connect", node: null }, site);
}

function useOps(spec: ast.RegionSpec, region: LifetimeNode, site: Site): void {
  const what = `ops of \`${region.path}\``;
  for (const path of spec.uses) use(region, path, { phase: "access", what, node: path }, site);
  for (const sub of spec.members) {
    const part = sub.kind === "sub" && partOf(region, sub.name.text);
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
