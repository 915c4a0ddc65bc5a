import { type CheckedProp, type CheckedRelation } from "../3-check/index.ts";
import { isMandatory } from "../3-check/required.ts";
import { typenameOf } from "../3-check/type.ts";
import { call, type Code, object } from "./code.ts";
import { className, type ClassContext, enumType, enumValues, fromRuntime, origin, runtime } from "./context.ts";
import { integer, text } from "./literal.ts";

/** Accessors of properties: set freely until realize, then locked unless they are dynamic (lifetimes, section 3.3). */
export function writeProps(context: ClassContext): void {
  for (const prop of context.type.props) {
    const { writer } = context;
    const type = typeOf(prop, context);
    writer.line();
    writer.doc(prop.node.doc);
    origin(context, prop.node);
    const override = prop.node.override ? "override " : "";
    writer.block(`${override}get ${prop.name}(): ${type} {`, () => writer.line(`return this.#${prop.name};`));
    writer.block(`${override}set ${prop.name}(value: ${type}) {`, () => {
      if (!prop.node.dynamic) writer.line(`${fromRuntime(context, "requireUnrealized")}(this, ${text(prop.qomName)});`);
      const [name, extra] = checkerOf(prop, context);
      writer.code(`this.#${prop.name} = `, call(fromRuntime(context, name), text(prop.qomName), "value", ...extra));
    });
    writer.line(`#${prop.name}: ${type} = ${defaultOf(prop)};`);
  }
}

/** The type of a property in TypeScript. */
export function typeOf(prop: CheckedProp, context: ClassContext): string {
  const { value } = prop;
  switch (value.kind) {
    case "int":
      return isWide(prop) ? "bigint" : "number";
    case "bool":
      return "boolean";
    case "enum":
      return enumType(value.of, context);
    default:
      return "string";
  }
}

function isWide({ node }: CheckedProp): boolean {
  return node.type.name.text === "u64" || node.type.name.text === "i64";
}

function checkerOf(prop: CheckedProp, context: ClassContext): [string, Code[]] {
  const { value } = prop;
  switch (value.kind) {
    case "int": {
      const suffix = isWide(prop) ? "n" : "";
      return [
        isWide(prop) ? "wideValue" : "integerValue",
        [object(["min", `${value.min}${suffix}`], ["max", `${value.max}${suffix}`])],
      ];
    }
    case "bool":
      return ["booleanValue", []];
    case "enum":
      return ["choiceValue", [enumValues(value.of, context)]];
    default:
      return ["stringValue", []];
  }
}

function defaultOf(prop: CheckedProp): string {
  const { value, fallback } = prop;
  if (value.kind === "int") {
    const number = fallback?.kind === "int" ? fallback.min : value.min > 0n ? value.min : 0n;
    return isWide(prop) ? `${number}n` : integer(number);
  }
  if (value.kind === "bool") return String(fallback?.kind === "bool" ? fallback.value === true : false);
  if (value.kind === "enum")
    return text((fallback?.kind === "enum" ? fallback.value : null) ?? value.of.node.values[0]?.name.text ?? "");
  return text(fallback?.kind === "string" ? (fallback.value ?? "") : "");
}

/** The type's list of properties, links among them, in the order of the text. */
export function writePropertyList(context: ClassContext): void {
  const { props, relations } = context.type;
  const links = relations.filter(({ node }) => node.relation !== "up");
  const listed = [...props, ...links].sort((a, b) => a.node.start - b.node.start);
  if (listed.length === 0) return;
  const write = (one: CheckedProp | CheckedRelation): void =>
    "value" in one ? writePropertyInfo(one, context) : writeLinkInfo(one, context);
  context.writer.block("properties: [", () => listed.forEach(write), "],");
}

/** A link as a property: tools set it by path, so what they set is checked. */
function writeLinkInfo({ name, node, target }: CheckedRelation, context: ClassContext): void {
  const { writer } = context;
  const typename = target ? typenameOf(target) : "object";
  const type = target ? className(target, context, false) : "never";
  writer.block(
    "{",
    () => {
      writer.line(`name: ${text(node.name.text)},`);
      writer.line(`type: ${text(`link<${typename}>`)},`);
      if (isMandatory(node)) writer.line("required: true,");
      writer.line(`get: (self) => self.${name},`);
      const set = call(fromRuntime(context, "linkValue"), text(node.name.text), "value", text(typename));
      writer.block("set: (self, value) => {", () => writer.code(`self.${name} = `, set, ` as ${type} | null;`), "},");
    },
    "},",
  );
}

/** One entry of the type's list of properties. */
function writePropertyInfo(prop: CheckedProp, context: ClassContext): void {
  const { writer } = context;
  writer.block(
    "{",
    () => {
      writer.line(`name: ${text(prop.qomName)},`);
      writer.line(`type: ${text(prop.node.type.name.text)},`);
      if (prop.node.dynamic) writer.line("dynamic: true,");
      writer.line(`get: (self) => self.${prop.name},`);
      writer.block(
        "set: (self, value) => {",
        () => writer.line(`self.${prop.name} = value as ${typeOf(prop, context)};`),
        "},",
      );
    },
    "},",
  );
}

/** Accessors of relations: `link` reads null once its target is unparented, `up` is what contains us. */
export function writeRelations(context: ClassContext): void {
  for (const relation of context.type.relations) {
    const { writer } = context;
    const target = relation.target ? className(relation.target, context, relation.node.relation === "up") : "never";
    writer.line();
    writer.doc(relation.node.doc);
    origin(context, relation.node);
    writeRelation(relation, target, context);
  }
}

function writeRelation({ name, node }: CheckedRelation, target: string, context: ClassContext): void {
  const { writer } = context;
  const label = text(node.name.text);
  if (node.relation === "up") {
    writer.block(`get ${name}(): ${target} {`, () =>
      writer.line(`return ${fromRuntime(context, "containerOf")}(this, ${target});`),
    );
    return;
  }
  const handle = fromRuntime(context, { link: "Link", ref: "Ref", hold: "Hold" }[node.relation]);
  // What is held is there for the finalizer, too; its type says so.
  const read = node.relation === "hold" ? `${context.imports.type("Held", runtime)}<${target}>` : target;
  writer.block(`get ${name}(): ${read} | null {`, () => writer.line(`return this.#${name}.target;`));
  writer.block(`set ${name}(target: ${target} | null) {`, () => {
    writer.line(`${fromRuntime(context, "requireUnrealized")}(this, ${label});`);
    writer.line(`this.#${name}.set(target);`);
  });
  writer.line(`readonly #${name} = new ${handle}<${target}>(this, ${label});`);
}
