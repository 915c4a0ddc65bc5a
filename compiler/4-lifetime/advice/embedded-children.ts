import type * as ast from "../../1-parse/ast.ts";
import { type MemberEntity, type TypeEntity } from "../../2-bind/model.ts";
import { ancestry, type LifetimeNode } from "../graph.ts";

/** A child that lies inside the storage of what contains it. */
export interface EmbeddedMember extends MemberEntity {
  readonly node: ast.Child;
}

function isEmbedded(member: MemberEntity | null): member is EmbeddedMember {
  return member?.node.kind === "child" && member.node.storage === "embed";
}

/** The children that the text of a type itself embeds. */
export function embeddedIn(type: TypeEntity): EmbeddedMember[] {
  return [...type.members.values()].filter((member) => member.owner === type).filter(isEmbedded);
}

/** The outermost embedded child that a node is, or lies in, below `top`, in one storage with it; null if there is none. */
export function embeddedAround(
  node: LifetimeNode,
  top: LifetimeNode,
): (LifetimeNode & { readonly member: EmbeddedMember }) | null {
  if (node.storage !== top.storage) return null;
  let found: (LifetimeNode & { readonly member: EmbeddedMember }) | null = null;
  for (const at of ancestry(node)) {
    if (at === top) break;
    const { member } = at;
    if (isEmbedded(member)) found = { ...at, member };
  }
  return found;
}
