import { type Heap, type Tracker } from "./heap.ts";
import { type QomObject } from "./object.ts";
import { Count } from "./phase.ts";
import { here } from "./stack.ts";
import { subscribe, type TraceEvent } from "./trace.ts";

/** Something that is left of an object when nothing should be. */
export interface LeftObject {
  /** Its canonical path, or its last one. */
  readonly path: string;
  /** Its typename. */
  readonly type: string;
  /** `live` while somebody holds a reference; `finalized` when only its memory is kept. */
  readonly state: "live" | "finalized";
  readonly refs: number;
  /** References on its storage, for the root of one. */
  readonly storageRefs: number;
  /** Where references were taken that are not known to be dropped, oldest first; empty unless stacks are watched. */
  readonly takenAt: readonly string[];
  /** How many references were dropped without a handle, so that which ones they were is not known. */
  readonly dropped: number;
}

/** A handle that was collected as garbage while it still held its reference. */
export interface LostHandle {
  readonly path: string;
  readonly type: string;
  /** Where the handle was made. */
  readonly madeAt: string;
}

/** What `watchObjects` looks for beside objects that are left. */
export interface WatchOptions {
  /** Records the stack at which each reference is taken, for objects made from now on. Slow: for development. */
  readonly stacks?: boolean;
  /** Hears of handles that are dropped without dispose, some time after the garbage collector has noticed. */
  readonly onLostHandle?: (lost: LostHandle) => void;
}

/** What is known of one object: where its references were taken. */
interface Account {
  readonly taken: Map<object, string>;
  dropped: number;
}

/** One reference of an account. */
interface Taking {
  readonly account: Account;
  readonly key: object;
}

/** Watches the objects of a heap; made by `watchObjects`. */
export class ObjectWatch {
  /** Objects that are not finalized, and roots of storages that are not freed. */
  readonly #present = new Set<QomObject>();
  readonly #accounts = new Map<QomObject, Account>();
  readonly #end: () => void;

  constructor(heap: Heap, { stacks = false, onLostHandle }: WatchOptions) {
    const unsubscribe = subscribe(heap, (event) => this.#hear(event));
    const tracker = stacks || onLostHandle ? new Accounts(stacks, this.#accounts, onLostHandle) : null;
    if (tracker) heap.tracker = tracker;
    this.#end = () => {
      unsubscribe();
      if (tracker && heap.tracker === tracker) heap.tracker = null;
    };
  }

  /** What is left now, in the order in which it was made: a leak, if nothing should be. */
  left(): LeftObject[] {
    return [...this.#present].map((object) => {
      const account = this.#accounts.get(object);
      return {
        path: object.path,
        type: object.type.name,
        state: object.refs > 0 ? "live" : "finalized",
        refs: object.refs,
        storageRefs: object.storageRefs,
        takenAt: this.takenAt(object),
        dropped: account?.dropped ?? 0,
      };
    });
  }

  /** Where the references on an object were taken, as in `LeftObject`. */
  takenAt(object: QomObject): readonly string[] {
    return [...(this.#accounts.get(object)?.taken.values() ?? [])];
  }

  /** Stops watching; `left` tells no news from now on. */
  stop(): void {
    this.#end();
  }

  #hear({ event, object }: TraceEvent): void {
    if (event === "init") this.#present.add(object);
    const staysUntilFreed = object.root === object && !object.heap.isFixed(object);
    if (event === "free" || (event === "finalize" && !staysUntilFreed)) {
      this.#present.delete(object);
      this.#accounts.delete(object);
    }
  }
}

/** Watches objects of a heap from now on: who is left, and, if asked for, who holds them. */
export function watchObjects(heap: Heap, options: WatchOptions = {}): ObjectWatch {
  return new ObjectWatch(heap, options);
}

/** Keeps account of references: those of handles by the handle, others by where they were taken. */
class Accounts implements Tracker {
  readonly #stacks: boolean;
  readonly #accounts: Map<QomObject, Account>;
  readonly #registry: FinalizationRegistry<LostHandle> | null;
  readonly #byHandle = new WeakMap<object, Taking>();
  /** What the handle that was spent last had taken: dropped next, it is known what was dropped. */
  #spent: Taking | null = null;

  constructor(stacks: boolean, accounts: Map<QomObject, Account>, onLost: WatchOptions["onLostHandle"]) {
    this.#stacks = stacks;
    this.#accounts = accounts;
    this.#registry = onLost ? new FinalizationRegistry(onLost) : null;
  }

  born(object: QomObject): void {
    if (!this.#stacks) return;
    object.count += Count.tracked;
    this.#accounts.set(object, { taken: new Map([[{}, `made ${here()}`]]), dropped: 0 });
  }

  took(object: QomObject): void {
    this.#accounts.get(object)?.taken.set({}, `taken ${here()}`);
  }

  dropped(object: QomObject): void {
    const account = this.#accounts.get(object);
    if (!account) return;
    if (this.#spent?.account === account) account.taken.delete(this.#spent.key);
    else account.dropped++;
    this.#spent = null;
  }

  handed(handle: object, object: QomObject): void {
    this.#registry?.register(handle, { path: object.path, type: object.type.name, madeAt: here() }, handle);
    const account = this.#accounts.get(object);
    if (account) this.#byHandle.set(handle, { account, key: [...account.taken.keys()].at(-1)! });
  }

  forgotten(handle: object): void {
    this.#registry?.unregister(handle);
    this.#spent = this.#byHandle.get(handle) ?? null;
    this.#byHandle.delete(handle);
  }
}
