import type * as ast from "../1-parse/ast.ts";
import { type EnumEntity, spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type Scope } from "./scope.ts";
import { evaluateConstant, evaluateEnum, evaluateInt } from "./evaluate.ts";
import { unknown, type Value } from "./value.ts";

/** The scalar types of properties and state, with their bounds. */
export const integerTypes: ReadonlyMap<string, { readonly min: bigint; readonly max: bigint; readonly bits: number }> =
  new Map([
    ...[8, 16, 32, 64].map((bits) => [`u${bits}`, { min: 0n, max: (1n << BigInt(bits)) - 1n, bits }] as const),
    ...[8, 16, 32, 64].map(
      (bits) => [`i${bits}`, { min: -(1n << BigInt(bits - 1)), max: (1n << BigInt(bits - 1)) - 1n, bits }] as const,
    ),
    ["size", { min: 0n, max: (1n << 53n) - 1n, bits: 64 }] as const,
  ]);

/** Types of properties that are not integers or enums. */
export const otherTypes: ReadonlySet<string> = new Set(["bool", "string"]);

/** What has a declared type and range: a property, or a constant of a family. */
type Typed = Pick<ast.Prop, "type"> & { readonly domain?: ast.Domain };

/** What can be said of a property before an instance has a value for it. */
export function propertyValue(node: Typed, scope: Scope): Value {
  const one = elementValue(node, scope);
  if (!node.type.list || one.kind === "unknown") return one;
  const count = node.type.count ? evaluateConstant(node.type.count, scope, "the number of values") : null;
  return { kind: "list", items: [], of: one, count, fixed: false };
}

function elementValue(node: Typed, scope: Scope): Value {
  const integer = integerTypes.get(node.type.name.text);
  if (integer) {
    const unit = node.type.name.text === "size" ? "size" : "plain";
    return { kind: "int", ...range(node, integer, scope), unit, fixed: false };
  }
  const entity = scope.file.names.get(node.type.name.text);
  if (entity?.kind === "enum")
    return { kind: "enum", of: entity, value: null, fixed: false, ...choices(node, entity, scope) };
  if (node.domain && otherTypes.has(node.type.name.text)) refuseDomain(node.domain, "integers and enums only", scope);
  if (node.type.name.text === "bool") return { kind: "bool", value: null, fixed: false };
  if (node.type.name.text === "string") return { kind: "string", value: null, fixed: false };
  return unknown;
}

/** The values of `in [red, green]`, for an enum. */
function choices({ domain }: Typed, of: EnumEntity, scope: Scope): { readonly only?: readonly string[] } {
  if (!domain) return {};
  if (domain.kind !== "array" || domain.items.length === 0) {
    refuseDomain(domain, `a list of values of \`${of.name}\``, scope);
    return {};
  }
  const only = domain.items.flatMap((item) => {
    const value = evaluateEnum(item, of, scope);
    return value.kind === "enum" ? (value.value ?? []) : [];
  });
  return only.length < domain.items.length ? {} : { only };
}

/** Reports what follows `in`, where it would have no effect. */
function refuseDomain(domain: ast.Domain, wanted: string, scope: Scope): void {
  const found = domain.kind === "array" ? "a list" : "a range";
  scope.log.report("check/wrong-kind", spanOf(scope.file, domain), { what: "what follows `in`", wanted, found });
}

/** Reports a property whose type does not exist; done once, where the property is declared. */
export function checkPropertyType(node: ast.TypeRef, scope: Scope): void {
  const name = node.name.text;
  const entity = scope.file.names.get(name);
  if (integerTypes.has(name) || otherTypes.has(name) || entity?.kind === "enum" || entity?.kind === "broken") return;
  const known = [...integerTypes.keys(), ...otherTypes, ...scope.file.names.keys()];
  const hint =
    likelyType(name) ??
    didYouMean(name, known, "use an integer type, `size`, `bool`, `string` or an enum; `link` for objects");
  scope.log.report("check/property-type", spanOf(scope.file, node.name), { name, hint });
}

/** What a type of another language is called here. */
export function likelyType(name: string): string | null {
  const sized = /^(u?)int(8|16|32|64)(_t)?$/.exec(name);
  const known = sized ? `${sized[1] === "u" ? "u" : "i"}${sized[2]}` : (foreignTypes.get(name) ?? null);
  return known && `write \`${known}\``;
}

const foreignTypes: ReadonlyMap<string, string> = new Map([
  ["int", "i32"],
  ["uint", "u32"],
  ["unsigned", "u32"],
  ["byte", "u8"],
  ["boolean", "bool"],
  ["str", "string"],
  ["text", "string"],
  ["size_t", "size"],
  ["hwaddr", "u64"],
]);

function range(
  node: Typed,
  bounds: { readonly min: bigint; readonly max: bigint },
  scope: Scope,
): { readonly min: bigint; readonly max: bigint; readonly only?: readonly bigint[] } {
  if (node.domain?.kind === "array") return listed(node.domain, bounds, scope);
  if (node.domain?.kind !== "range") return bounds;
  const from = evaluateInt(node.domain.from, scope, "the lower end");
  const to = evaluateInt(node.domain.to, scope, "the upper end");
  return from && to && from.min <= to.max ? { min: from.min, max: to.max } : { min: bounds.min, max: bounds.max };
}

/** The values of `in [1, 2, 4]`. */
function listed(
  { items }: ast.ArrayLiteral,
  { min, max }: { readonly min: bigint; readonly max: bigint },
  scope: Scope,
): { readonly min: bigint; readonly max: bigint; readonly only?: readonly bigint[] } {
  const only = items.flatMap((item) => evaluateConstant(item, scope, "a value") ?? []);
  if (only.length < items.length || only.length === 0) return { min, max };
  const sorted = [...only].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { min: sorted[0]!, max: sorted.at(-1)!, only };
}
