import type * as ast from "../ast.ts";
import type * as cst from "../parser.generated.ts";
import { type Any, type Context, documented, nameOf, textOf, withBroken } from "./context.ts";
import { expressionOf, pathOf } from "./expressions.ts";
import { hookOf, optionalBound, optionalValue, refuseRepeated } from "./parts.ts";

/** Builds a member of a bank. */
export function bankMemberOf(context: Context, node: cst.BankMember): ast.BankMember {
  switch (node.rule) {
    case "Register":
      return registerOf(context, node);
    case "Overlay": {
      const [address, registers] = node.slots;
      return {
        kind: "overlay",
        address: expressionOf(context, address),
        registers: withBroken(
          context,
          node,
          registers.map((register) => registerOf(context, register)),
        ),
        ...documented(context, node),
      };
    }
    default:
      return settingOf(context, node);
  }
}

function settingOf(context: Context, node: cst.BankSetting): ast.BankMember {
  const place = documented(context, node);
  switch (node.rule) {
    case "Width":
      return { kind: "width", bits: expressionOf(context, node.slots[0]), ...place };
    case "Endian":
      return { kind: "endian", order: textOf(context, node.slots[0]) as ast.Endian["order"], ...place };
    case "AccessSizes":
    case "ImplSizes": {
      const min = expressionOf(context, node.slots[0]);
      const max = node.slots[1] ? expressionOf(context, node.slots[1].slots[0]) : min;
      return { kind: node.rule === "AccessSizes" ? "access" : "impl", min, max, ...place };
    }
    case "Unaligned":
      return { kind: "unaligned", allowed: textOf(context, node.slots[0]) === "allow", ...place };
    case "UnmappedError":
      return { kind: "unmapped", error: true, ...place };
    case "UnmappedRead": {
      const [read, log] = node.slots;
      const logged = log && { log: nameOf(context, log.slots[0]) };
      return { kind: "unmapped", read: expressionOf(context, read), ...logged, error: false, ...place };
    }
  }
}

function registerOf(context: Context, node: cst.Register): ast.Register {
  const [override, name, bound, address, clauses, body] = node.slots;
  refuseRepeated(
    context,
    clauses.map((clause) => [clause, clauseName(context, clause)]),
  );
  const find = <Rule extends cst.RegisterClause["rule"]>(rule: Rule) =>
    clauses.find((clause): clause is Extract<cst.RegisterClause, { rule: Rule }> => clause.rule === rule);
  const flags = clauses.filter((clause) => clause.rule === "registerFlag").map((clause) => textOf(context, clause));
  const reset = find("Reset");
  return {
    kind: "register",
    override,
    name: nameOf(context, name),
    ...optionalBound(context, bound),
    ...optionalValue(context, "address", address),
    ...optionalValue(context, "stride", find("Stride")),
    ...optionalValue(context, "width", find("RegisterWidth")),
    ...(reset && { reset: expressionOf(context, reset.slots[0]), ...optionalValue(context, "mask", reset.slots[1]) }),
    ...optionalValue(context, "constant", find("Constant")),
    computed: find("Computed") !== undefined,
    ...optionalValue(context, "value", find("Computed")?.slots[0]),
    volatile: flags.includes("volatile"),
    direction: flags.includes("read") ? "read" : flags.includes("write") ? "write" : "both",
    members: body.rule === "semicolon" ? [] : registerMembersOf(context, body),
    ...documented(context, node),
  };
}

const clauseNames: Readonly<Record<string, string>> = {
  Stride: "stride",
  RegisterWidth: "width",
  Reset: "reset",
  Constant: "const",
  Computed: "computed",
};

/** `read` and `write` are one clause: the direction. */
function clauseName(context: Context, node: Any): string {
  const flag = clauseNames[node.rule] ?? textOf(context, node);
  return flag === "write" ? "read" : flag;
}

function registerMembersOf(context: Context, block: cst.RegisterBlock): readonly ast.RegisterMember[] {
  const members = block.slots[0].map((member) => {
    return member.rule === "Field" ? fieldOf(context, member) : registerHookOf(context, member);
  });
  return withBroken(context, block, members);
}

function registerHookOf(context: Context, node: cst.RegisterHook): ast.RegisterHook {
  return { kind: "register-hook", hook: accessHookOf(context, node), ...documented(context, node) };
}

function accessHookOf(context: Context, node: cst.RegisterHook): ast.Hook {
  const [event, handler] = node.slots;
  return hookOf(context, textOf(context, event) as ast.HookEvent, handler, node);
}

function fieldOf(context: Context, node: cst.Field): ast.Field {
  const [name, bound, bits, access, of, reset, value, body] = node.slots;
  const high = expressionOf(context, bits.slots[0]);
  return {
    kind: "field",
    name: nameOf(context, name),
    ...optionalBound(context, bound?.slots[0]),
    high,
    low: bits.slots[1] ? expressionOf(context, bits.slots[1].slots[0]) : high,
    access: textOf(context, access) as ast.Access,
    ...(of && { of: pathOf(context, of.slots[0]) }),
    ...optionalValue(context, "reset", reset),
    ...optionalValue(context, "value", value),
    hooks: body.rule === "semicolon" ? [] : body.slots[0].map((hook) => accessHookOf(context, hook)),
    ...documented(context, node),
  };
}
