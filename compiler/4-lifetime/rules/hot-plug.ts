import type * as ast from "../../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../../2-bind/model.ts";
import { follow } from "../follow.ts";
import { type LifetimeGraph } from "../graph.ts";
import { statementsOf, written } from "../members.ts";
import { placeAfter, wordSpan } from "../fixes/text.ts";
import { ownIt } from "../fixes/own.ts";
import { type Rule, whyFreeable } from "../project.ts";
import { type Fix, type Log, type Related } from "../../diagnostics/log.ts";

/** What can be unplugged must be able to go whole: every part of it too (lifetimes, section 5, freeability). */
export const hotPlug: Rule = {
  check(graph, project, log) {
    const why = whyFreeable(graph.type, project);
    if (!why) return;
    for (const { node, owner } of statementsOf(graph.type)) {
      if (node.kind === "plug") checkPlug(node, { graph, owner, why, log });
      const reason = reasonOf(node, graph);
      if (reason === null || !("name" in node) || !node.name) continue;
      const blanks = { name: node.name.text, reason };
      log.report("lifetime/hot-plug", spanOf(owner.file, node.name), blanks, {
        related: why,
        fixes: fixesOf(node, owner),
      });
    }
  },
};

/** Why a part cannot go while the machine runs; null if it can. */
function reasonOf(node: ast.Member, { root }: LifetimeGraph): string | null {
  if (node.kind === "region" && node.spec.owner?.root.text === "none")
    return "a region without an owner belongs to the machine, and ends with it";
  if (node.kind !== "child") return null;
  const type = root.parts.get(node.name.text)?.type;
  return type?.node.form === "machine"
    ? `\`${type.name}\` is a machine, and takes along the places of devices that are plugged in later`
    : null;
}

/** A region becomes one of the device that declares it. A machine inside has no such way: what it is for, only its author knows. */
function fixesOf(node: ast.Member, type: TypeEntity): Fix[] {
  const owner = node.kind === "region" ? node.spec.owner : undefined;
  if (!owner) return [];
  const { start } = wordSpan(type, { start: node.start, end: owner.start }, "owner");
  const span = { file: type.file.source, start: placeAfter(type, start), end: owner.end };
  return [{ title: `let \`${type.name}\` own it`, edits: [{ span, text: "" }] }];
}

interface PlugSite {
  readonly graph: LifetimeGraph;
  /** The type whose text says so. */
  readonly owner: TypeEntity;
  readonly why: readonly Related[];
  readonly log: Log;
}

/** An embedded child on a bus of somebody else keeps a place there that nobody gives back when its storage goes. */
function checkPlug(node: ast.Plug, { graph: { root, edges, type }, owner, why, log }: PlugSite): void {
  const bus = follow(root, node.bus, edges);
  const device = follow(root, node.device, edges)?.node;
  if (!bus || bus.handles.length === 0 || device?.member?.node.kind !== "child") return;
  if (device.member.node.storage !== "embed") return;
  const blanks = { name: device.path, bus: written(node.bus), type: type.name };
  const place = { span: spanOf(device.member.owner.file, device.member.node), message: "it lies inside our storage" };
  log.report("lifetime/outer-bus", spanOf(owner.file, node), blanks, {
    related: [place, ...why],
    fixes: [ownIt(device.member)],
  });
}
