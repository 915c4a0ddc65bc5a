import { type ObjectClass } from "./create.ts";
import { type Finalizing } from "./finalizing.ts";
import { type Place, type QomObject } from "./object.ts";
import { type PropertyInfo } from "./property.ts";

/** What a type declares; inherited parts stand in its parent. */
export interface TypeInfo<T extends QomObject> {
  /** Typename, for example `pl011`. */
  readonly name: string;
  /** What it extends. */
  readonly parent?: Named<ObjectType>;
  readonly abstract?: boolean;
  /** The class whose fields hold an instance. */
  readonly class: new (place: Place) => T;
  /** Size of an instance's state with everything embedded in it, in words of the heap; at least the parent's. */
  readonly words?: number;
  /** Properties of the class; a derived type's declaration of a name replaces its parent's. */
  readonly properties?: readonly PropertyInfo<T>[];
  /** Interfaces that instances have beside those of the parent. */
  readonly interfaces?: readonly Named<InterfaceType>[];
  /**
   * Names of children and links in the order in which finalization lets them go; `port[*]` means all of an array. What
   * is not named follows, newest first (lifetimes, section 2.3a). Names of the parent type's list come after these.
   */
  readonly unparentOrder?: readonly string[];
  /** Children that a parent type makes, by name, or an array of them by its name, each with the derived class that it has here. */
  readonly narrowed?: readonly (readonly [name: string, of: ObjectClass<QomObject>])[];
  /** Makes children, regions and lines; runs after the parent type's. */
  init?(self: T): void;
  /** Runs when the init of every type of the chain has run. */
  postInit?(self: T): void;
  /** Runs while the object still has its parent and all its children (lifetimes, section 2.2). */
  unparent?(self: T): void;
  /** Runs when children and links are gone, before the parent type's (lifetimes, section 2.3). */
  finalize?(self: Finalizing<T>): void;
  /** For a user-creatable type: runs once, when properties are set and the object has its place; throws to refuse (rule 12.1). */
  complete?(self: T): void;
  /** For a user-creatable type: whether nobody uses the object (rule 12.3). */
  canBeDeleted?(self: T): boolean;
}

/** Something that objects of several types can do; a type has at most one implementation of it that counts (rule 1.6). */
export class InterfaceType<T = unknown> {
  readonly name: string;
  /** This interface and those that it extends, the most basic first. */
  readonly chain: readonly InterfaceType[];
  /** What an instance offers; only there for the type. */
  declare readonly offers: T;

  constructor(name: string, parent?: InterfaceType) {
    this.name = name;
    this.chain = [...(parent?.chain ?? []), this];
  }

  /** Whether this interface is `other` or extends it. */
  isA(other: InterfaceType): boolean {
    return this.chain[other.chain.length - 1] === other;
  }
}

/** What users can create and delete by name, for example backends (rule 12). */
export const userCreatable = new InterfaceType("user-creatable");

/** Largest size of a storage, in words: 4 GiB. */
const mostWords = 2 ** 30;

/**
 * A type by itself, or by the class that has it: where a class names its types by their classes there is nothing to look up,
 * and a bundler can drop it if nobody uses it.
 */
export type Named<T extends object> = T | { readonly type: T };

/** The type that is named. */
export function typeOf<T extends object>(named: Named<T>): T {
  return "type" in named ? named.type : named;
}

/** A type as the runtime uses it: what it declares, with its chain of ancestors resolved. */
export class ObjectType<T extends QomObject = QomObject> {
  readonly name: string;
  readonly parent: ObjectType | null;
  readonly abstract: boolean;
  readonly class: new (place: Place) => T;
  readonly words: number;
  readonly init: Hook<T> | null;
  readonly postInit: Hook<T> | null;
  readonly finalize: Hook<Finalizing<T>> | null;
  /** Nearest unparent hook of the chain. */
  readonly unparent: Hook<T> | null;
  /** Nearest complete hook of the chain. */
  readonly complete: Hook<T> | null;
  /** Nearest answer of the chain; null means that it can. */
  readonly canBeDeleted: Hook<T, boolean> | null;
  /** This type and its ancestors, the root first. */
  readonly chain: readonly ObjectType[];
  /** Hooks of the chain in the order in which they run. */
  readonly inits: readonly Hook<QomObject>[];
  readonly postInits: readonly Hook<QomObject>[];
  readonly finalizers: readonly Hook<QomObject>[];
  /** Whether there is nothing to do to a new instance. */
  readonly startsPlainly: boolean;
  /** Properties of the chain by name, the nearest declaration winning. */
  readonly properties: ReadonlyMap<string, PropertyInfo<T>>;
  /** Properties of the chain that have a default, in the order in which it is applied: derived types first (rule 2.1). */
  readonly defaults: readonly PropertyInfo<T>[];
  /** Properties that somebody must have set before the object is realized, or completed. */
  readonly required: readonly PropertyInfo<T>[];
  /** Interfaces of the chain, without those that another one of the list extends. */
  readonly interfaces: readonly InterfaceType[];
  /** Whether users can create and delete instances. */
  readonly userCreatable: boolean;
  /** What is let go before all else, in this order. */
  readonly unparentOrder: readonly string[];
  /** The classes of children that the types of the chain make, where a derived type says another; null where none does. */
  readonly narrowed: ReadonlyMap<string, ObjectClass<QomObject>> | null;

