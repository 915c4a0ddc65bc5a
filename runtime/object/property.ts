import { type QomObject } from "./object.ts";

/** A value that a property can have; objects are link targets. */
export type PropertyValue = boolean | number | bigint | string | QomObject | null;

/** A property of a class: fixed by the type, never added to an instance (lifetimes, section 3.3). */
export interface PropertyInfo<T extends QomObject> {
  readonly name: string;
  /** Type as the definition spells it, for example `u32`, `size`, `link<chardev>`. */
  readonly type: string;
  /** Whether it may be set after realize. */
  readonly dynamic?: boolean;
  readonly get: (self: T) => PropertyValue;
  /** Absent for a read-only property. Throws `RangeError` or `TypeError` for a value that it does not take. */
  readonly set?: (self: T, value: PropertyValue) => void;
}
