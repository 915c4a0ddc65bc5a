import {
  addChild,
  create,
  embed,
  Heap,
  type ObjectClass,
  type Owned,
  type PropertyValue,
  type QomObject,
  watchObjects,
} from "../object/index.ts";
import {
  adopt,
  Container,
  Device,
  DeviceError,
  type DeviceType,
  deviceType,
  type GlobalDefault,
  plug,
  type PlugPlace,
  realize,
  reset,
  ResetKind,
  sessionOf,
  setProperty,
  SystemBus,
  unplug,
  unrealize,
} from "../device/index.ts";
import { shutDown, type ShutdownReport } from "./shutdown.ts";

/**
 * A machine: the root of a composition tree, with `/machine` (itself), `/machine/unattached`, `/machine/peripheral` and
 * `/chardevs`. A generated class is made of parts as a device is; `createMachine` makes an instance.
 */
export class Machine extends Device {
  static override readonly type: DeviceType = deviceType({
    name: "machine",
    parent: Device.type,
    abstract: true,
    class: Machine,
    init: initMachine,
  });

  /** The root of the composition tree. */
  treeRoot!: Container;
  /** Parent of devices that nobody gave a parent. */
  unattached!: Container;
  /** Parent of devices that were plugged from outside with a name. */
  peripheral!: Container;
  /** Parent of devices that were plugged from outside without one. */
  peripheralAnon!: Container;
  systemBus!: SystemBus;
  /** Parent of character backends. */
  chardevs!: Container;

  /** Every object of the machine that is not finalized. */
  get live(): ReadonlySet<QomObject> {
    return this.session.live;
  }

  /** Virtual time in ns. */
  get now(): number {
    return this.session.clock.now;
  }

  /**
   * Realizes every part; from here on a new device counts as hot-plugged. Undone entirely when anything throws. A quiescent
   * point: what an unrealize let go, or a realize that failed, has left its place before it is needed again.
   */
  realize(): void {
    if (this.session.phase === "ended") throw new DeviceError(this, "the machine has ended");
    this.drain();
    realize(this);
    this.session.phase = "ready";
  }

  /** Undoes `realize`: properties can be set again, and the machine realized. What was plugged into it meanwhile stays. */
  unrealize(): void {
    unrealize(this);
    this.session.phase = "building";
  }

  /** Resets every device of the machine, those on no bus included. */
  reset(kind: ResetKind = ResetKind.cold): void {
    reset(this, kind);
    this.drain();
  }

  /** Lets `ns` of virtual time pass, then does what was deferred. */
  advance(ns: number): void {
    this.session.clock.advance(ns);
    this.drain();
  }

  /** A quiescent point: nothing of this machine may be running. Does what was deferred until now. */
  drain(): void {
    this.session.drain();
  }

  /** Adds a backend under `/chardevs`. */
  addBackend<T extends QomObject>(name: string, of: ObjectClass<T>): T {
    return addChild(this.chardevs, name, create(this.heap, of));
  }

  /** Gives an owned device to the machine, under `/machine/unattached`. */
  adopt<T extends Device>(device: Owned<T>): T {
    return adopt(device);
  }

  /** Plugs a device from outside, under `/machine/peripheral`; see `plug`. */
  plug<T extends Device>(device: Owned<T>, place: PlugPlace = {}): T {
    return plug(device, place);
  }

  /** Unplugs a device; see `unplug`. */
  unplug(device: Device): void {
    unplug(device);
  }

  /** Ends the machine: takes the whole tree apart, runs every finalizer and all deferred work, reports what is left. */
  shutdown(): ShutdownReport {
    return shutDown(this);
  }
}

/** What `createMachine` sets up before the machine is realized. */
export interface MachineOptions<T extends Machine> {
  /** Properties of the machine by name. */
  readonly properties?: Readonly<Record<string, PropertyValue>>;
  /** Defaults for every device of a type. */
  readonly globals?: readonly GlobalDefault[];
  /** Whether its shutdown tells of each reference that is left where it was taken; slow, for development. */
  readonly stacks?: boolean;
  /** Finishes the machine: sets properties of its parts, adds backends. */
  readonly prepare?: (machine: T) => void;
}

/**
 * Makes a machine on a heap of its own, as `/machine`; not yet realized. Throws what init or a property throws.
 * Use: `const board = createMachine(Board); board.realize(); board.reset(); …; board.shutdown();`
 */
export function createMachine<T extends Machine>(of: ObjectClass<T>, options: MachineOptions<T> = {}): T {
  const heap = new Heap();
  const session = sessionOf(heap);
  session.globals.push(...(options.globals ?? []));
  session.watchObjects();
  if (options.stacks) session.watch = watchObjects(heap, { stacks: true });
  const root = create(heap, Container).consume();
  root.name = "/";
  session.root = root;
  const chardevs = addChild(root, "chardevs", create(heap, Container));
  addChild(root, "objects", create(heap, Container));
  const machine = addChild(root, "machine", create(heap, of)) as T;
  machine.treeRoot = root;
  machine.chardevs = chardevs;
  for (const [name, value] of Object.entries(options.properties ?? {})) setProperty(machine, name, value);
  options.prepare?.(machine);
  return machine;
}

function initMachine(self: Machine): void {
  self.unattached = embed(self, "unattached", Container, { offset: 0 });
  self.peripheral = embed(self, "peripheral", Container, { offset: 0 });
  self.peripheralAnon = embed(self, "peripheral-anon", Container, { offset: 0 });
  self.systemBus = embed(self.unattached, "sysbus", SystemBus, { offset: 0 });
  self.session.unattached = self.unattached;
  self.session.peripheral = self.peripheral;
  self.session.peripheralAnon = self.peripheralAnon;
  self.session.systemBus = self.systemBus;
}