  /** Throws `RangeError` for a size that is no size, is smaller than the parent's, or larger than 4 GiB (rule 1.4). */
  constructor(info: TypeInfo<T>) {
    const parent = info.parent ? typeOf(info.parent) : null;
    this.name = info.name;
    this.parent = parent;
    this.abstract = info.abstract ?? false;
    this.class = info.class;
    this.words = sizeOf(info);
    this.init = info.init ?? null;
    this.postInit = info.postInit ?? null;
    this.finalize = info.finalize ?? null;
    this.unparent = info.unparent ?? parent?.unparent ?? null;
    this.complete = info.complete ?? parent?.complete ?? null;
    this.canBeDeleted = info.canBeDeleted ?? parent?.canBeDeleted ?? null;
    this.chain = [...(parent?.chain ?? []), this as unknown as ObjectType];
    this.inits = this.chain.flatMap((type) => type.init ?? []);
    this.postInits = this.chain.flatMap((type) => type.postInit ?? []);
    this.finalizers = this.chain.flatMap((type) => (type.finalize as Hook<QomObject> | null) ?? []).reverse();
    const declared = info.properties ?? [];
    const inherited = (parent?.properties ?? new Map()) as ReadonlyMap<string, PropertyInfo<T>>;
    this.properties = new Map([...inherited, ...declared.map((p) => [p.name, p] as const)]);
    const own = declared.filter((property) => property.default !== undefined);
    const names = new Set(declared.map(({ name }) => name));
    this.defaults = [...own, ...((parent?.defaults ?? []) as PropertyInfo<T>[]).filter((p) => !names.has(p.name))];
    this.required = [...this.properties.values()].filter(({ required }) => required);
    this.interfaces = joined(parent?.interfaces ?? [], (info.interfaces ?? []).map(typeOf));
    this.startsPlainly = this.inits.length + this.postInits.length + this.defaults.length === 0;
    this.userCreatable = this.interfaces.some((one) => one.isA(userCreatable));
    this.unparentOrder = [...(info.unparentOrder ?? []), ...(parent?.unparentOrder ?? [])];
    const before = parent?.narrowed ?? null;
    this.narrowed = info.narrowed ? new Map([...(before ?? []), ...info.narrowed]) : before;
  }

  /** Whether instances of this type are instances of `other`, too; for an interface, whether exactly one is it (rule 1.6). */
  isA(other: ObjectType | InterfaceType): boolean {
    if (other instanceof InterfaceType) return this.implementation(other) !== null;
    return this.chain[other.chain.length - 1] === other;
  }

  /** The one interface of this type that is `wanted` or extends it; null if there is none, or more than one (rule 1.6). */
  implementation(wanted: InterfaceType): InterfaceType | null {
    const found = this.interfaces.filter((one) => one.isA(wanted));
    return found.length === 1 ? found[0]! : null;
  }
}

/** A hook of a type. A method, so that a type of derived objects is a type of objects. */
type Hook<T, R = void> = { hook(self: T): R }["hook"];

function sizeOf(info: Pick<TypeInfo<QomObject>, "name" | "parent" | "words">): number {
  const parent = info.parent ? typeOf(info.parent) : null;
  const least = parent?.words ?? 0;
  const words = info.words ?? least;
  if (!Number.isInteger(words) || words < 0) throw new RangeError(`type ${info.name}: ${words} words are no size`);
  if (words < least)
    throw new RangeError(`type ${info.name}: ${words} words are less than its parent's, ${parent!.name}: ${least}`);
  if (words > mostWords) throw new RangeError(`type ${info.name}: ${words} words are more than 4 GiB`);
  return words;
}

/** Adds interfaces to a list unless one of the list is it, or extends it, already (rule 1.4). */
function joined(inherited: readonly InterfaceType[], own: readonly InterfaceType[]): readonly InterfaceType[] {
  const all = [...inherited];
  for (const one of own) if (!all.some((other) => other.isA(one))) all.push(one);
  return all;
}
