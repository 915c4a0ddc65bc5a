import { type QomObject } from "./object.ts";
import { type PropertyValue } from "./property.ts";

/** What an integer property takes, both ends included. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  /** The only values, where these are listed. */
  readonly only?: readonly number[];
}

/** The value of an integer property. Throws `TypeError` for what is no integer, `RangeError` for one outside its range. */
export function integerValue(name: string, value: PropertyValue, { min, max, only }: IntegerRange): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (!isInteger(number)) throw new TypeError(`${name} takes an integer`);
  if (number < min || number > max) throw new RangeError(`${name} takes ${min} to ${max}, not ${number}`);
  if (only && !only.includes(number)) throw new RangeError(`${name} takes ${only.join(", ")}, not ${number}`);
  return number;
}

/** The value of a 64-bit property, kept as a bigint. Throws `TypeError` and `RangeError`. */
export function wideValue(
  name: string,
  value: PropertyValue,
  { min, max, only }: { readonly min: bigint; readonly max: bigint; readonly only?: readonly bigint[] },
): bigint {
  if (typeof value !== "bigint" && !isInteger(value)) throw new TypeError(`${name} takes an integer`);
  const wide = BigInt(value);
  if (wide < min || wide > max) throw new RangeError(`${name} takes ${min} to ${max}, not ${wide}`);
  if (only && !only.includes(wide)) throw new RangeError(`${name} takes ${only.join(", ")}, not ${wide}`);
  return wide;
}

function isInteger(value: PropertyValue): value is number {
  return Number.isInteger(value);
}

/** The value of a truth property. Throws `TypeError`. */
export function booleanValue(name: string, value: PropertyValue): boolean {
  if (typeof value !== "boolean") throw new TypeError(`${name} takes true or false`);
  return value;
}

/** The value of a text property. Throws `TypeError`. */
export function stringValue(name: string, value: PropertyValue): string {
  if (typeof value !== "string") throw new TypeError(`${name} takes a string`);
  return value;
}

/** The value of an enum property. Throws `RangeError` for a name that is not one of its values. */
export function choiceValue<T extends string>(name: string, value: PropertyValue, choices: readonly T[]): T {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new RangeError(`${name} takes one of ${choices.join(", ")}`);
  return choice;
}

/** The values of a list property, each checked by `check`. Throws `RangeError` for another number of them than `length`. */
export function listValue<T>(
  name: string,
  values: readonly T[],
  check: (value: T) => T,
  length?: number,
): readonly T[] {
  if (length !== undefined && values.length !== length)
    throw new RangeError(`${name} takes ${length} values, not ${values.length}`);
  return values.map(check);
}

/** A list as tools write it, `1,2,3`, taken apart by `read`. Throws `TypeError` for what is no text. */
export function listFrom<T>(name: string, value: PropertyValue, read: (text: string) => T): readonly T[] {
  if (typeof value !== "string") throw new TypeError(`${name} takes values with commas between them, as text`);
  return value.trim() === "" ? [] : value.split(",").map((one) => read(one.trim()));
}

/** The target of a link, or none. Throws `TypeError` for what is no object of the type, or of one derived from it. */
export function linkValue(name: string, value: PropertyValue, typename: string): QomObject | null {
  if (value === null) return null;
  if (typeof value !== "object") throw new TypeError(`${name} takes an object of type ${typename}`);
  const { type } = value;
  if (
    !type.chain.some(
      (level) =>
        level.name === typename ||
        level.interfaces.some(({ chain }) => chain.some(({ name: one }) => one === typename)),
    )
  )
    throw new TypeError(`${name} takes an object of type ${typename}, not ${type.name}`);
  return value;
}

/** A type whose readonly fields can be set: for the code that fills an object in, nobody else. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
