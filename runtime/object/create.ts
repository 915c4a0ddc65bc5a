import { Owned } from "./handles.ts";
import { type Heap } from "./heap.ts";
import { unref } from "./lifetime.ts";
import { type Place, type QomObject } from "./object.ts";
import { attach, unparent } from "./tree.ts";
import { type ObjectType } from "./type.ts";

/** A class that the runtime can make instances of. */
export interface ObjectClass<T extends QomObject> {
  new (place: Place): T;
  readonly type: ObjectType;
}

/** A child whose state lies inside its parent's storage. Not assignable to `Owned`: it cannot be given away. */
export type Embedded<T extends QomObject> = T & { readonly embedded: true };

/** Makes an object in a storage of its own; the caller holds its only reference. Throws `TypeError` for an abstract type. */
export function create<T extends QomObject>(heap: Heap, of: ObjectClass<T>): Owned<T> {
  const type = of.type;
  const base = type.words > 0 ? heap.allocate(type.words) : 0;
  const object = instantiate(of, { heap, type, root: null, base });
  return new Owned(object);
}

/**
 * Makes an object inside the storage of `parent`, `offset` words behind its first, as its child `name`; set up by `prepare`
 * before anybody else sees it. When anything throws, nothing is left of it (lifetimes, section 1.7).
 */
export function embed<T extends QomObject>(
  parent: QomObject,
  name: string,
  of: ObjectClass<T>,
  { offset, prepare }: { readonly offset: number; readonly prepare?: (child: T) => void },
): Embedded<T> {
  const root = parent.root;
  const child = instantiate(of, { heap: parent.heap, type: of.type, root, base: parent.base + offset });
  try {
    prepare?.(child);
    attach(parent, name, child);
  } catch (error) {
    unref(child);
    throw error;
  }
  return child as Embedded<T>;
}

function instantiate<T extends QomObject>(of: ObjectClass<T>, place: Place): T {
  if (place.type.abstract) throw new TypeError(`type ${place.type.name} is abstract`);
  const object = new of(place);
  object.root.storageRefs++;
  if (object.root !== object) (object.root.embedded ??= []).push(object);
  const trace = place.heap.trace;
  try {
    for (const type of place.type.chain) {
      trace?.({ event: "init", object, type });
      type.init?.(object);
    }
    for (const type of place.type.chain) {
      trace?.({ event: "post_init", object, type });
      type.postInit?.(object);
    }
  } catch (error) {
    unparent(object);
    unref(object);
    throw error;
  }
  return object;
}
