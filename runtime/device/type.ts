import { ObjectType, type Named, type QomObject, type TypeInfo, typeOf } from "../object/index.ts";
import { type Device } from "./device.ts";
import { type ResetKind } from "./resettable.ts";

/**
 * What a device type declares beside what every type does. All hooks are functions of the type, never closures of an
 * instance; those of a base type and of a derived one both run, in the order given here.
 */
export interface DeviceInfo<T extends Device> extends TypeInfo<T> {
  /**
   * Own part of realize; base types first. What it acquires (`connect`, `acquire`, `realizePart`, maps, plugs) is
   * recorded and undone by unrealize in reverse, so that a hook needs no counterpart for it. Parts that it has not
   * realized itself follow in the order of their creation, then the child buses. Throws to refuse.
   */
  realize?(self: T): void;
  /** Undoes what `realize` did beyond what is recorded; derived types first. Runs only if `realize` of its type did. */
  unrealize?(self: T): void;
  /** First phase of reset: own state only, nobody else may be touched. Base types first. */
  resetEnter?(self: T, kind: ResetKind): void;
  /** Second phase of reset: everybody is in reset; lines may change. Base types first. */
  resetHold?(self: T, kind: ResetKind): void;
  /** Last phase of reset: the device leaves reset. Base types first. */
  resetExit?(self: T, kind: ResetKind): void;
  /** Runs at unparent, before the device is unrealized and leaves its bus; derived types first. */
  unparent?(self: T): void;
  /** Whether it may be plugged into a running machine and unplugged from one; inherited, false to begin with. */
  readonly hotpluggable?: boolean;
  /** Type of the bus that it must sit on; inherited. Absent: it sits on none. */
  readonly busType?: Named<ObjectType>;
  /** What lies where in the state of this type, for messages about snapshots that do not fit. */
  readonly fields?: readonly StateField[];
  /** State outside the heap that a snapshot carries: what `save` returns is what `restore` gets. */
  readonly outside?: OutsideState<T>;
  /**
   * After the state of a snapshot was put in place: makes again what follows from it, such as a map at an address that a
   * register holds. Own state only; base types first.
   */
  restored?(self: T): void;
}

/** A field of a type's state: `length` elements of `bits` bits, from word `word` of the state on. */
export interface StateField {
  readonly name: string;
  readonly word: number;
  readonly bits: number;
  readonly length: number;
  /** Not part of a snapshot: a restore leaves it as it is. */
  readonly transient?: boolean;
}

/** Values that a snapshot can carry. */
export type SavedValue = boolean | number | bigint | string | null | readonly SavedValue[];

/** How the state of a type that does not lie in the heap goes into a snapshot and comes back. */
export interface OutsideState<T extends QomObject> {
  save(self: T): SavedValue;
  /** Throws `RangeError` or `TypeError` for values that do not fit; nothing is changed then. */
  restore(self: T, value: SavedValue): void;
}

/** A type of devices. Made by `deviceType`. */
export class DeviceType extends ObjectType {
  readonly hooks: DeviceInfo<Device>;
  readonly hotpluggable: boolean;
  readonly busType: ObjectType | null;
  /** The device levels of the chain, base types first. */
  readonly levels: readonly DeviceType[];

  constructor(info: DeviceInfo<Device>, unparent: ((self: Device) => void) | null) {
    const { unparent: _own, ...rest } = info;
    super((unparent ? { ...rest, unparent } : rest) as unknown as TypeInfo<QomObject>);
    const parent = info.parent && typeOf(info.parent);
    const base = parent instanceof DeviceType ? parent : null;
    this.hooks = info;
    this.hotpluggable = info.hotpluggable ?? base?.hotpluggable ?? false;
    this.busType = info.busType ? typeOf(info.busType) : (base?.busType ?? null);
    this.levels = [...(base?.levels ?? []), this];
  }
}

/** Declares a type of devices; its parent is `Device.type` or derived from it. */
export function deviceType<T extends Device>(info: DeviceInfo<T>): DeviceType {
  return new DeviceType(info as unknown as DeviceInfo<Device>, null);
}

/** Declares a type of objects that are no devices. */
export function objectType<T extends QomObject>(info: TypeInfo<T>): ObjectType {
  return new ObjectType(info) as unknown as ObjectType;
}
