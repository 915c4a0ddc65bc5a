import { type Heap } from "./heap.ts";
import { type LifetimeError } from "./errors.ts";
import { type QomObject } from "./object.ts";
import { type ObjectType } from "./type.ts";

/** What may happen to an object; `type` is the level of the inheritance chain that is initialized or finalized. */
export type TraceEvent =
  | {
      readonly event: "init" | "post_init" | "finalize";
      readonly object: QomObject;
      readonly type: ObjectType;
    }
  /**
   * `unparent` comes before the hook runs, `unparented` after it, before the object leaves its place and the reference is
   * dropped; `free` after the last finalizer of a storage.
   */
  | { readonly event: "complete" | "unparent" | "unparented" | "free"; readonly object: QomObject }
  /** Misuse was noticed; comes at that moment, even when the error is thrown later or swallowed. */
  | { readonly event: "misuse"; readonly object: QomObject; readonly error: LifetimeError };

/** Receives the events of one machine, in order, while they happen. */
export type Trace = (event: TraceEvent) => void;

const listening = new WeakMap<Heap, Trace[]>();

/**
 * Has `listener` hear of everything that happens to the objects of a heap, after those who subscribed before; returns
 * what ends it. Any number may listen; nobody listening costs one test for null at each event.
 */
export function subscribe(heap: Heap, listener: Trace): () => void {
  let listeners = listening.get(heap);
  if (!listeners) listening.set(heap, (listeners = heap.trace ? [heap.trace] : []));
  const entry: Trace = (event) => listener(event);
  listeners.push(entry);
  route(heap, listeners);
  return () => {
    const at = listeners.indexOf(entry);
    if (at < 0) return;
    listeners.splice(at, 1);
    route(heap, listeners);
  };
}

function route(heap: Heap, listeners: readonly Trace[]): void {
  if (listeners.length === 0) heap.trace = null;
  else
    heap.trace = (event) => {
      for (const listener of [...listeners]) listener(event);
    };
}
