import { type Xhci } from "../../generated/usb/xhci.ts";
import { load, store } from "./xhci-memory.ts";
import { type Position } from "./xhci-rings.ts";
import { placeOf } from "./xhci-slots.ts";

/** Bytes of a stream context (xHCI 1.2, section 6.2.4.1), and where it keeps what is only ours. */
const contextBytes = 16;
const doneOffset = 12;
const addressBits = ~0xfn;
/** Stream context type: the ring of a stream in a linear array. */
const primaryRing = 1;
const typeOf = (pointer: bigint): number => Number(pointer >> 1n) & 7;

/** How many streams an endpoint has, number 0 included, which is none; 0 for an endpoint without streams. */
export const streamsOf = (self: Xhci, slot: number, endpoint: number): number =>
  self.endpointStreams.get(placeOf(slot, endpoint));

/** Whether a doorbell, or a command, can name a stream of an endpoint: number 0 of one without streams. */
export function isStream(self: Xhci, ...[slot, endpoint, stream]: [number, number, number]): boolean {
  const count = streamsOf(self, slot, endpoint);
  return count === 0 ? stream === 0 : stream > 0 && stream < count;
}

/**
 * Where the transfers of an endpoint stand, or those of one of its streams: where the ring goes on, and how many bytes of the transfer in
 * hand are done. That of a stream lies in its context in memory (section 4.12.2); memory that does not answer is a `HostError`.
 */
export class TransferRing {
  readonly self: Xhci;
  readonly slot: number;
  readonly endpoint: number;
  readonly stream: number;
  /** Where the endpoint's state is kept. */
  readonly at: number;

  constructor(self: Xhci, ...[slot, endpoint, stream]: [slot: number, endpoint: number, stream: number]) {
    this.self = self;
    this.slot = slot;
    this.endpoint = endpoint;
    this.stream = stream;
    this.at = placeOf(slot, endpoint);
  }

  get position(): Position {
    const { self, at, stream } = this;
    if (stream === 0) return { dequeue: self.endpointDequeue.get(at), cycle: self.endpointCycle.get(at) };
    const pointer = load(self, this.#context, 8).getBigUint64(0, true);
    return { dequeue: pointer & addressBits, cycle: Number(pointer & 1n) };
  }

  /** Goes on elsewhere: nothing is done there. */
  set position({ dequeue, cycle }: Position) {
    const { self, at, stream } = this;
    if (stream === 0) {
      self.endpointDequeue.set(at, dequeue);
      self.endpointCycle.set(at, cycle);
    } else {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, dequeue | BigInt((primaryRing << 1) | cycle), true);
      store(self, this.#context, view);
    }
    this.done = 0;
  }

  get done(): number {
    if (this.stream === 0) return this.self.endpointDone.get(this.at);
    return load(this.self, this.#context + BigInt(doneOffset), 4).getUint32(0, true);
  }

  set done(bytes: number) {
    if (this.stream === 0) {
      this.self.endpointDone.set(this.at, bytes);
      return;
    }
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, bytes, true);
    store(this.self, this.#context + BigInt(doneOffset), view);
  }

  /** Whether its context says that it is a ring: in a linear array there is nothing else. */
  get isRing(): boolean {
    return this.stream === 0 || typeOf(load(this.self, this.#context, 8).getBigUint64(0, true)) === primaryRing;
  }

  get #context(): bigint {
    return this.self.endpointDequeue.get(this.at) + BigInt(contextBytes * this.stream);
  }
}

/** The streams whose doorbells have rung and that have not come to their ends; 0 stands for an endpoint without streams. */
export function rungStreams(self: Xhci, slot: number, endpoint: number): number[] {
  const count = streamsOf(self, slot, endpoint);
  if (count === 0) return [0];
  const rung = self.endpointRung.get(placeOf(slot, endpoint));
  return Array.from({ length: count }, (_, stream) => stream).filter((stream) => (rung >>> stream) & 1);
}

/** A stream's doorbell has rung, or its ring has come to its end. */
export function setRung({ self, at, stream }: TransferRing, on: boolean): void {
  const rung = self.endpointRung.get(at);
  self.endpointRung.set(at, on ? rung | (1 << stream) : rung & ~(1 << stream));
}
