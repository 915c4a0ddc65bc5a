import { type QomObject } from "./object.ts";
import { booleanValue, choiceValue, integerValue, stringValue, wideValue } from "./value.ts";

/** A value that a property can have; objects are link targets. */
export type PropertyValue = boolean | number | bigint | string | QomObject | null;

/** A property of a class: fixed by the type, never added to an instance (lifetimes, section 3.3). */
export interface PropertyInfo<T extends QomObject> {
  readonly name: string;
  /** Type as the definition spells it, for example `u32`, `size`, `link<chardev>`. */
  readonly type: string;
  /** Whether it may be set after realize. */
  readonly dynamic?: boolean;
  /** Whether a device whose value is null cannot be realized. */
  readonly required?: boolean;
  /** What a new object is given, by `set`, before any init runs (rule 2.1). */
  readonly default?: PropertyValue;
  /** Whether an object has it: an element of an array may lie beyond the number that a property says. Absent: always. */
  exists?(self: T): boolean;
  get(self: T): PropertyValue;
  /** Absent for a read-only property. Throws `RangeError` or `TypeError` for a value that it does not take. */
  set?(self: T, value: PropertyValue): void;
}

/** Whether an object has a property that its type declares. */
export function hasProperty(object: QomObject, { exists }: PropertyInfo<QomObject>): boolean {
  return exists?.(object) ?? true;
}

/** What the makers of typed properties take: `set` gets a value that is checked already. */
export interface Typed<T extends QomObject, V extends PropertyValue> {
  readonly name: string;
  readonly dynamic?: boolean;
  readonly default?: V;
  get(self: T): V;
  set?(self: T, value: V): void;
}

/** An integer property of type `u32`, say, with both ends of its range. Throws `RangeError` for a default outside. */
export function integerProperty<T extends QomObject>(
  type: string,
  range: { readonly min: number; readonly max: number },
  info: Typed<T, number>,
): PropertyInfo<T> {
  return checked(type, info, (value) => integerValue(info.name, value, range));
}

/** A 64-bit property, a bigint, with both ends of its range. Throws `RangeError` for a default outside. */
export function wideProperty<T extends QomObject>(
  type: string,
  range: { readonly min: bigint; readonly max: bigint },
  info: Typed<T, bigint>,
): PropertyInfo<T> {
  return checked(type, info, (value) => wideValue(info.name, value, range));
}

/** A property that is true or false. */
export function booleanProperty<T extends QomObject>(info: Typed<T, boolean>): PropertyInfo<T> {
  return checked("bool", info, (value) => booleanValue(info.name, value));
}

/** A text property. */
export function stringProperty<T extends QomObject>(info: Typed<T, string>): PropertyInfo<T> {
  return checked("string", info, (value) => stringValue(info.name, value));
}

/** A property that takes one of some names. Throws `RangeError` for a default that is none of them. */
export function choiceProperty<T extends QomObject, V extends string>(
  type: string,
  choices: readonly V[],
  info: Typed<T, V>,
): PropertyInfo<T> {
  return checked(type, info, (value) => choiceValue(info.name, value, choices));
}

/**
 * A property that is another object's: reads and sets property `target` of what `of` gives, which is usually a child
 * (rule 6.1). A read fails with the error of the other object when that is freed.
 */
export function aliasProperty<T extends QomObject>(
  name: string,
  { of, target, type }: { readonly of: (self: T) => QomObject; readonly target: string; readonly type: string },
): PropertyInfo<T> {
  const original = (self: T): { object: QomObject; property: PropertyInfo<QomObject> } => {
    const object = of(self);
    const property = object.property(target);
    if (!property) throw new TypeError(`alias ${name}: type ${object.type.name} has no property ${target}`);
    return { object, property };
  };
  return {
    name,
    type: type.replace(/^child</, "link<"),
    get(self) {
      const { object, property } = original(self);
      return property.get(object);
    },
    set(self, value) {
      const { object, property } = original(self);
      if (!property.set) throw new TypeError(`${name} is read-only`);
      property.set(object, value);
    },
  };
}

function checked<T extends QomObject, V extends PropertyValue>(
  type: string,
  info: Typed<T, V>,
  check: (value: PropertyValue) => V,
): PropertyInfo<T> {
  const { name, dynamic = false } = info;
  const made: PropertyInfo<T> = { name, type, dynamic, get: (self) => info.get(self) };
  if (!info.set) return made;
  const set = (self: T, value: PropertyValue): void => info.set!(self, check(value));
  return info.default === undefined ? { ...made, set } : { ...made, set, default: check(info.default) };
}
