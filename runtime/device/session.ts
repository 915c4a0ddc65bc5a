import {
  type Heap,
  type ObjectWatch,
  type PropertyValue,
  type QomObject,
  type Trace,
  subscribe,
} from "../object/index.ts";
import { memoryOf, type MemorySystem } from "../memory/index.ts";
import { VirtualClock } from "./wiring/timer.ts";
import { type Bus } from "./bus/bus.ts";
import { type Device } from "./device.ts";
import { type HotplugHandler } from "./bus/hotplug-handler.ts";

/** What happens to devices beside what happens to objects, in order, while it happens. */
export type DeviceEvent =
  | {
      readonly event: "realize" | "unrealize" | "unplug_refused" | "deleted";
      readonly device: Device;
      readonly path: string;
    }
  | { readonly event: "plug" | "leave"; readonly device: Device; readonly bus: Bus }
  | { readonly event: "dead_line"; readonly device: Device; readonly line: string; readonly level: number };

/** A default for every device of a type, set from outside the definitions (rule 3.8). */
export interface GlobalDefault {
  /** Typename; devices of derived types are meant, too. */
  readonly type: string;
  readonly property: string;
  readonly value: PropertyValue;
}

/** What the devices of one machine share: phase, virtual time, defaults, deferred work, who listens. One per heap. */
export class Session {
  readonly heap: Heap;
  /** Its regions and address spaces; deferred work of both is one queue. */
  readonly memory: MemorySystem;
  readonly clock = new VirtualClock();
  /** From `ready` on, a new device counts as hot-plugged. */
  phase: "building" | "ready" | "ended" = "building";
  /** Root of the composition tree; null for devices without a machine. */
  root: QomObject | null = null;
  /** Parent of devices that nobody gave a parent: `/machine/unattached`. */
  unattached: QomObject | null = null;
  /** Parents of devices that were plugged from outside, with a name and without one. */
  peripheral: QomObject | null = null;
  peripheralAnon: QomObject | null = null;
  /** Where a device goes that must sit on a bus and was given none: by type of bus. */
  systemBus: Bus | null = null;
  /** Asked who handles a device before its bus's own handler is; null leaves it to that (rule 15.1). */
  hotplug: ((device: Device) => HotplugHandler | null) | null = null;
  readonly globals: GlobalDefault[] = [];
  /** Who hears of device events; null costs nothing. */
  trace: ((event: DeviceEvent) => void) | null = null;
  /** How often a line was raised into a device that is gone (lifetimes, section 3.5). */
  deadRaises = 0;
  /** Whether an enter phase of reset is running, and how many exit phases are. */
  entering = false;
  exiting = 0;
  /** Every object of the heap that is not finalized, once `watchObjects` was called. */
  readonly live = new Set<QomObject>();
  /** Objects that are finalized but whose memory somebody keeps. */
  readonly kept = new Set<QomObject>();
  /** Who knows where references were taken; null unless somebody asked for it, because it is slow. */
  watch: ObjectWatch | null = null;
  /** Who hears of object events beside the session; null costs nothing. */
  objectTrace: Trace | null = null;
  /** What a hook of realize or reset threw last, and the device or bus whose hook it was. */
  failure: { readonly error: unknown; readonly path: string } | null = null;
  readonly #busNumbers = new Map<string, number>();

  constructor(heap: Heap) {
    this.heap = heap;
    this.memory = memoryOf(heap);
  }

  /** Keeps `live` up to date from now on. */
  watchObjects(): void {
    subscribe(this.heap, (event) => {
      if (event.event === "init" && event.type.parent === null) this.live.add(event.object);
      else if (event.event === "finalize" && event.type.parent === null) this.#finalized(event.object);
      else if (event.event === "free") this.kept.delete(event.object);
      this.objectTrace?.(event);
    });
  }

  #finalized(object: QomObject): void {
    this.live.delete(object);
    if (object.root === object && !this.heap.isFixed(object)) this.kept.add(object);
  }

  /** Has `work` done at the next quiescent point, after all that was deferred before it. */
  defer(work: () => void): void {
    this.memory.defer(work);
  }

  /** Whether nothing is deferred. */
  get settled(): boolean {
    return this.memory.settled;
  }

  /** A quiescent point: does what was deferred until now; what that defers waits for the next one (rule 28.2). */
  drain(): void {
    this.memory.drain();
  }

  /** Notes whose hook threw; the innermost is told first and stays. */
  blame(object: QomObject, error: unknown): void {
    if (this.failure?.error !== error) this.failure = { error, path: object.path };
  }

  /** The next free number for a bus that is named by its type. */
  nextBusNumber(type: string): number {
    const number = this.#busNumbers.get(type) ?? 0;
    this.#busNumbers.set(type, number + 1);
    return number;
  }
}

const sessions = new WeakMap<Heap, Session>();

/** The session of a heap; made on first use. */
export function sessionOf(heap: Heap): Session {
  let session = sessions.get(heap);
  if (!session) sessions.set(heap, (session = new Session(heap)));
  return session;
}
