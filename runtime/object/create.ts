import { noted, OccupiedError, printed, StorageSizeError, throwAll, UserObjectError } from "./errors.ts";
import { type Child, Owned } from "./handles.ts";
import { freedBase, type Heap } from "./heap.ts";
import { abandon } from "./lifetime.ts";
import { type Place, type QomObject } from "./object.ts";
import { Count } from "./phase.ts";
import { hasProperty, type PropertyValue } from "./property.ts";
import { findSlot } from "./slots.ts";
import { attach, requireOpen, unparent } from "./tree.ts";
import { type ObjectType } from "./type.ts";

/** A class that the runtime can make instances of. */
export interface ObjectClass<T extends QomObject> {
  new (place: Place): T;
  readonly type: ObjectType;
}

/** A child whose state lies inside its parent's storage. Not assignable to `Owned`: it cannot be given away. */
export type Embedded<T extends QomObject> = T & { readonly embedded: true };

/** How a new object is set up, before anybody else sees it: properties by name, in order; then `prepare`. */
export interface Setup<T extends QomObject> {
  readonly properties?: Readonly<Record<string, PropertyValue>>;
  readonly prepare?: (object: T) => void;
}

/** What a storage is beside its type's size. */
export interface StorageOptions {
  /** Words behind the type's own, for objects that are embedded there later. */
  readonly reserve?: number;
  /** Whether the storage is never given back: its memory belongs to whoever made the heap. */
  readonly fixed?: boolean;
}

/**
 * Makes an object in a storage of its own; the caller holds its only reference. A user-creatable one that is set up is
 * completed. When anything throws, nothing is left of it (lifetimes, section 1.7). Throws `TypeError` for an abstract
 * type, `RangeError` for a storage that the heap has no room for, and what hooks and setters throw.
 */
export function create<T extends QomObject>(
  heap: Heap,
  of: ObjectClass<T>,
  options: (Setup<T> & StorageOptions) | null = null,
): Owned<T> {
  if (options) return createWith(heap, of, options);
  const { type } = of;
  requireConcrete(type);
  const object = new of({ heap, type, root: null, base: type.words > 0 ? heap.allocate(type.words) : 0 });
  object.storageRefs = 1;
  if (!type.startsPlainly || heap.trace || heap.tracker) initialize(object);
  return new Owned(object);
}

/**
 * Makes an object in a storage of its own as the child `name` of `parent`, which holds its only reference. A
 * user-creatable one is completed when it has its place. When anything throws, nothing is left of it (lifetimes, section
 * 1.7). Throws as `create` and `addChild` do.
 */
export function own<T extends QomObject>(
  parent: QomObject,
  name: string,
  of: ObjectClass<T>,
  setup: Setup<T> & StorageOptions = {},
): Child<T> {
  requireOpen(parent);
  const object = makeRoot(parent.heap, narrowedClass(parent, name, of), setup);
  finish(object, setup, () => attach(parent, name, object));
  return object as Child<T>;
}

/**
 * Makes an object inside the storage of `parent`, `offset` words behind its first, as its child `name`; completed if it is
 * user-creatable. When anything throws, nothing is left of it (lifetimes, section 1.7). Throws `StorageSizeError` when
 * the parent's storage does not reach so far, `OccupiedError` when something lives there, and as `own` does.
 */
export function embed<T extends QomObject>(
  parent: QomObject,
  name: string,
  of: ObjectClass<T>,
  setup: Setup<T> & { readonly offset: number },
): Embedded<T> {
  requireOpen(parent);
  const made = narrowedClass(parent, name, of);
  const { type } = made;
  requireConcrete(type);
  const { root, heap } = parent;
  const base = parent.base + setup.offset;
  if (type.words > 0) clear(parent, name, type, base);
  const object = makePart(made, { heap, type, root, base });
  finish(object, setup, () => attach(parent, name, object));
  return object as QomObject as Embedded<T>;
}

