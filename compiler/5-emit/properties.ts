import type * as ast from "../1-parse/ast.ts";
import { type CheckedProp, type CheckedRelation } from "../3-check/index.ts";
import { isRealized } from "../3-check/forms.ts";
import { isMandatory } from "../3-check/required.ts";
import { typenameOf } from "../3-check/type.ts";
import { type Value } from "../3-check/value.ts";
import { arrow, call, object } from "./code.ts";
import { className, type ClassContext, enumType, enumValues, fromRuntime, origin, runtime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { integer, text } from "./literal.ts";
import { namingIn } from "./target.ts";

/** Accessors of properties: set freely until realize, then locked unless they are dynamic (lifetimes, section 3.3). */
export function writeProps(context: ClassContext): void {
  for (const prop of context.type.props) {
    const { writer } = context;
    const { name, qomName, node, required } = prop;
    const type = typeOf(prop, context);
    const kept = `this.#${name}`;
    writer.line();
    writer.doc(node.doc);
    origin(context, node);
    const override = node.override ? "override " : "";
    const read = required ? `${kept} ?? ${defaultOf(prop)}` : kept;
    writer.block(`${override}get ${name}(): ${type} {`, () => writer.line(`return ${read};`));
    writer.block(`${override}set ${name}(value: ${type}) {`, () => {
      if (!node.dynamic && isRealized(context.type.entity))
        writer.line(`${call(fromRuntime(context, "requireUnrealized"), "this", text(qomName))};`);
      if (node.optional)
        writer.block("if (value === null) {", () => {
          writer.line(`${kept} = null;`);
          writer.line("return;");
        });
      writer.line(`${kept} = ${checkOf(prop, context)};`);
    });
    if (required) writer.line(`#${name}: ${type} | null = null;`);
    else writer.line(`#${name}: ${type} = ${node.optional ? "null" : defaultOf(prop)};`);
  }
}

/** The type of a property in TypeScript; an optional one reads null until it is set. */
export function typeOf(prop: CheckedProp, context: ClassContext): string {
  return prop.node.optional ? `${valueType(prop, context)} | null` : valueType(prop, context);
}

function valueType({ value, node }: CheckedProp, context: ClassContext): string {
  return value.kind === "list"
    ? `readonly ${scalarType(value.of!, node, context)}[]`
    : scalarType(value, node, context);
}

function scalarType(value: Value, node: ast.Prop, context: ClassContext): string {
  switch (value.kind) {
    case "int":
      return isWide(node) ? "bigint" : "number";
    case "bool":
      return "boolean";
    case "enum":
      return enumType(value.of, context);
    default:
      return "string";
  }
}

function isWide({ type }: ast.Prop): boolean {
  return type.name.text === "u64" || type.name.text === "i64";
}

/** The check of a value that is set, as code. */
function checkOf({ value, node, qomName }: CheckedProp, context: ClassContext): string {
  const name = text(qomName);
  if (value.kind !== "list") return scalarCheck(value, node, "value", context);
  const each = arrow("one", scalarCheck(value.of!, node, "one", context));
  const length = typeof value.count === "bigint" ? [String(value.count)] : [];
  return call(fromRuntime(context, "listValue"), name, "value", each, ...length);
}

function scalarCheck(value: Value, node: ast.Prop, given: string, context: ClassContext): string {
  const name = text(node.name.text);
  switch (value.kind) {
    case "int": {
      const suffix = isWide(node) ? "n" : "";
      const only = value.only?.map((one) => `${one}${suffix}`).join(", ");
      const range = object(
        ["min", `${value.min}${suffix}`],
        ["max", `${value.max}${suffix}`],
        ...(only === undefined ? [] : [["only", `[${only}]`] as const]),
      );
      return call(fromRuntime(context, isWide(node) ? "wideValue" : "integerValue"), name, given, range);
    }
    case "bool":
      return call(fromRuntime(context, "booleanValue"), name, given);
    case "enum":
      return call(fromRuntime(context, "choiceValue"), name, given, choicesOf(value, context));
    default:
      return call(fromRuntime(context, "stringValue"), name, given);
  }
}

/** The values that an enum property takes: all of the enum, or those that are listed. */
function choicesOf({ of, only }: Extract<Value, { kind: "enum" }>, context: ClassContext): string {
  return only ? `[${only.map(text).join(", ")}]` : enumValues(of, context);
}

function defaultOf({ value, fallback, node }: CheckedProp): string {
  if (value.kind !== "list") return scalarDefault(value, fallback, node);
  const items = fallback?.kind === "list" ? fallback.items : [];
  return `[${items.map((item) => scalarDefault(value.of!, item, node)).join(", ")}]`;
}

function scalarDefault(value: Value, fallback: Value | null, node: ast.Prop): string {
  if (value.kind === "int") {
    const number = fallback?.kind === "int" ? fallback.min : value.min > 0n ? value.min : 0n;
    return isWide(node) ? `${number}n` : integer(number);
  }
  if (value.kind === "bool") return String(fallback?.kind === "bool" ? fallback.value === true : false);
  if (value.kind === "enum")
    return text(
      (fallback?.kind === "enum" ? fallback.value : null) ??
        value.only?.[0] ??
        value.of.node.values[0]?.name.text ??
        "",
    );
  return text(fallback?.kind === "string" ? (fallback.value ?? "") : "");
}

/** The type's list of properties, links among them, arrays of them one by one, in the order of the text. */
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
function writeLinkInfo(relation: CheckedRelation, context: ClassContext): void {
  const { name, node, target, count } = relation;
  const { writer } = context;
  const typename = target ? typenameOf(target) : "object";
  if (count !== null) {
    const required = isMandatory(node) ? [["required", "true"] as const] : [];
    const info = object(["type", text(typename)], ...required, ["of", arrow("self", `self.${name}`)]);
    const types = `<${context.type.entity.name}, ${target ? className(target, context, false) : "never"}>`;
    const make = `${fromRuntime(context, "linkProperties")}${types}`;
    const properties = call(make, text(node.name.text), String(count), info);
    writer.line(`...${properties},`);
    return;
  }
  const type = target ? className(target, context, false) : "never";
  writer.block(
    "{",
    () => {
      writer.line(`name: ${text(node.name.text)},`);
      writer.line(`type: ${text(`link<${typename}>`)},`);
      if (isMandatory(node)) writer.line("required: true,");
      writer.line(`get: (self) => self.${name},`);
      const set = call(fromRuntime(context, "linkValue"), text(node.name.text), "value", text(typename));
      writer.block("set: (self, value) => {", () => writer.line(`self.${name} = ${set} as ${type} | null;`), "},");
    },
    "},",
  );
}

/** One entry of the type's list of properties; tools write lists as text. */
function writePropertyInfo(prop: CheckedProp, context: ClassContext): void {
  const { writer } = context;
  const { name, node, value } = prop;
  const list = value.kind === "list";
  writer.block(
    "{",
    () => {
      writer.line(`name: ${text(prop.qomName)},`);
      writer.line(`type: ${text(`${node.type.name.text}${list ? `[${value.count ?? ""}]` : ""}`)},`);
      if (node.dynamic) writer.line("dynamic: true,");
      if (prop.required) writer.line("required: true,");
      // What nobody has set reads null here, so that it is noticed.
      const kept = `self.${prop.required ? "#" : ""}${name}`;
      const empty = prop.required || node.optional;
      writer.line(`get: (self) => ${list ? `${kept}${empty ? '?.join(",") ?? null' : '.join(",")'}` : kept},`);
      writer.block("set: (self, value) => {", () => writeSet(prop, context), "},");
    },
    "},",
  );
}

const readers: Partial<Record<string, string>> = {
  number: "Number",
  bigint: "BigInt",
  boolean: '(one) => one === "true"',
};

function writeSet(prop: CheckedProp, context: ClassContext): void {
  const { writer } = context;
  const { name, node, value } = prop;
  if (value.kind !== "list") {
    writer.line(`self.${name} = value as ${typeOf(prop, context)};`);
    return;
  }
  const one = scalarType(value.of!, node, context);
  const read = readers[one] ?? (one === "string" ? "String" : `(one) => one as ${one}`);
  writer.line(`self.${name} = ${call(fromRuntime(context, "listFrom"), text(prop.qomName), "value", read)};`);
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

function writeRelation(relation: CheckedRelation, target: string, context: ClassContext): void {
  const { name, node, count } = relation;
  const { writer } = context;
  const label = text(node.name.text);
  const override = node.override ? "override " : "";
  if (node.relation === "up") {
    const [find, read] = node.optional ? ["findContainer", `${target} | null`] : ["containerOf", target];
    writer.block(`${override}get ${name}(): ${read} {`, () =>
      writer.line(`return ${fromRuntime(context, find)}(this, ${target});`),
    );
    return;
  }
  // What is held is there for the finalizer, too; its type says so.
  const read = node.relation === "hold" ? `${context.imports.type("Held", runtime)}<${target}>` : target;
  if (count !== null) {
    writeLinkArray(relation, { target, read }, context);
    return;
  }
  if (node.override) {
    // The link is that of the type that declares it; what it leads to is known better.
    writer.block(`override get ${name}(): ${read} | null {`, () =>
      writer.line(`return super.${name} as ${read} | null;`),
    );
    writer.block(`override set ${name}(target: ${target} | null) {`, () => writer.line(`super.${name} = target;`));
    return;
  }
  writer.block(`get ${name}(): ${read} | null {`, () => writer.line(`return this.#${name}.target;`));
  writer.block(`set ${name}(target: ${target} | null) {`, () => {
    if (isRealized(context.type.entity)) writer.line(`${fromRuntime(context, "requireUnrealized")}(this, ${label});`);
    writer.line(`this.#${name}.set(target);`);
  });
  const handle = fromRuntime(context, handles[node.relation]);
  writer.line(`readonly #${name} = ${call(`new ${handle}<${target}>`, "this", label)};`);
}

const handles = { link: "Link", ref: "Ref", hold: "Hold" } as const;

interface LinkTypes {
  readonly target: string;
  /** What an element reads as. */
  readonly read: string;
}

/** A field for links of one name; what leads to something narrower than where it is declared is the same field. */
function writeLinkArray(
  { name, node, count, varies }: CheckedRelation,
  { target, read }: LinkTypes,
  context: ClassContext,
): void {
  const { writer, type } = context;
  const types = `<${[...new Set([target, read])].join(", ")}>`;
  const of = `${context.imports.type("LinkArray", runtime)}${types}`;
  if (node.override) {
    writer.line(`declare readonly ${name}: ${of};`);
    return;
  }
  const length = arrow("", printExpression(node.bound!.count, namingIn(context, new Set(), "this")));
  const elements = object(
    ["most", String(count)],
    ...(varies ? [["length", length] as const] : []),
    ...(isRealized(type.entity) ? [["lock", fromRuntime(context, "requireUnrealized")] as const] : []),
  );
  const handle = fromRuntime(context, handles[node.relation as keyof typeof handles]);
  const make = call(`${fromRuntime(context, "linkArray")}${types}`, "this", text(node.name.text), handle, elements);
  writer.line(`readonly ${name}: ${of} = ${make};`);
}
