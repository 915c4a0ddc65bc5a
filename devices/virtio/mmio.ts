import { type SharedMemory } from "@qdl/runtime";
import { type VirtioMmio, type VirtioMmioHooks } from "../../generated/virtio/mmio.ts";
import { QueueError } from "./queue.ts";

// Virtio 1.2, section 6: what every transport of version 1 has.
const version1 = 1n << 32n;
const ringReset = 1n << 40n;
const needsReset = 0x40;
const mostQueues = 8;

/** What sits behind the transport, if anything does. */
const front = (self: VirtioMmio) => self.virtioMmioBus.front;

/** Entries that the selected queue can have; 0 is none. */
function queueMax(self: VirtioMmio): number {
  return front(self)?.function.queues[self.queueSel] ?? 0;
}

/** The shared memory that is selected, or null. */
function shared(self: VirtioMmio): SharedMemory | null {
  const sits = front(self);
  return sits?.function.shared?.(sits.device, self.shmSel) ?? null;
}

/** The features that are offered: only the old layout lacks version 1. */
function offered(self: VirtioMmio): bigint {
  const sits = front(self);
  if (!sits) return 0n;
  return sits.function.features(sits.device) | (self.forceLegacy ? 0n : version1 | ringReset);
}

const half = (wide: bigint, at: number): number => (at > 1 ? 0 : Number(BigInt.asUintN(32, wide >> BigInt(32 * at))));

/** A 64-bit word with one of its halves replaced. */
function withHalf(wide: bigint, at: number, value: number): bigint {
  const shift = BigInt(32 * at);
  return (wide & ~(0xffff_ffffn << shift)) | (BigInt(value >>> 0) << shift);
}

function update(self: VirtioMmio): void {
  self.intr.set(self.interruptStatus !== 0);
}

/** Forgets the driver (section 2.1.2: status 0). */
function reset(self: VirtioMmio): void {
  self.status = 0;
  self.interruptStatus = 0;
  self.features = 0n;
  self.pageSize = 0;
  for (let queue = 0; queue < mostQueues; queue++) forgetQueue(self, queue);
  const sits = front(self);
  sits?.function.reset?.(sits.device);
  update(self);
}

/** The three parts of a queue of the old layout lie behind each other (section 2.6.2). */
function placeLegacyQueue(self: VirtioMmio, queue: number): void {
  const size = BigInt(self.sizes.get(queue));
  const align = BigInt(Math.max(1, self.aligns.get(queue)));
  const start = BigInt(self.pages.get(queue)) * BigInt(self.pageSize);
  const available = start + 16n * size;
  self.descriptors.set(queue, start);
  self.available.set(queue, available);
  self.used.set(queue, ((available + 6n + 2n * size + align - 1n) / align) * align);
}

/** Which queue is selected, if there is one; else writes to its registers do nothing. */
const selected = (self: VirtioMmio): number | null => (queueMax(self) > 0 ? self.queueSel : null);

function onQueue(self: VirtioMmio, change: (queue: number) => void): void {
  const queue = selected(self);
  if (queue !== null) change(queue);
}

/** Changes the selected queue by a register that only one of the layouts has. */
function inLayout(self: VirtioMmio, legacy: boolean, change: (queue: number) => void): void {
  if (self.forceLegacy === legacy) onQueue(self, change);
}

/** Forgets what the driver has said of a queue. */
function forgetQueue(self: VirtioMmio, queue: number): void {
  self.ready.set(queue, 0);
  for (const words of [self.sizes, self.pages, self.aligns, self.nextAvailable, self.nextUsed]) words.set(queue, 0);
  for (const parts of [self.descriptors, self.available, self.used]) parts.set(queue, 0n);
}

function startQueue(self: VirtioMmio, queue: number, on: boolean): void {
  self.ready.set(queue, on && self.sizes.get(queue) > 0 ? 1 : 0);
  self.nextAvailable.set(queue, 0);
  self.nextUsed.set(queue, 0);
}

