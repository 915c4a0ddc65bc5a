import { type QomObject } from "./object.ts";

/**
 * Misuse of an object's lifetime, at the moment when it happens. Names the object by path and type, and says how it
 * ended if it did. Whoever listens to the heap's trace hears of it even when it is swallowed.
 */
export class LifetimeError extends Error {
  // Said here and in every subclass, because tools that shorten programs shorten the names of classes.
  static override readonly name: string = "LifetimeError";

  /** Canonical path of the object, or its last known one. */
  readonly path: string;
  /** Typename of the object. */
  readonly type: string;

  constructor(object: QomObject, message: string) {
    super(`${object.path} (${object.type.name}): ${message}`);
    this.name = new.target.name;
    this.path = object.path;
    this.type = object.type.name;
    object.heap.trace?.({ event: "misuse", object, error: this });
  }
}

/** Somebody touched state whose storage is freed (lifetimes, section 1.4). */
export class StorageFreedError extends LifetimeError {
  static override readonly name: string = "StorageFreedError";

  constructor(object: QomObject) {
    super(object, `its storage is freed; ${endingOf(object)}`);
  }
}

/** Somebody took a reference on an object that is being finalized, or was (lifetimes, section 1.6). */
export class ResurrectionError extends LifetimeError {
  static override readonly name: string = "ResurrectionError";

  constructor(object: QomObject) {
    super(object, `a reference was taken during or after its finalization; ${endingOf(object)}`);
  }
}

/** Somebody would add a child or a link to an object whose finalizers run, or have run (rule 8.7). */
export class FinalizedError extends LifetimeError {
  static override readonly name: string = "FinalizedError";

  constructor(object: QomObject) {
    super(object, `nothing can be added to it any more; ${endingOf(object)}`);
  }
}

/** Somebody dropped a reference, or a storage reference, that was not there (lifetimes, sections 1.1 and 1.3). */
export class UnderflowError extends LifetimeError {
  static override readonly name: string = "UnderflowError";

  constructor(object: QomObject, what: "reference" | "storage reference") {
    super(object, `a ${what} was dropped that nobody held${object.ending ? `; ${endingOf(object)}` : ""}`);
  }
}

/** The reference that was dropped last was the parent's; the object is finalized, and out of the tree (rule 8.6). */
export class ParentReferenceError extends LifetimeError {
  static override readonly name: string = "ParentReferenceError";

  constructor(object: QomObject) {
    super(object, "the last reference to be dropped belonged to its parent; unparent it instead");
  }
}

/** A storage reference was dropped that an object living in the storage holds (rule 10.11). */
export class StorageInUseError extends LifetimeError {
  static override readonly name: string = "StorageInUseError";

  constructor(root: QomObject, resident: QomObject) {
    const who = resident === root ? "it" : `${resident.path} (${resident.type.name})`;
    super(root, `its storage would be freed while ${who} is not finalized: too many storage references were dropped`);
  }
}

/** More references than can be counted. */
export class OverflowError extends LifetimeError {
  static override readonly name: string = "OverflowError";

  constructor(object: QomObject) {
    super(object, "it has as many references as can be counted");
  }
}

/** An object was added to a parent while it has one (lifetimes, section 2.1). */
export class DoubleParentError extends LifetimeError {
  static override readonly name: string = "DoubleParentError";

  constructor(object: QomObject) {
    super(object, "it has a parent already");
  }
}

/** An object was taken out of the tree by what its own unparent hook did (rule 4.3). */
export class DoubleUnparentError extends LifetimeError {
  static override readonly name: string = "DoubleUnparentError";

  constructor(object: QomObject) {
    super(object, "its unparent hook took it out of the tree; unparent does that");
  }
}

/** A handle was used after its reference had gone elsewhere. */
export class ConsumedError extends LifetimeError {
  static override readonly name: string = "ConsumedError";

  constructor(object: QomObject) {
    super(object, "this handle was consumed; its reference belongs to somebody else now");
  }
}

/** A link was set to an object that has no place in the tree (rule 5.4). */
export class UnrootedError extends LifetimeError {
  static override readonly name: string = "UnrootedError";

  constructor(target: QomObject, holder: QomObject, link: string) {
    super(target, `${printed(link)} of ${holder.path} cannot link to it: it has no place in the tree`);
  }
}

/** An object was embedded where another one lives (rule 2.1). */
export class OccupiedError extends LifetimeError {
  static override readonly name: string = "OccupiedError";

  constructor(resident: QomObject, name: string) {
    super(resident, `its storage cannot become that of ${printed(name)}: it is not finalized`);
  }
}

/** A storage does not hold what is laid out in it, or the heap does not hold the storage. */
export class StorageSizeError extends LifetimeError {
  static override readonly name: string = "StorageSizeError";
}

/** A name is not free in its parent, or is not a name. */
export class NameError extends LifetimeError {
  static override readonly name: string = "NameError";

  constructor(parent: QomObject, name: string, problem: string) {
    super(parent, `${printed(name)} ${problem}`);
  }
}

/** An object is not of the type that is asked for (rule 1.6). */
export class CastError extends LifetimeError {
  static override readonly name: string = "CastError";

  constructor(object: QomObject, wanted: string) {
    super(object, `it is not a ${wanted}`);
  }
}

/** A user-creatable object cannot be made, or deleted, as asked (rules 12.2 and 12.3). */
export class UserObjectError extends LifetimeError {
  static override readonly name: string = "UserObjectError";
}

/** A name as messages show it: quoted, and cut when it is long. */
export function printed(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

/** Throws what went wrong: one error, or several together as an `AggregateError`. */
export function throwAll(errors: readonly unknown[], what: string, object: QomObject): never {
  if (errors.length === 1) throw errors[0];
  throw new AggregateError(errors, `${what} of ${object.path} failed in several places`);
}

/** Adds an error, or those that an `AggregateError` brings, to the list. */
export function noted(errors: unknown[] | null, error: unknown): unknown[] {
  const list = errors ?? [];
  if (error instanceof AggregateError) list.push(...(error.errors as unknown[]));
  else list.push(error);
  return list;
}

function endingOf(object: QomObject): string {
  const own = object.ending!;
  const { root } = object;
  return root === object || !root.ending || object.phase !== "freed"
    ? own
    : `${own}; its storage was that of ${root.path}, ${root.ending}`;
}
