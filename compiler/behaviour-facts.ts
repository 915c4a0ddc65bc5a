import type * as ast from "./1-parse/ast.ts";
import { isOwn, type MemberEntity, spanOf } from "./2-bind/model.ts";
import { type CheckedFile, type CheckedType } from "./3-check/index.ts";
import { capital, memberName } from "./3-check/names.ts";
import { hookSetName } from "./5-emit/index.ts";
import { type Span } from "./source.ts";

/** What code beside a definition file implements: the hooks of one type, and the parts that they see. */
export interface BehaviourFacts {
  /** The type's name, which is that of its class. */
  readonly type: string;
  /** The behaviour module, a project path. */
  readonly path: string;
  /** The constant that it exports. */
  readonly hookSet: string;
  readonly hooks: readonly HookFacts[];
  /** By name in the class. */
  readonly members: ReadonlyMap<string, MemberFacts>;
  /** Where the type is declared. */
  readonly span: Span;
}

/** A hook with everything that calls it. */
export interface HookFacts {
  readonly name: string;
  readonly events: readonly ast.HookEvent[];
  /** The members that the definition says it uses, by their names in the class, over all that call it. */
  readonly uses: readonly string[];
  /** Where the definition names it. */
  readonly span: Span;
}

/** What a member is to behaviour code; a `line` is an interrupt line or a clock. */
export type MemberKind =
  "child" | "link" | "ref" | "hold" | "up" | "region" | "space" | "line" | "timer" | "bus" | "prop" | "state";

/** A part of a device that hooks can reach. */
export interface MemberFacts {
  readonly name: string;
  readonly kind: MemberKind;
  readonly dynamic: boolean;
  /** Where the definition declares it. */
  readonly span: Span;
}

/** What the behaviour modules of a file have to know of it; nothing for a type without hooks. */
export function behaviourFacts({ file, types }: CheckedFile): BehaviourFacts[] {
  if (!isOwn(file)) return [];
  return types.filter(({ hooks }) => hooks.length > 0).map(factsOf);
}

function factsOf({ entity, hooks }: CheckedType): BehaviourFacts {
  const members = [...entity.members.values()].flatMap((member) => {
    const facts = memberFacts(member);
    return facts ? [[facts.name, facts] as const] : [];
  });
  return {
    type: entity.name,
    path: entity.file.source.name.replace(/\.qdl$/, ".ts"),
    hookSet: hookSetName(entity.name),
    hooks: hooks.map(({ name, uses }) => ({
      name,
      events: uses.map(({ node }) => node.event),
      uses: uses.flatMap(({ node }) => node.uses.map((path) => memberName(path.root.text, entity))),
      span: spanOf(entity.file, uses[0]!.node),
    })),
    members: new Map(members),
    span: spanOf(entity.file, entity.node.name),
  };
}

const kinds: Partial<Record<MemberEntity["node"]["kind"], MemberKind>> = {
  child: "child",
  gate: "child",
  region: "region",
  unimplemented: "region",
  space: "space",
  irq: "line",
  clock: "line",
  timer: "timer",
  bus: "bus",
  prop: "prop",
  "state-field": "state",
};

function memberFacts(member: MemberEntity): MemberFacts | null {
  const { node, owner, inside } = member;
  const kind = node.kind === "relation" ? node.relation : kinds[node.kind];
  // Of what lies in another member only the regions of a container are members of the class.
  if (!kind || (inside && kind !== "region")) return null;
  return {
    name: classMember(member),
    kind,
    dynamic: node.kind === "prop" && node.dynamic,
    span: spanOf(owner.file, node.name ?? node),
  };
}

/** The name in the class: that of a region in a container begins with the container's. */
function classMember({ name, owner, inside }: MemberEntity): string {
  return inside ? `${classMember(inside)}${capital(memberName(name))}` : memberName(name, owner);
}
