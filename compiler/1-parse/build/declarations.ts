import type * as ast from "../ast.ts";
import type * as cst from "../parser.generated.ts";
import { type Context, documented, nameOf, textOf } from "./context.ts";
import { typeRefOf } from "./expressions.ts";
import { stringOf } from "./literals.ts";
import { constOf, membersOf } from "./members.ts";
import { optionalValue, settingOf } from "./parts.ts";

/** Builds a declaration. */
export function declarationOf(context: Context, node: cst.Declaration): ast.Declaration {
  const place = documented(context, node);
  switch (node.rule) {
    case "Type": {
      const [abstract, form, name, base, interfaces, members] = node.slots;
      const [first, more] = interfaces?.slots ?? [undefined, []];
      return {
        kind: "type",
        form: textOf(context, form) as ast.TypeDeclaration["form"],
        abstract,
        name: nameOf(context, name),
        ...(base && { base: typeRefOf(context, base.slots[0]) }),
        implements: (first ? [first, ...more.map((one) => one.slots[0])] : []).map((one) => typeRefOf(context, one)),
        members: membersOf(context, node, members),
        ...place,
      };
    }
    case "Enum": {
      const [name, first, more] = node.slots;
      const values = [first, ...more.map((one) => one.slots[0])];
      return {
        kind: "enum",
        name: nameOf(context, name),
        values: values.map((value) => enumValueOf(context, value)),
        ...place,
      };
    }
    case "Variant": {
      const [name, of, typename, settings] = node.slots;
      return {
        kind: "variant",
        name: nameOf(context, name),
        of: typeRefOf(context, of),
        ...(typename && { typename: stringOf(context, typename) }),
        settings: settings.map((setting) => settingOf(context, setting)),
        ...place,
      };
    }
    case "Const":
      return constOf(context, node, { override: false, ...place });
  }
}

function enumValueOf(context: Context, node: cst.EnumValue): ast.EnumValue {
  const [name, value] = node.slots;
  return {
    kind: "enum-value",
    name: nameOf(context, name),
    ...optionalValue(context, "value", value),
    ...documented(context, node),
  };
}

/** Builds `import { A, B as C } from "./x.qdl";` */
export function importOf(context: Context, node: cst.Import): ast.Import {
  const [first, more, , from] = node.slots;
  const names = [first, ...more.map((one) => one.slots[0])].map((one): ast.ImportName => {
    const [name, local] = one.slots;
    const original = nameOf(context, name);
    const own = local ? nameOf(context, local.slots[0]) : original;
    return { kind: "import-name", name: original, local: own, start: one.start, end: one.end };
  });
  const fromSpan = { start: from.start, end: from.end };
  return { kind: "import", names, from: stringOf(context, from), fromSpan, start: node.start, end: node.end };
}

/** Builds `package a.b.c;` */
export function packageOf(context: Context, node: cst.Package): ast.Package {
  const [first, more] = node.slots;
  const names = [first, ...more.map((one) => one.slots[0])].map((name) => nameOf(context, name));
  return { kind: "package", names, start: node.start, end: node.end };
}
