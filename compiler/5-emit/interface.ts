import { typeOf } from "./properties.ts";
import { className, type ClassContext, fromRuntime, origin, runtime } from "./context.ts";
import { call, openObject } from "./code.ts";
import { text } from "./literal.ts";
import { parametersOf, resultOf } from "./methods.ts";
import { clockType, lineType } from "./parts.ts";

/** An interface: the type of what implements it, and the value by which the runtime tells whether an object does. */
export function writeInterface(context: ClassContext): void {
  const { type, writer, imports } = context;
  const { entity } = type;
  const { name, base } = entity;
  const above = base ? className(base, context, false) : imports.type("QomObject", runtime);
  writer.line();
  writer.doc(entity.node.doc);
  origin(context, entity.node);
  writer.block(`export interface ${name} extends ${above} {`, () => writeMembers(context));
  writer.line();
  writer.comment(`/** \`${name}\`, for casts. */`);
  const of = fromRuntime(context, "InterfaceType");
  const parent = base ? [`${className(base, context, true)}.type`] : [];
  const made = call(`/* @__PURE__ */ new ${of}<${name}>`, text(type.typename), ...parent);
  writer.code(`export const ${name}: { readonly type: ${of}<${name}> } = ${openObject(["type", made])};`);
}

function writeMembers(context: ClassContext): void {
  const { type, writer } = context;
  let first = true;
  const member = (node: { readonly doc?: string; readonly start: number }, write: () => void): void => {
    if (!first) writer.line();
    first = false;
    writer.doc(node.doc);
    origin(context, node);
    write();
  };
  for (const prop of type.props) member(prop.node, () => writer.line(`${prop.name}: ${typeOf(prop, context)};`));
  for (const line of type.lines)
    member(line.node, () => writer.line(`readonly ${line.name}: ${lineType(line, context)};`));
  for (const clock of type.clocks)
    member(clock.node, () => writer.line(`readonly ${clock.name}: ${clockType(clock, context)};`));
  for (const { name, node, type: of } of type.onBuses.buses) {
    const one = className(of!, context, false);
    member(node, () => writer.line(`readonly ${name}: ${node.bound ? `readonly ${one}[]` : one};`));
  }
  for (const method of type.methods)
    member(method.node, () =>
      writer.line(`${method.name}(${parametersOf(method, context).join(", ")}): ${resultOf(method, context)};`),
    );
}
