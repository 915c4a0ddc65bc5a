import {
  AddressSpace,
  Bus,
  create,
  createMachine,
  Device,
  DeviceError,
  type DmaMapping,
  IrqIn,
  type Machine,
  mapMemory,
  type ObjectClass,
  Owned,
  type QomObject,
  restoreSnapshot,
  getProperty,
  setProperty,
  SnapshotError,
  StorageRef,
  subscribe,
  takeSnapshot,
  Timer,
  unparent,
} from "@qdl/runtime";
import { type Draft, isA, propertiesOf } from "./draft.ts";
import { interfaces } from "./glue.ts";
import { type Classes } from "./load.ts";
import { Tape } from "./tape.ts";
import { Planted, type World } from "./world.ts";

/** What a life is made of. */
export interface Cast {
  readonly classes: Classes;
  readonly types: readonly Draft[];
  readonly world: World;
}

/** What went wrong in a life; empty for one that ended well. */
export type Complaints = readonly string[];

/** Random use of a machine through the public surface, from its making to its end. */
class Life {
  readonly machine: Machine;
  readonly complaints: string[] = [];
  /** The parts that init made, which no realize makes again. */
  readonly builtIn: ReadonlySet<Device>;
  /** One of them was unplugged. */
  lost = false;
  readonly #hands: Disposable[] = [];
  readonly #mappings: DmaMapping[] = [];
  /** Types that can be plugged while it runs: they need nothing that only a container can give. */
  readonly #pluggable: readonly Draft[];

  readonly cast: Cast;
  readonly tape: Tape;

