import { type Xhci } from "../../generated/usb/xhci.ts";
import { runCommand } from "./xhci-commands.ts";
import { guarded, isRunning, waitAMicroframe } from "./xhci-memory.ts";
import { type Left, nextTrb } from "./xhci-rings.ts";
import { runEndpoint } from "./xhci-transfers.ts";

/** Commands that are done in a microframe, and how often what came up meanwhile is looked at. */
const share = 64;
const passes = 8;

/** There is something to do on a ring: endpoint `bit` of a slot, or the command ring, bit 0 of slot 0. */
export function note(self: Xhci, slot: number, bit: number): void {
  self.todo.set(slot, self.todo.get(slot) | (1 << bit));
}

/** Isochronous endpoints that wait for their time look whether it has come. */
export function serve(self: Xhci): void {
  for (let at = 0; at < self.endpointDue.length; at++)
    if (self.endpointDue.get(at) > 0) note(self, at >>> 5, at & 0x1f);
  work(self);
}

/** Does what there is to do, as much as fits into a microframe; the rest goes on in the next. */
export function work(self: Xhci): void {
  if (self.working || !isRunning(self)) return;
  self.working = true;
  try {
    guarded(self, () => workOnRings(self));
  } finally {
    self.working = false;
  }
}

/** Rings that are not done: those that the driver must make room for stay as notes, the others go on by themselves. */
interface Rest {
  readonly kept: Map<number, number>;
  later: boolean;
}

function workOnRings(self: Xhci): void {
  const rest: Rest = { kept: new Map(), later: false };
  for (let pass = 0; pass < passes && hasWork(self); pass++)
    for (let slot = 0; slot < self.todo.length; slot++) workOnSlot(self, slot, rest);
  const later = rest.later || hasWork(self);
  for (const [slot, bits] of rest.kept) self.todo.set(slot, self.todo.get(slot) | bits);
  if (later && isRunning(self)) waitAMicroframe(self);
}

function workOnSlot(self: Xhci, slot: number, rest: Rest): void {
  for (let bits = takeNotes(self, slot); bits !== 0; bits &= bits - 1) {
    const bit = 31 - Math.clz32(bits & -bits);
    const left = runRing(self, slot, bit);
    if (left !== "idle") rest.kept.set(slot, (rest.kept.get(slot) ?? 0) | (1 << bit));
    rest.later ||= left === "later";
  }
}

const hasWork = (self: Xhci): boolean => [...self.todo].some((bits) => bits !== 0);

function takeNotes(self: Xhci, slot: number): number {
  const bits = self.todo.get(slot);
  self.todo.set(slot, 0);
  return bits;
}

function runRing(self: Xhci, slot: number, bit: number): Left {
  if (!isRunning(self)) return "idle";
  return slot === 0 ? runCommands(self) : runEndpoint(self, slot, bit);
}

function runCommands(self: Xhci): Left {
  for (let left = share; left > 0; left--) {
    if (!self.crcrCrr) return "idle";
    const found = nextTrb(self, { dequeue: self.commandDequeue, cycle: Number(self.commandCycle) });
    if (!found) return "idle";
    if (self.eventFull.get(0)) return "full";
    runCommand(self, found);
  }
  return "later";
}
