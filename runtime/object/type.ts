import { type Place, type QomObject } from "./object.ts";
import { type PropertyInfo } from "./property.ts";

/** What a type declares; inherited parts stand in its parent. */
export interface TypeInfo<T extends QomObject> {
  /** Typename, for example `pl011`. */
  readonly name: string;
  readonly parent?: ObjectType;
  readonly abstract?: boolean;
  /** The class whose fields hold an instance. */
  readonly class: new (place: Place) => T;
  /** Size of an instance's state with everything embedded in it, in words of the heap; at least the parent's. */
  readonly words?: number;
  readonly properties?: readonly PropertyInfo<T>[];
  /** Makes children, regions and lines; runs after the parent type's. */
  readonly init?: (self: T) => void;
  /** Runs when the init of every type of the chain has run. */
  readonly postInit?: (self: T) => void;
  /** Runs while the object still has its parent and all its children (lifetimes, section 2.2). */
  readonly unparent?: (self: T) => void;
  /** Runs when children and links are gone, before the parent type's (lifetimes, section 2.3). */
  readonly finalize?: (self: T) => void;
}

/** A type as the runtime uses it: what it declares, with its chain of ancestors resolved. */
export class ObjectType<T extends QomObject = QomObject> {
  readonly name: string;
  readonly parent: ObjectType | null;
  readonly abstract: boolean;
  readonly class: new (place: Place) => T;
  readonly words: number;
  readonly init: ((self: T) => void) | null;
  readonly postInit: ((self: T) => void) | null;
  readonly finalize: ((self: T) => void) | null;
  /** Nearest unparent hook of the chain. */
  readonly unparent: ((self: T) => void) | null;
  /** This type and its ancestors, the root first. */
  readonly chain: readonly ObjectType[];
  /** Properties of the chain by name, the nearest declaration winning. */
  readonly properties: ReadonlyMap<string, PropertyInfo<T>>;

  constructor(info: TypeInfo<T>) {
    this.name = info.name;
    this.parent = info.parent ?? null;
    this.abstract = info.abstract ?? false;
    this.class = info.class;
    this.words = info.words ?? this.parent?.words ?? 0;
    this.init = info.init ?? null;
    this.postInit = info.postInit ?? null;
    this.finalize = info.finalize ?? null;
    this.unparent = info.unparent ?? this.parent?.unparent ?? null;
    this.chain = [...(this.parent?.chain ?? []), this as unknown as ObjectType];
    const inherited = (this.parent?.properties ?? new Map()) as ReadonlyMap<string, PropertyInfo<T>>;
    this.properties = new Map([...inherited, ...(info.properties ?? []).map((p) => [p.name, p] as const)]);
  }

  /** Whether instances of this type are instances of `other`, too. */
  isA(other: ObjectType): boolean {
    return this.chain[other.chain.length - 1] === other;
  }
}
