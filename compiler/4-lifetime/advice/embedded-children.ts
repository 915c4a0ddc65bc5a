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
  let found: LifetimeNode | null = null;
  for (const at of ancestry(node)) {
    if (at === top) break;
    if (at.kind === "object" && isEmbedded(at.member)) found = at;
  }
  return found?.storage === top.storage ? (found as LifetimeNode & { readonly member: EmbeddedMember }) : null;
}
