import { Attribute, type Heap, type QomObject } from "../object/index.ts";
import { Access, type AccessAttributes, plainAttributes } from "./access.ts";
import { MapChangeError } from "./errors.ts";
import { announceChange, type MemoryListener, type Registration } from "./listener.ts";
import { type MemoryRegion } from "./region.ts";
import { renderView, viewRoot } from "./render.ts";
import { type AddressSpace } from "./space.ts";
import { FlatView } from "./view.ts";

/** What goes wrong in accesses, while it happens. Addresses are those of the address space; -1 where there is none. */
export type MemoryEvent =
  | {
      /** Nothing answered; a device answered that is not realized; an op was blocked by the re-entrancy guard. */
      readonly event: "decode_error" | "unrealized" | "reentrant";
      readonly region: MemoryRegion | null;
      readonly offset: number;
      readonly size: number;
      readonly write: boolean;
    }
  | {
      /** An access to a register bank where no register is; to a device that the board has and we do not. */
      readonly event: "guest_error" | "unimplemented";
      readonly region: MemoryRegion;
      readonly offset: number;
      readonly size: number;
      readonly write: boolean;
    }
  | {
      /** An access to a register that is watched or traced. */
      readonly event: "register";
      readonly region: MemoryRegion;
      readonly offset: number;
      readonly size: number;
      readonly write: boolean;
    };

/** What one running op adds to `nested`: more than all attributes of a word, so that both are tested as one. */
export const oneOp = 0x100;

/** What the regions and address spaces of one machine share: transactions, listeners, deferred work, counters. One per heap. */
export class MemorySystem {
  readonly heap: Heap;
  /** A word of the heap that no register is: accesses that lead there go the slow way. */
  readonly nowhere: number;
  /** `oneOp` for each op that is running, one inside the other; while there are any, every access goes the slow way. */
  nested = 0;
  /** Whose count a hold on a region takes. `piggyback` is the older scheme, for tests that show what it leaks. */
  counting: "own" | "piggyback" = "own";
  /** Accesses that nothing answered. */
  decodeErrors = 0;
  /** Accesses to a device that was not realized (lifetimes, section 4.3). */
  unrealizedAccesses = 0;
  /** Accesses that the re-entrancy guard stopped (rule 22.13). */
  blockedAccesses = 0;
  /** Who hears of failing accesses; null costs nothing. */
  trace: ((event: MemoryEvent) => void) | null = null;
  /** In order of their creation. */
  readonly spaces: AddressSpace[] = [];
  readonly #registrations: Registration[] = [];
  readonly #deferred: (FlatView | (() => void))[] = [];
  readonly #accesses: Access[] = [];
  #borrowed = 0;
  #depth = 0;
  #pending = false;
  #notifying = false;
  #empty: FlatView | null = null;

  constructor(heap: Heap) {
    this.heap = heap;
    this.nowhere = heap.allocate(1);
    heap.attributes[this.nowhere] = Attribute.unassigned;
  }

