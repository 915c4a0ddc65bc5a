import { type QomObject } from "./object.ts";

/** Misuse of an object's lifetime, at the moment when it happens. Names the object by path and type. */
export class LifetimeError extends Error {
  /** Canonical path of the object, or its last known one. */
  readonly path: string;
  /** Typename of the object. */
  readonly type: string;

  constructor(object: QomObject, message: string) {
    super(`${object.path} (${object.type.name}): ${message}`);
    this.name = new.target.name;
    this.path = object.path;
    this.type = object.type.name;
  }
}

/** Somebody touched state whose storage is freed (lifetimes, section 1.4). */
export class StorageFreedError extends LifetimeError {
  constructor(object: QomObject) {
    super(object, `its storage is freed; ${object.ending ?? "nobody recorded where"}`);
  }
}

/** Somebody took a reference on an object that is being finalized, or was (lifetimes, section 1.6). */
export class ResurrectionError extends LifetimeError {
  constructor(object: QomObject) {
    super(object, "a reference was taken during or after its finalization");
  }
}

/** Somebody dropped a reference, or a storage reference, that was not there. */
export class UnderflowError extends LifetimeError {
  constructor(object: QomObject, what: "reference" | "storage reference") {
    super(object, `a ${what} was dropped that nobody held`);
  }
}

/** An object was added to a parent while it has one (lifetimes, section 2.1). */
export class DoubleParentError extends LifetimeError {
  constructor(object: QomObject) {
    super(object, "it has a parent already");
  }
}

/** A handle was used after its reference had gone elsewhere. */
export class ConsumedError extends LifetimeError {
  constructor(object: QomObject) {
    super(object, "this handle was consumed; its reference belongs to somebody else now");
  }
}

/** A child's name is not free in its parent, or is not a name. */
export class NameError extends LifetimeError {
  constructor(parent: QomObject, name: string, problem: string) {
    super(parent, `child name ${JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)} ${problem}`);
  }
}
