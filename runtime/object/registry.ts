import { CastError, printed } from "./errors.ts";
import { type QomObject } from "./object.ts";
import { above } from "./path.ts";
import { InterfaceType, type ObjectType } from "./type.ts";

/** What to list of a registry. */
export interface TypeFilter {
  /** Only types whose instances are instances of this. */
  readonly implements?: ObjectType | InterfaceType;
  /** Whether abstract types are listed, too; false if absent. */
  readonly abstract?: boolean;
}

/**
 * Types by name, for who has names only: a command line, a machine description. A value like any other: types register
 * nowhere by themselves, so that what nobody lists is not bundled.
 */
export class TypeRegistry {
  readonly #types = new Map<string, ObjectType>();

  constructor(types: Iterable<ObjectType> = []) {
    for (const type of types) this.register(type);
  }

  /**
   * Adds a type. Throws `RangeError` for a name that is taken or is not a typename: at least two characters, the first a
   * letter or a digit but not 0, the others letters, digits, `-`, `_` and `.` (rule 1.1).
   */
  register(type: ObjectType): void {
    const { name } = type;
    if (!/^[A-Za-z1-9][-_.A-Za-z0-9]+$/.test(name)) throw new RangeError(`${printed(name)} is no typename`);
    if (this.#types.has(name)) throw new RangeError(`type ${name} is registered already`);
    this.#types.set(name, type);
  }

  /** The type of that name, or undefined. */
  find(name: string): ObjectType | undefined {
    return this.#types.get(name);
  }

  /** Types in the order of their names, case ignored (rule 1.7). */
  list({ implements: wanted, abstract = false }: TypeFilter = {}): ObjectType[] {
    return [...this.#types.values()]
      .filter((type) => (abstract || !type.abstract) && (!wanted || type.isA(wanted)))
      .sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.name, b.name));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The object as an instance of a class or an interface; null if it is none, or if the interface is ambiguous (rule 1.6). */
export function dynamicCast<T extends QomObject>(object: QomObject | null, to: ClassOf<T>): T | null;
export function dynamicCast<T>(object: QomObject | null, to: InterfaceType<T>): (QomObject & T) | null;
export function dynamicCast(object: QomObject | null, to: ClassOf<QomObject> | InterfaceType): QomObject | null {
  return object?.type.isA(to instanceof InterfaceType ? to : to.type) ? object : null;
}

/** The object as an instance of a class or an interface. Throws `CastError` if it is none (rule 1.6). */
export function cast<T extends QomObject>(object: QomObject, to: ClassOf<T>): T;
export function cast<T>(object: QomObject, to: InterfaceType<T>): QomObject & T;
export function cast(object: QomObject, to: ClassOf<QomObject> | InterfaceType): QomObject {
  if (dynamicCast(object, to as ClassOf<QomObject>)) return object;
  throw new CastError(object, to instanceof InterfaceType ? to.name : to.type.name);
}

/** The nearest container of the object, up the tree, that is an instance of the class or the interface. Throws `CastError` if there is none. */
export function containerOf<T extends QomObject>(object: QomObject, of: ClassOf<T> | InterfaceOf<T>): T {
  const found = findContainer(object, of);
  if (found) return found;
  throw new CastError(object, `part of a ${of.type.name}`);
}

/** The nearest container of the object, up the tree, that is an instance of the class or the interface; null if there is none. */
export function findContainer<T extends QomObject>(object: QomObject, of: ClassOf<T> | InterfaceOf<T>): T | null {
  return above(object, (up) => up.type.isA(of.type)) as T | null;
}

/** An interface as generated modules export it. */
interface InterfaceOf<T> {
  readonly type: InterfaceType<T>;
}

/** A class of objects, abstract ones included. */
interface ClassOf<T extends QomObject> {
  readonly prototype: T;
  readonly type: ObjectType;
}
