import type * as ast from "../1-parse/ast.ts";
import { type EnumEntity, type TypeEntity } from "../2-bind/model.ts";

/**
 * What is known of an expression before anything runs. An integer is an interval: its ends are equal when it is constant,
 * and span the declared range of the properties and loop variables that it depends on. `unknown` was reported already.
 */
export type Value =
  | {
      readonly kind: "int";
      readonly min: bigint;
      readonly max: bigint;
      readonly unit: ast.Unit;
      readonly fixed: boolean;
      /** The only values that it can have, where these are listed. */
      readonly only?: readonly bigint[];
    }
  | { readonly kind: "bool"; readonly value: boolean | null; readonly fixed: boolean }
  | { readonly kind: "string"; readonly value: string | null; readonly fixed: boolean }
  | {
      readonly kind: "enum";
      readonly of: EnumEntity;
      readonly value: string | null;
      readonly fixed: boolean;
      /** The only values that it can have, where these are listed. */
      readonly only?: readonly string[];
    }
  | { readonly kind: "object"; readonly type: TypeEntity | null; readonly fixed: boolean }
  | {
      readonly kind: "list";
      readonly items: readonly Value[];
      readonly fixed: boolean;
      /** Of a property: what its elements are, and how many there must be; null for any number. */
      readonly of?: Value;
      readonly count?: bigint | null;
    }
  | { readonly kind: "unknown"; readonly fixed: boolean };

/** An integer that is the same in every instance. */
export function constant(value: bigint, unit: ast.Unit = "plain"): Value {
  return { kind: "int", min: value, max: value, unit, fixed: true };
}

/** What stands for a value after a report. */
export const unknown: Value = { kind: "unknown", fixed: true };

/** A value in a few words, for messages. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case "int":
      if (value.unit !== "plain") return { size: "a size", frequency: "a frequency", time: "a time" }[value.unit];
      return value.fixed && value.min === value.max ? String(value.min) : "a number";
    case "bool":
      return value.value === null ? "a truth value" : String(value.value);
    case "string":
      return "a string";
    case "enum":
      return `a value of \`${value.of.name}\``;
    case "object":
      return value.type ? `a \`${value.type.name}\`` : "an object";
    case "list":
      return "a list";
    case "unknown":
      return "something unreadable";
  }
}