/** The class that a child of this name has: the one that is asked for, unless the parent's own type says a derived one. */
function narrowedClass<T extends QomObject>(parent: QomObject, name: string, of: ObjectClass<T>): ObjectClass<T> {
  const { narrowed } = parent.type;
  if (narrowed === null) return of;
  const found = narrowed.get(name.replace(/\[.*/, ""));
  return found?.type.isA(of.type) ? (found as ObjectClass<T>) : of;
}

/** Makes the root of a composition tree, `/`; the caller holds its only reference. */
export function createRoot<T extends QomObject>(heap: Heap, of: ObjectClass<T>): Owned<T> {
  const root = create(heap, of);
  root.value.name = "/";
  return root;
}

/**
 * Makes a user-creatable object by name under `container`, usually `/objects` (rule 12.2). Throws `UserObjectError` for a
 * name that is not well formed and a type that users cannot create, and as `own` does.
 */
export function createUserObject<T extends QomObject>(
  container: QomObject,
  id: string,
  of: ObjectClass<T>,
  properties: Readonly<Record<string, PropertyValue>> = {},
): Child<T> {
  if (!/^[A-Za-z][-._A-Za-z0-9]{0,254}$/.test(id)) throw new UserObjectError(container, `${printed(id)} is no id`);
  if (!of.type.userCreatable || of.type.abstract)
    throw new UserObjectError(container, `users cannot create objects of type ${of.type.name}`);
  return own(container, id, of, { properties });
}

/** Deletes a user-creatable object by name. Throws `UserObjectError` if there is none, or if it is in use (rule 12.3). */
export function deleteUserObject(container: QomObject, id: string): void {
  const slot = findSlot(container, id);
  const object = slot?.kind === "child" ? slot.target : null;
  if (!object?.type.userCreatable) throw new UserObjectError(container, `it has no object ${printed(id)} to delete`);
  if (object.type.canBeDeleted?.(object) === false) throw new UserObjectError(object, "it is in use");
  unparent(object);
}

function createWith<T extends QomObject>(heap: Heap, of: ObjectClass<T>, options: Setup<T> & StorageOptions): Owned<T> {
  const object = makeRoot(heap, of, options);
  if (options.properties || options.prepare) finish(object, options, null);
  return new Owned(object);
}

/** Sets a new object up, gives it its place, completes it; undoes all of that when anything throws. */
function finish<T extends QomObject>(object: T, setup: Setup<T>, place: (() => void) | null): void {
  let placed = false;
  try {
    for (const [name, value] of Object.entries(setup.properties ?? {})) setInitially(object, name, value);
    setup.prepare?.(object);
    place?.();
    placed = place !== null;
    complete(object);
  } catch (error) {
    const errors = placed ? withdraw(object, error) : abandon(object, error, object.type.chain.length);
    throwAll(errors, "construction", object);
  }
}

/** Sets a property of an object that nobody else has seen yet. */
function setInitially(object: QomObject, name: string, value: PropertyValue): void {
  const property = object.property(name);
  if (!property) throw new TypeError(`property ${printed(name)} is not one of type ${object.type.name}`);
  if (!property.set) throw new TypeError(`property ${printed(name)} of type ${object.type.name} is read-only`);
  property.set(object, value);
}

function complete(object: QomObject): void {
  if (!object.type.userCreatable) return;
  for (const property of object.type.required)
    if (hasProperty(object, property) && property.get(object) === null)
      throw new UserObjectError(object, `its property ${property.name} is not set`);
  object.heap.trace?.({ event: "complete", object });
  object.type.complete?.(object);
}

/** Takes an object whose completion failed out of the tree again; whoever else holds it keeps it (rule 2.5). */
function withdraw(object: QomObject, cause: unknown): unknown[] {
  const errors = noted(null, cause);
  try {
    unparent(object);
  } catch (error) {
    noted(errors, error);
  }
  return errors;
}

function requireConcrete(type: ObjectType): void {
  if (type.abstract) throw new TypeError(`type ${type.name} is abstract`);
}

/** Makes room for an object of `type` at `base` in the storage of `parent`; what was there before must be finalized. */
function clear(parent: QomObject, name: string, type: ObjectType, base: number): void {
  const { root, heap } = parent;
  const end = base + type.words;
  if (base < root.base || end > root.base + heap.extentOf(root))
    throw new StorageSizeError(
      parent,
      `its storage has no room for ${printed(name)} (${type.name}, ${type.words} words) there`,
    );
  let newer = root;
  for (let at = root.resident; at; at = newer.resident) {
    const apart = at.base >= end || endOf(at) <= base || at.type.words === 0 || isAround(at, parent, base, end);
    if (!apart && at.count !== Count.finalized) throw new OccupiedError(at, name);
    if (apart) newer = at;
    else {
      // Its memory is somebody else's from now on: whoever still reads it must notice.
      newer.resident = at.resident;
      at.base = freedBase;
    }
  }
  heap.words.fill(0, base, end);
}

/** Whether the place from `base` to `end` is laid out in `object`, as `parent` is: then it is no other's. */
function isAround(object: QomObject, parent: QomObject, base: number, end: number): boolean {
  return object.base <= Math.min(parent.base, base) && endOf(object) >= Math.max(endOf(parent), end);
}

function endOf(object: QomObject): number {
  return object.base + object.type.words;
}

function makeRoot<T extends QomObject>(heap: Heap, of: ObjectClass<T>, options: StorageOptions): T {
  const { type } = of;
  requireConcrete(type);
  const words = type.words + (options.reserve ?? 0);
  const object = new of({ heap, type, root: null, base: heap.allocate(words) });
  object.storageRefs = 1;
  if (options.reserve || options.fixed) heap.setExtent(object, { words, fixed: options.fixed ?? false });
  initialize(object);
  return object;
}

function makePart<T extends QomObject>(of: ObjectClass<T>, place: Place): T {
  const object = new of(place);
  const { root } = object;
  root.storageRefs++;
  object.resident = root.resident;
  root.resident = object;
  initialize(object);
  return object;
}

/** Defaults, then init from the base type to the derived one, then post-init in the same order (rule 2.1). */
function initialize(object: QomObject): void {
  const { heap, type } = object;
  if (heap.trace || heap.tracker) {
    initializeTraced(object);
    return;
  }
  const { inits, postInits } = type;
  let done = 0;
  try {
    applyDefaults(object);
    for (; done < inits.length; done++) inits[done]!(object);
    for (let at = 0; at < postInits.length; at++) postInits[at]!(object);
  } catch (error) {
    const failed = inits[done];
    const levels = failed ? type.chain.findIndex((level) => level.init === failed) : type.chain.length;
    throwAll(abandon(object, error, levels), "construction", object);
  }
}

function initializeTraced(object: QomObject): void {
  const { heap } = object;
  const { chain } = object.type;
  let done = 0;
  heap.tracker?.born(object);
  try {
    applyDefaults(object);
    for (; done < chain.length; done++) {
      const level = chain[done]!;
      heap.trace?.({ event: "init", object, type: level });
      level.init?.(object);
    }
    for (const level of chain) {
      heap.trace?.({ event: "post_init", object, type: level });
      level.postInit?.(object);
    }
  } catch (error) {
    throwAll(abandon(object, error, done), "construction", object);
  }
}

function applyDefaults(object: QomObject): void {
  for (const property of object.type.defaults) property.set!(object, property.default!);
}
