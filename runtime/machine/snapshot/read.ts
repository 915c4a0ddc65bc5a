import { type SavedValue } from "../../device/index.ts";
import { SnapshotError } from "./format.ts";

/** What a header says, taken apart: each of these throws `SnapshotError` for a value that is of another kind. */
export type Read<T> = (value: SavedValue | undefined) => T;

export const text: Read<string> = (value) => (typeof value === "string" ? value : wrong());
export const truth: Read<boolean> = (value) => (typeof value === "boolean" ? value : wrong());
export const wide: Read<bigint> = (value) => (typeof value === "bigint" ? value : wrong());

/** An integer from 0 on that a number holds exactly. */
export const natural: Read<number> = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : wrong();

/** An integer of either sign. */
export const integer: Read<number> = (value) => (Number.isSafeInteger(value) ? (value as number) : wrong());

/** Something, or null. */
export function optional<T>(of: Read<T>): Read<T | null> {
  return (value) => (value === null ? null : of(value));
}

/** Any number of one kind. */
export function list<T>(of: Read<T>): Read<T[]> {
  return (value) => (Array.isArray(value) ? (value as readonly SavedValue[]).map(of) : wrong());
}

/** One of each kind, in order. */
export function tuple<T extends readonly unknown[]>(...of: { readonly [At in keyof T]: Read<T[At]> }): Read<T> {
  return (value) => {
    if (!Array.isArray(value) || value.length !== of.length) return wrong();
    return of.map((read, at) => (read as Read<unknown>)(value[at] as SavedValue)) as unknown as T;
  };
}

/** Values by name, kept apart from names that every object has. */
export function table<T>(of: Read<T>): Read<Map<string, T>> {
  const entries = list(tuple<[string, T]>(text, of));
  return (value) => new Map(entries(value));
}

/** Any value. */
export const anything: Read<SavedValue> = (value) => (value === undefined ? wrong() : value);

function wrong(): never {
  throw new SnapshotError("the snapshot is damaged: what it says of the machine cannot be read");
}