  /** Begins a transaction: views change when the outermost one is committed. Throws `MapChangeError` inside a listener. */
  begin(): void {
    if (this.#notifying) throw new MapChangeError("a memory listener must not change the memory map");
    this.#depth++;
  }

  /** Ends a transaction. Throws `MapChangeError` without a begin; what listeners threw is thrown when all have been called. */
  commit(): void {
    if (this.#depth === 0) throw new MapChangeError("commit of a memory transaction that nobody began");
    if (--this.#depth > 0 || !this.#pending) return;
    this.#update();
  }

  /** Makes one change as a transaction of its own; `step` says whether views may differ after it. */
  change(step: () => boolean): void {
    this.begin();
    try {
      if (step()) this.#pending = true;
    } finally {
      this.commit();
    }
  }

  /** Has `work` done at the next quiescent point, after all that was deferred before it. */
  defer(work: () => void): void {
    this.#deferred.push(work);
  }

  /**
   * A quiescent point: no access is running, nobody has kept a RAM window. Replaced views are reclaimed, which may finalize
   * regions and their owners; what that defers waits for the next one (rule 28.2). Throws `MapChangeError` inside an access.
   */
  drain(): void {
    if (this.nested > 0 || this.#notifying)
      throw new MapChangeError("an access is running: this is no quiescent point");
    for (const job of this.#deferred.splice(0))
      if (typeof job === "function") job();
      else job.letGo();
  }

  /** Reclaims replaced views, and does nothing else that is deferred, if this is a quiescent point. */
  reclaim(): void {
    if (this.nested > 0 || this.#notifying) return;
    const views = this.#deferred.filter((job) => typeof job !== "function");
    this.#deferred.splice(0, Infinity, ...this.#deferred.filter((job) => typeof job === "function"));
    for (const view of views) view.letGo();
  }

  /** Whether nothing is deferred. */
  get settled(): boolean {
    return this.#deferred.length === 0;
  }

  /** An access of `size` bytes for one call; must be given back. */
  borrow(size: number, attributes: AccessAttributes = plainAttributes): Access {
    const access = (this.#accesses[this.#borrowed++] ??= new Access());
    access.size = size;
    access.high = 0;
    access.result = 0;
    access.attributes = attributes;
    return access;
  }

  giveBack(): void {
    this.#borrowed--;
  }

  /** Listeners of an address space, lowest priority first, the older first among equals. */
  listenersOf(space: AddressSpace): MemoryListener[] {
    return this.#registrations.filter((entry) => entry.space === space).map((entry) => entry.listener);
  }

  /** Adds a listener and tells it of every range that is there (rule 27.1). */
  listen(space: AddressSpace, listener: MemoryListener): void {
    this.begin();
    this.#depth--;
    const registrations = this.#registrations;
    let at = registrations.length;
    while (at > 0 && registrations[at - 1]!.listener.priority > listener.priority) at--;
    registrations.splice(at, 0, { space, listener });
    this.#notify((attempt) => {
      attempt(() => listener.begin?.());
      announceChange([listener], this.emptyView, space.view, attempt);
      attempt(() => listener.commit?.());
    });
  }

  /** Takes a listener away and tells it of every range that it had; false if it is not there. */
  unlisten(space: AddressSpace, listener: MemoryListener): boolean {
    const at = this.#registrations.findIndex((entry) => entry.space === space && entry.listener === listener);
    if (at < 0) return false;
    this.begin();
    this.#depth--;
    this.#notify((attempt) => {
      attempt(() => listener.begin?.());
      for (const range of space.view.ranges) {
        if (range.dirty) attempt(() => listener.logStop?.(range));
        attempt(() => listener.regionDel?.(range));
      }
      attempt(() => listener.commit?.());
    });
    this.#registrations.splice(at, 1);
    return true;
  }

  /** Takes an address space in, with its first view. */
  addSpace(space: AddressSpace): void {
    this.begin();
    this.#depth--;
    const root = viewRoot(space.rootRegion);
    const shared = this.spaces.find((other) => other.view.root === root && root !== null && !this.#pending)?.view;
    const view = shared ?? (root ? renderView(root) : this.emptyView);
    view.hold();
    space.show(view);
    this.spaces.push(space);
  }

  /** Forgets an address space; its view is given back at once if no access is running, else at the next quiescent point. */
  removeSpace(space: AddressSpace): void {
    const at = this.spaces.indexOf(space);
    if (at < 0) return;
    this.spaces.splice(at, 1);
    for (const { listener } of this.#registrations.filter((entry) => entry.space === space))
      this.unlisten(space, listener);
    const { view } = space;
    this.emptyView.hold();
    space.show(this.emptyView);
    if (this.nested > 0) this.#deferred.push(view);
    else view.letGo();
  }

  /** The view of nothing, shared by all. */
  get emptyView(): FlatView {
    if (!this.#empty) {
      this.#empty = new FlatView(null, []);
      this.#empty.hold();
    }
    return this.#empty;
  }

  #update(): void {
    const views = this.#renderAll();
    this.#pending = false;
    this.#notify((attempt) => {
      for (const { listener } of this.#registrations) attempt(() => listener.begin?.());
      for (const space of this.spaces) this.#switch(space, views.get(viewRoot(space.rootRegion))!, attempt);
      for (const { listener } of this.#registrations) attempt(() => listener.commit?.());
    });
  }

  /** One view per root; when one cannot be drawn, none is kept and all stay as they are. */
  #renderAll(): Map<MemoryRegion | null, FlatView> {
    const views = new Map<MemoryRegion | null, FlatView>([[null, this.emptyView]]);
    try {
      for (const space of this.spaces) {
        const root = viewRoot(space.rootRegion);
        if (!views.has(root)) views.set(root, renderView(root));
      }
    } catch (error) {
      for (const view of views.values()) {
        view.hold();
        view.letGo();
      }
      throw error;
    }
    return views;
  }

  #switch(space: AddressSpace, next: FlatView, attempt: (step: () => void) => void): void {
    const old = space.view;
    if (old === next) return;
    next.hold();
    announceChange(this.listenersOf(space), old, next, attempt);
    space.show(next);
    this.#deferred.push(old);
  }

  #notify(call: (attempt: (step: () => void) => void) => void): void {
    const errors: unknown[] = [];
    this.#notifying = true;
    try {
      call((step) => {
        try {
          step();
        } catch (error) {
          errors.push(error);
        }
      });
    } finally {
      this.#notifying = false;
    }
    if (errors.length > 0)
      throw errors.length === 1 ? errors[0] : new AggregateError(errors, "memory listeners failed");
  }
}

const systems = new WeakMap<Heap, MemorySystem>();

/** The memory system of a heap; made on first use. */
export function memoryOf(heap: Heap): MemorySystem {
  let system = systems.get(heap);
  if (!system) systems.set(heap, (system = new MemorySystem(heap)));
  return system;
}

/** The memory system of the machine that an object belongs to. */
export function memorySystem(object: QomObject): MemorySystem {
  return memoryOf(object.heap);
}