  constructor(cast: Cast, tape: Tape) {
    this.cast = cast;
    this.tape = tape;
    this.machine = createMachine(cast.classes["Board"] as ObjectClass<Machine>);
    subscribe(this.machine.heap, (event) => {
      if (event.event === "misuse" && !isRefusal(event.error))
        this.complaints.push(`misuse: ${event.error.name}: ${event.error.message}`);
    });
    this.builtIn = new Set(this.every(Device));
    this.#pluggable = cast.types.filter(
      (type) =>
        type.name !== "Board" &&
        type.hotplug &&
        !type.abstract &&
        !type.inside &&
        type.all("relations").every(({ optional }) => optional),
    );
  }

  /** All of it: what happened that must not. */
  live(): Complaints {
    for (let left = this.tape.below(6); left > 0; left--) this.attempt("set a relation", () => this.setRelation());
    this.attempt("realize", () => this.machine.realize());
    const steps = 5 + this.tape.below(25);
    for (let step = 0; step < steps && this.machine.life === "realized"; step++) this.step();
    if (this.tape.often(50)) this.dropAll();
    const first = this.machine.shutdown();
    this.dropAll();
    const { left, errors } = this.machine.shutdown();
    for (const error of [...first.errors, ...errors]) this.complaints.push(`shutdown: ${told(error)}`);
    for (const { path, type, refs, holders } of left)
      this.complaints.push(`left: ${path} (${type}), ${refs} references: ${holders.join("; ")}`);
    return this.complaints;
  }

  step(): void {
    const { machine, tape } = this;
    const steps: readonly [string, () => void][] = [
      ["reset", () => machine.reset()],
      ["advance", () => machine.advance(tape.below(1000))],
      ["access", () => this.access()],
      ["map for a DMA", () => this.mapForDma()],
      ["take a reference", () => this.take()],
      ["let go", () => this.letGo()],
      ["plug", () => this.plug()],
      ["unplug", () => this.unplug()],
      ["realize again", () => this.realizeAgain()],
      ["lines", () => this.raise()],
      ["timers", () => this.setTimers()],
      ["unplug", () => this.unplug()],
      ["call methods", () => this.callMethods()],
      ["take a snapshot and go back to it", () => this.goBack()],
    ];
    const [name, act] = tape.one(steps);
    this.attempt(name, act);
  }

  /** Does something that may fail where a hook does, and nowhere else; what failed is done again. */
  attempt(name: string, act: () => void): void {
    const { world } = this.cast;
    const fails = ["realize", "plug", "realize again"].includes(name) && this.tape.often(40);
    if (fails) world.countdown = this.tape.below(4);
    try {
      act();
    } catch (error) {
      if (!isPlanted(error)) this.complaints.push(`${name}: ${told(error)}`);
      else if (this.machine.life !== "realized") this.attempt("retry", () => this.machine.realize());
    } finally {
      world.countdown = null;
    }
  }

  /** What is alive and of a class. */
  every<T extends QomObject>(of: abstract new (...args: never[]) => T): T[] {
    return [...this.machine.live].filter((object): object is T => object instanceof of);
  }

  /** The type of a device, as it was drawn. */
  draftOf(device: Device): Draft | undefined {
    return this.cast.types.find(({ name }) => this.cast.classes[name]?.type === device.type);
  }

  /** A user sets what the definitions leave open: to any device that is of the type. */
  setRelation(): void {
    const holder = this.tape.any(this.every(Device));
    const relations = (holder && this.draftOf(holder)?.all("relations")) ?? [];
    const open = relations.flatMap((relation) =>
      propertiesOf(relation).flatMap((name) => (getProperty(holder!, name) === null ? [{ name, relation }] : [])),
    );
    const found = this.tape.any(open);
    if (!holder || !found) return;
    const { name, relation } = found;
    // Of a relation to any device, the definitions do not show where it leads: a cycle is for the report of the shutdown.
    if (relation.type === "Device" && relation.word !== "link") return;
    const isWanted = (device: Device): boolean => {
      const draft = this.draftOf(device);
      return draft !== undefined && isA(draft, relation.type);
    };
    const target = this.tape.any(this.every(Device).filter(isWanted));
    if (target) setProperty(holder, name, target);
  }

  /** Calls what a device offers, as those do that have one as a part or keep it. */
  callMethods(): void {
    const device = this.tape.any(this.every(Device).filter(({ parent }) => parent !== null));
    const kept = (device && this.draftOf(device)?.all("relations")) ?? [];
    const names = kept.filter(({ word }) => word !== "link").flatMap(propertiesOf);
    const targets = names.map((name) => getProperty(device!, name));
    for (const target of [device, ...targets])
      for (const method of interfaces.values()) {
        const call = target ? valueOf(target as object, method) : null;
        if (typeof call === "function") (call as (word: number) => number).call(target, this.tape.below(256));
      }
  }

  /** What a snapshot says is what it is restored to; one is refused while something is in flight. */
  goBack(): void {
    let snapshot: Uint8Array;
    try {
      snapshot = takeSnapshot(this.machine);
    } catch (error) {
      if (error instanceof SnapshotError) return;
      throw error;
    }
    restoreSnapshot(this.machine, snapshot);
    const again = takeSnapshot(this.machine);
    if (Buffer.compare(snapshot, again) !== 0) this.complaints.push("a machine differs from what it was restored to");
  }

  access(): void {
    const space = this.tape.any(this.every(AddressSpace).filter(({ ended }) => !ended));
    if (!space) return;
    const address = 0x10000 * this.tape.below(12) + 4 * this.tape.below(8);
    if (this.tape.often(50)) space.write32(address, this.tape.below(256));
    else space.read32(address);
    space.takeResult();
  }

  mapForDma(): void {
    const space = this.tape.any(this.every(AddressSpace));
    const owner = space?.parent;
    if (!space || !owner) return;
    // A space ends after the mappings of its owner; who maps for somebody else has to let go by itself.
    const how = { write: this.tape.often(50), holder: owner };
    const mapping = mapMemory(space, 0x10000 * this.tape.below(12), 64, how);
    if (mapping) this.#mappings.push(mapping);
  }

  take(): void {
    const object = this.tape.any([...this.machine.live]);
    if (object) this.#hands.push(this.tape.often(30) ? new StorageRef(object) : Owned.of(object));
  }

  letGo(): void {
    const from = this.tape.any([this.#hands, this.#mappings].filter(({ length }) => length > 0));
    const [one] = from?.splice(this.tape.below(from.length), 1) ?? [];
    one?.[Symbol.dispose]();
  }

  dropAll(): void {
    while (this.#hands.length + this.#mappings.length > 0) this.attempt("let go", () => this.letGo());
    this.attempt("drain", () => this.machine.drain());
  }

  plug(): void {
    const type = this.tape.any(this.#pluggable);
    if (!type) return;
    const bus = this.tape.any(
      this.every(Bus).filter((one) => one.realized && one.type.name === busName(type) && one.kids.length < 6),
    );
    if (type.sits !== null && !bus) return;
    if (bus) bus.hotplug ??= {};
    const owned = create(this.machine.heap, this.cast.classes[type.name]!);
    this.machine.plug(owned, type.sits === null ? {} : { bus: bus! });
  }

  unplug(): void {
    const devices = this.every(Device).filter(
      ({ type, parent, life }) => type.hotpluggable && parent && life === "realized",
    );
    const device = this.tape.any(devices);
    if (!device) return;
    this.lost ||= this.builtIn.has(device);
    if (device.parentBus?.hotplug) this.machine.unplug(device);
    else unparent(device);
  }

  realizeAgain(): void {
    // Who holds a part in the place that the next realize needs has to let go first.
    this.dropAll();
    if (this.machine.life === "realized") this.machine.unrealize();
    if (this.lost) this.#beRefused();
    else this.machine.realize();
  }

  /** What was unplugged does not come back: a machine that has lost a part of its own is refused, and ends well. */
  #beRefused(): void {
    try {
      this.machine.realize();
    } catch (error) {
      if (isRefusal(error)) return;
      throw error;
    }
    this.complaints.push("a machine is realized without one of its parts");
  }

  raise(): void {
    const line = this.tape.any(this.every(IrqIn));
    line?.set(this.tape.below(2));
    this.machine.drain();
  }

  setTimers(): void {
    for (const device of this.every(Device))
      for (const field of Object.values(device)) if (field instanceof Timer) field.setIn(this.tape.below(100));
  }
}

function valueOf(object: object, name: string): unknown {
  return (object as Record<string, unknown>)[name] ?? null;
}

function busName({ sits }: Draft): string {
  return sits === "PciBus" ? "PCI" : (sits ?? "").toLowerCase();
}

/** Whether the runtime says that what was unplugged is missing. */
function isRefusal(error: unknown): boolean {
  return error instanceof DeviceError && error.message.includes("it cannot be realized without its part");
}

function isPlanted(error: unknown): boolean {
  return error instanceof Planted || (error instanceof AggregateError && error.errors.every(isPlanted));
}

function told(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(told).join(" + ");
  return error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 6).join("\n") : String(error);
}

/** Lives a life that a tape tells; what happened that must not. */
export function liveOnce(cast: Cast, values: readonly number[]): Complaints {
  let life: Life;
  try {
    life = new Life(cast, new Tape(values));
  } catch (error) {
    return [`make: ${told(error)}`];
  }
  return life.live();
}
