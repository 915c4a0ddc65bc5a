import type * as ast from "../ast.ts";
import type * as cst from "../parser.generated.ts";
import { type Context, documented, nameOf, textOf, withBroken } from "./context.ts";
import { domainOf, expressionOf, pathOf, pathsOf, typeRefOf } from "./expressions.ts";
import { stringOf } from "./literals.ts";
import { hookOf, optionalBound, optionalValue, settingsOf } from "./parts.ts";
import { placedMemberOf } from "./placed-members.ts";

/** Builds the members of a type or of a `when`. */
export function membersOf(
  context: Context,
  within: cst.Type | cst.When,
  nodes: readonly cst.Member[],
): readonly ast.Member[] {
  return withBroken(
    context,
    within,
    nodes.map((node) => memberOf(context, node)),
  );
}

function memberOf(context: Context, node: cst.Member): ast.Member {
  const [override, body] = node.slots;
  const base = { override, ...documented(context, node) };
  switch (body.rule) {
    case "TypeName":
      return { kind: "typename", value: stringOf(context, body.slots[0]), ...base };
    case "Hotplug":
      return { kind: "flag", flag: "hotplug", ...base };
    case "UserCreatable":
      return { kind: "flag", flag: "user-creatable", ...base };
    case "Const":
      return constOf(context, body, base);
    case "Method":
      return methodOf(context, body, base);
    case "Prop":
    case "VariantConst":
    case "VariantType":
    case "Alias":
    case "SetDefault":
      return propertyOf(context, body, base);
    case "Child":
    case "Relation":
      return partOf(context, body, base);
    case "LifeHook":
    case "Realize":
    case "Unparent":
    case "Timer":
    case "State":
      return lifeMemberOf(context, body, base);
    case "When": {
      const [condition, members] = body.slots;
      return {
        kind: "when",
        condition: expressionOf(context, condition),
        members: membersOf(context, body, members),
        ...base,
      };
    }
    default:
      return placedMemberOf(context, body, base);
  }
}

/** Builds a constant, of a type or of a file. */
export function constOf(context: Context, node: cst.Const, base: ast.MemberBase): ast.Const {
  const [name, type, value] = node.slots;
  return {
    kind: "const",
    name: nameOf(context, name),
    ...(type && { type: typeRefOf(context, type.slots[0]) }),
    value: expressionOf(context, value),
    ...base,
  };
}

function methodOf(context: Context, node: cst.Method, base: ast.MemberBase): ast.Method {
  const [name, parameters, result] = node.slots;
  const listed = parameters ? [parameters.slots[0], ...parameters.slots[1].map((one) => one.slots[0])] : [];
  return {
    kind: "method",
    name: nameOf(context, name),
    parameters: listed.map((parameter) => ({
      kind: "parameter",
      name: nameOf(context, parameter.slots[0]),
      type: typeRefOf(context, parameter.slots[1]),
      start: parameter.start,
      end: parameter.end,
    })),
    ...(result && { result: typeRefOf(context, result.slots[0]) }),
    ...base,
  };
}

type Property = cst.Prop | cst.VariantConst | cst.VariantType | cst.Alias | cst.SetDefault;

function propertyOf(context: Context, node: Property, base: ast.MemberBase): ast.Member {
  switch (node.rule) {
    case "Prop":
    case "VariantConst": {
      const [name, type, value, domain, optional] = node.slots;
      const shared = {
        name: nameOf(context, name),
        type: typeRefOf(context, type),
        ...optionalValue(context, "default", value),
        ...(domain && { domain: domainOf(context, domain) }),
        optional,
        ...base,
      };
      return node.rule === "Prop"
        ? { kind: "prop", ...shared, dynamic: node.slots[5] }
        : { kind: "variant-const", ...shared };
    }
    case "VariantType": {
      const [name, type, value, optional] = node.slots;
      return {
        kind: "variant-type",
        name: nameOf(context, name),
        base: typeRefOf(context, type),
        ...(value && { default: nameOf(context, value.slots[0]) }),
        optional,
        ...base,
      };
    }
    case "Alias": {
      const [of, name, target] = node.slots;
      const kind = textOf(context, of) as ast.Alias["of"];
      return { kind: "alias", of: kind, name: nameOf(context, name), target: pathOf(context, target), ...base };
    }
    case "SetDefault": {
      const [target, value] = node.slots;
      return { kind: "set", target: pathOf(context, target), value: expressionOf(context, value), ...base };
    }
  }
}

function partOf(context: Context, node: cst.Child | cst.Relation, base: ast.MemberBase): ast.Member {
  if (node.rule === "Relation") {
    const [relation, name, bound, type, value, optional] = node.slots;
    return {
      kind: "relation",
      relation: textOf(context, relation) as ast.Relation["relation"],
      name: nameOf(context, name),
      ...optionalBound(context, bound),
      type: typeRefOf(context, type),
      ...optionalValue(context, "value", value),
      optional,
      ...base,
    };
  }
  const [storage, name, bound, type, reserve, body] = node.slots;
  return {
    kind: "child",
    storage: textOf(context, storage) as ast.Child["storage"],
    name: nameOf(context, name),
    ...optionalBound(context, bound),
    type: typeRefOf(context, type),
    ...optionalValue(context, "reserve", reserve),
    ...(body.rule === "Choose" && { choose: chooseOf(context, body) }),
    settings: body.rule === "Settings" ? settingsOf(context, body) : [],
    ...base,
  };
}

function chooseOf(context: Context, node: cst.Choose): ast.Choose {
  const [subject, arms] = node.slots;
  return {
    kind: "choose",
    subject: expressionOf(context, subject),
    arms: arms.map(({ slots: [pattern, type, body], start, end }) => ({
      kind: "choose-arm",
      pattern: expressionOf(context, pattern),
      type: typeRefOf(context, type),
      settings: body.rule === "Settings" ? settingsOf(context, body) : [],
      start,
      end,
    })),
    start: node.start,
    end: node.end,
  };
}

type LifeNode = cst.LifeHook | cst.Realize | cst.Unparent | cst.Timer | cst.State;

function lifeMemberOf(context: Context, node: LifeNode, base: ast.MemberBase): ast.Member {
  switch (node.rule) {
    case "LifeHook": {
      const [event, handler] = node.slots;
      const when = event.rule === "ResetEvent" ? `reset ${textOf(context, event.slots[0])}` : textOf(context, event);
      return { kind: "life-hook", hook: hookOf(context, when as ast.HookEvent, handler, node), ...base };
    }
    case "Realize":
      return { kind: "realize", order: pathsOf(context, node.slots[0], node.slots[1]), ...base };
    case "Unparent": {
      const [part, order, other, more] = node.slots;
      const relation = textOf(context, order) as ast.UnparentOrder["relation"];
      return {
        kind: "unparent",
        part: pathOf(context, part),
        relation,
        others: pathsOf(context, other, more),
        ...base,
      };
    }
    case "Timer": {
      const [name, bound, handler] = node.slots;
      const hook = hookOf(context, "expire", handler, node);
      return { kind: "timer", name: nameOf(context, name), ...optionalBound(context, bound), hook, ...base };
    }
    case "State":
      return { kind: "state", fields: node.slots[0].map((field) => stateFieldOf(context, field)), ...base };
  }
}

function stateFieldOf(context: Context, node: cst.StateField): ast.StateField {
  const [name, type, init, transient] = node.slots;
  return {
    kind: "state-field",
    name: nameOf(context, name),
    type: typeRefOf(context, type),
    ...optionalValue(context, "init", init),
    transient,
    ...documented(context, node),
  };
}
