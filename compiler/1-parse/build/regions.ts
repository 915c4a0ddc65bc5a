import type * as ast from "../ast.ts";
import type * as cst from "../parser.generated.ts";
import { bankMemberOf } from "./banks.ts";
import { type Context, documented, nameOf, textOf, withBroken } from "./context.ts";
import { expressionOf, pathOf } from "./expressions.ts";
import { optionalBound, optionalLabel, optionalValue, refuseRepeated, usesOf } from "./parts.ts";

/** Builds what stands after the `:` of a region. */
export function regionSpecOf(context: Context, node: cst.RegionSpec): ast.RegionSpec {
  if (node.rule === "AliasRegion") {
    const [target, offset, size, clauses] = node.slots;
    return {
      kind: "region-spec",
      form: "alias",
      ...optionalValue(context, "size", size),
      target: pathOf(context, target),
      ...optionalValue(context, "offset", offset),
      ...clausesOf(context, clauses),
      members: [],
      start: node.start,
      end: node.end,
    };
  }
  const [form, size, behind, clauses, body] = node.slots;
  return {
    kind: "region-spec",
    form: textOf(context, form) as ast.RegionSpec["form"],
    size: expressionOf(context, size),
    ...(behind && behindOf(context, behind)),
    ...clausesOf(context, clauses),
    members: body.rule === "semicolon" ? [] : regionMembersOf(context, body),
    start: node.start,
    end: node.end,
  };
}

function behindOf(context: Context, { slots: [name] }: cst.Behind): Pick<ast.RegionSpec, "behind" | "behindKind"> {
  return name.rule === "OpsName"
    ? { behind: nameOf(context, name.slots[0]), behindKind: "ops" }
    : { behind: nameOf(context, name), behindKind: "bank" };
}

type Clauses = Pick<ast.RegionSpec, "uses" | "owner" | "reentrant" | "readonly" | "nonvolatile">;

function clausesOf(context: Context, clauses: readonly cst.RegionClause[]): Clauses {
  const nameOfClause = (clause: cst.RegionClause) =>
    clause.rule === "Uses" ? "uses" : clause.rule === "Owner" ? "owner" : textOf(context, clause);
  refuseRepeated(
    context,
    clauses.map((clause) => [clause, nameOfClause(clause)]),
  );
  const flags = clauses.map(nameOfClause);
  const owner = clauses.find((clause) => clause.rule === "Owner");
  return {
    uses: clauses.flatMap((clause) => (clause.rule === "Uses" ? usesOf(context, clause) : [])),
    ...(owner && { owner: pathOf(context, owner.slots[0]) }),
    reentrant: flags.includes("reentrant"),
    readonly: flags.includes("readonly"),
    nonvolatile: flags.includes("nonvolatile"),
  };
}

function regionMembersOf(context: Context, block: cst.RegionBlock): readonly (ast.Sub | ast.BankMember)[] {
  const members = block.slots[0].map((member) =>
    member.rule === "Sub" ? subOf(context, member) : bankMemberOf(context, member),
  );
  return withBroken(context, block, members);
}

function subOf(context: Context, node: cst.Sub): ast.Sub {
  const [name, bound, label, address, priority, spec] = node.slots;
  return {
    kind: "sub",
    name: nameOf(context, name),
    ...optionalBound(context, bound),
    ...optionalLabel(context, label),
    address: expressionOf(context, address),
    ...optionalValue(context, "priority", priority),
    spec: regionSpecOf(context, spec),
    ...documented(context, node),
  };
}