/** A half of the address of a part of the selected queue. */
function place(self: VirtioMmio, parts: VirtioMmio["used"], index: number, value: number): void {
  inLayout(self, false, (queue) => parts.set(queue, withHalf(parts.get(queue), index, value)));
}

/** Does work on queues; where the driver has made them so that they cannot be followed, the device asks for a reset (section 2.1.2). */
export function guarded(self: VirtioMmio, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    self.statusNeedsReset = 1;
    self.interruptStatusConfig = 1;
    update(self);
  }
}

/** The configuration space has changed by itself (section 2.5): the driver, if it is there, is told. */
export function configChanged(self: VirtioMmio): void {
  if (!self.statusDriverOk) return;
  self.interruptStatusConfig = 1;
  update(self);
}

/** Behaviour of the transport. */
export const virtioMmioHooks: VirtioMmioHooks = {
  version: (self) => (self.forceLegacy ? 1 : 2),
  deviceId: (self) => front(self)?.function.id ?? 0,
  deviceFeatures: (self) => half(offered(self), self.deviceFeaturesSel),

  acceptFeatures(self, value) {
    // What was agreed upon stays (section 3.1.1).
    if (self.driverFeaturesSel > 1 || self.statusDriverOk || self.statusFeaturesOk) return;
    self.features = withHalf(self.features, self.driverFeaturesSel, value);
  },

  setPageSize(self, value) {
    self.pageSize = value;
  },

  queueMax,

  setQueueNum: (self, value) =>
    onQueue(self, (queue) => {
      if (value <= queueMax(self)) self.sizes.set(queue, value);
    }),

  setQueueAlign: (self, value) => inLayout(self, true, (queue) => self.aligns.set(queue, value)),
  getQueuePfn: (self) => (selected(self) === null ? 0 : self.pages.get(self.queueSel)),

  setQueuePfn: (self, value) =>
    inLayout(self, true, (queue) => {
      self.pages.set(queue, value);
      placeLegacyQueue(self, queue);
      startQueue(self, queue, value !== 0);
    }),

  getQueueReady: (self) => (selected(self) === null || self.forceLegacy ? 0 : self.ready.get(self.queueSel)),
  setQueueReady: (self, value) => inLayout(self, false, (queue) => startQueue(self, queue, (value & 1) !== 0)),

  resetQueue(self, value) {
    if (value & 1 && self.features & ringReset) inLayout(self, false, (queue) => forgetQueue(self, queue));
  },

  notify(self, queue) {
    const sits = front(self);
    if (!sits || queue >= sits.function.queues.length || !self.ready.get(queue) || self.status & needsReset) return;
    guarded(self, () => sits.function.notify(sits.device, queue));
  },

  progress(self, value) {
    if ((value & ~needsReset) === 0) return reset(self);
    // What was not offered cannot be accepted: FEATURES_OK stays 0 (section 3.1.1).
    const refused = (self.features & ~offered(self)) !== 0n || (!self.forceLegacy && !(self.features & version1));
    if (self.statusFeaturesOk && refused) self.statusFeaturesOk = 0;
  },

  setQueueDesc: (self, index, value) => place(self, self.descriptors, index, value),
  setQueueDriver: (self, index, value) => place(self, self.available, index, value),
  setQueueDevice: (self, index, value) => place(self, self.used, index, value),

  sharedLength: (self, index) => (self.forceLegacy ? 0 : half(shared(self)?.length ?? -1n, index)),
  sharedBase: (self, index) => (self.forceLegacy ? 0 : half(shared(self)?.address ?? -1n, index)),

  getConfig(self, index) {
    const sits = front(self);
    if (!sits) return 0;
    const config = sits.function.config(sits.device);
    let word = 0;
    for (let at = 0; at < 4; at++) word |= (config[4 * index + at] ?? 0) << (8 * at);
    return word;
  },

  setConfig(self, index, value) {
    const sits = front(self);
    sits?.function.configure?.(sits.device, 4 * index, value);
  },

  update,
  restart: reset,
};
