import { type LinkArray } from "./link-array.ts";
import { type Held } from "./links.ts";
import { type QomObject } from "./object.ts";

/** Names of what a finalizer may use: not children, not links, not the tree around; what it holds stays. */
type Remaining<T> = {
  [Name in keyof T]: Name extends "slots" | "resident"
    ? never
    : NonNullable<T[Name]> extends Held<QomObject> | LinkArray<QomObject, Held<QomObject>>
      ? Name
      : Extract<NonNullable<T[Name]>, QomObject | readonly QomObject[] | LinkArray<QomObject>> extends never
        ? Name
        : never;
}[keyof T];

/**
 * An object as its finalize hook sees it: children and links are gone by then, so they are not there to be used; handles
 * made with `Hold` are (lifetimes, section 2.3).
 */
export type Finalizing<T> = Pick<T, Remaining<T>>;
