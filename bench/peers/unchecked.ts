import { type QomObject } from "@qdl/runtime";

/** Counts without any check: what a reference would cost if nobody noticed misuse. */
export function uncheckedRef<T extends QomObject>(object: T): T {
  object.count++;
  return object;
}

/** Drops a reference without any check; ends the object with the last one. */
export function uncheckedUnref(object: QomObject): void {
  if (--object.count === 0) object.ending = "ended";
}
