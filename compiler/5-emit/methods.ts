import { type CheckedMethod, type MethodValue } from "../3-check/index.ts";
import { call } from "./code.ts";
import { className, type ClassContext, enumType, origin } from "./context.ts";
import { memberName } from "../3-check/names.ts";
import { parameterName } from "../3-check/variables.ts";
import { importHooks } from "./hooks.ts";
import { text } from "./literal.ts";

/** Parameters of a method as TypeScript writes them. */
export function parametersOf({ parameters }: CheckedMethod, context: ClassContext): string[] {
  return parameters.map(({ name, type }) => `${name}: ${valueType(type, context)}`);
}

/** The type of what a method answers. */
export function resultOf({ node, result }: CheckedMethod, context: ClassContext): string {
  return node.result ? valueType(result, context) : "void";
}

function valueType(value: MethodValue | null, context: ClassContext): string {
  if (!value) return "never";
  if (value.kind === "enum") return enumType(value.of, context);
  return value.kind === "object" ? className(value.of, context, false) : value.kind;
}

/** What an abstract class leaves to those that extend it. */
export function writeAbstract(context: ClassContext): void {
  const { type, writer } = context;
  const { name } = type.entity;
  for (const { name: member, owner, node } of type.left) {
    const called = memberName(member);
    const of = className(owner, context, false);
    writer.line();
    writer.comment(`/** What \`${owner.name}\` asks for is left to the types that extend \`${name}\`. */`);
    const fixed = node.kind === "prop" || node.kind === "method" ? "" : "readonly ";
    if (node.kind !== "method") writer.line(`abstract ${fixed}${called}: ${of}[${text(called)}];`);
    else {
      const items = node.parameters.map(
        (one, at) => `${parameterName(one.name.text)}: Parameters<${of}[${text(called)}]>[${at}]`,
      );
      writer.line(`abstract ${called}(${items.join(", ")}): ReturnType<${of}[${text(called)}]>;`);
    }
  }
}

/** Methods of a class: each asks the hook of its name. */
export function writeMethods(context: ClassContext): void {
  const { writer, type } = context;
  for (const method of type.methods) {
    const { name, node, parameters } = method;
    writer.line();
    writer.doc(node.doc);
    origin(context, node);
    const override = node.override ? "override " : "";
    const asked = call(`${importHooks(context)}.${name}`, "this", ...parameters.map((one) => one.name));
    writer.block(
      `${override}${name}(${parametersOf(method, context).join(", ")}): ${resultOf(method, context)} {`,
      () => writer.line(`${node.result ? "return " : ""}${asked};`),
    );
  }
}
