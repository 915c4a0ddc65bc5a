import { children, isLive, type QomObject } from "../object/index.ts";
import { Bus } from "./bus/bus.ts";
import { Device } from "./device.ts";
import { ResetError } from "./errors.ts";
import { ResetKind, type ResetState } from "./resettable.ts";

/** What takes part in reset. */
export type Resettable = Device | Bus;

/** Deeper nesting than this is taken for a mistake (rule 16.3). */
const deepest = 50;

/** Resets an object and all below it: in, and out again. Throws `ResetError` from inside an enter phase. */
export function reset(object: Resettable, kind: ResetKind = ResetKind.cold): void {
  assertReset(object, kind);
  releaseReset(object, kind);
}

/**
 * Resets a device and nothing below it, as a controller's own reset does that leaves what sits on its bus alone. Throws `ResetError`
 * from inside an enter phase.
 */
export function resetAlone(device: Device): void {
  const { session } = device;
  if (session.entering) throw new ResetError(device, "a reset began inside an enter phase");
  session.entering = true;
  try {
    callHooks(device, "resetEnter", ResetKind.cold);
  } finally {
    session.entering = false;
  }
  callHooks(device, "resetHold", ResetKind.cold);
  callHooks(device, "resetExit", ResetKind.cold);
}

/** Takes an object and all below it into reset and keeps it there: enter for all, then hold for all. */
export function assertReset(object: Resettable, kind: ResetKind = ResetKind.cold): void {
  const { session } = object;
  if (session.entering) throw new ResetError(object, "a reset began inside an enter phase");
  session.entering = true;
  try {
    enter(object, kind);
  } finally {
    session.entering = false;
  }
  hold(object, kind);
}

/** Gives up one hold on an object and all below it; those that nobody else keeps in reset leave it. */
export function releaseReset(object: Resettable, kind: ResetKind = ResetKind.cold): void {
  const { session } = object;
  if (session.entering) throw new ResetError(object, "a reset ended inside an enter phase");
  session.exiting++;
  try {
    exit(object, kind);
  } finally {
    session.exiting--;
  }
}

/** Whether somebody keeps it in reset. */
export function inReset(object: Resettable): boolean {
  return object.resetState.count > 0;
}

/**
 * What is reset with an object, in the order of reset, newest first: a bus's devices; a device's buses, then its parts
 * that sit on no bus, so that a processor is reset though no bus knows it.
 */
export function resetChildren(object: Resettable): Resettable[] {
  if (object instanceof Bus) return object.kids.toReversed();
  const found: Resettable[] = [];
  collectParts(object, found);
  return [...object.childBuses.toReversed(), ...found];
}

/**
 * Brings an object's reset count in line with a new parent's: it joins a held one and leaves what held it before
 * (rule 16.7). Throws `ResetError` inside a phase that counts.
 */
export function changeResetParent(object: Resettable, old: ResetState | null, now: ResetState | null): void {
  const { session } = object;
  if (session.entering || session.exiting > 0) throw new ResetError(object, "it moved while a reset was in progress");
  const before = old?.count ?? 0;
  const after = now?.count ?? 0;
  for (let more = before; more < after; more++) assertReset(object);
  if (before > 0 && object.resetState.holdPending) hold(object, ResetKind.cold);
  for (let less = after; less < before; less++) releaseReset(object);
}

/**
 * A device begins its realize out of reset (rule 13.3): holds that it had before, and those that it passed on to what is
 * below it, are forgotten. `joinReset` makes it join again.
 */
export function forgetReset(device: Device): void {
  const { count } = device.resetState;
  if (count > 0) forget(device, count);
  device.resetState.holdPending = false;
}

function forget(object: Resettable, holds: number): void {
  for (const child of resetChildren(object)) forget(child, holds);
  object.resetState.count = Math.max(0, object.resetState.count - holds);
}

/**
 * A device that is realized is held in reset as often as what it is reset with, no matter how it came there: it joins a
 * held bus with the right count (decision 8), and one that comes to a running machine is reset (rule 13.3).
 */
export function joinReset(device: Device): void {
  const held = device.parentBus?.resetState ?? resetParentOf(device)?.resetState ?? null;
  const wanted = held?.count ?? 0;
  if (wanted > 0 && device.session.exiting > 0)
    throw new ResetError(device, "it came to something that is just leaving reset");
  if (device.hotplugged) assertReset(device);
  for (let more = 0; more < wanted; more++) assertReset(device);
  if (device.hotplugged) releaseReset(device);
}

/** The device that a device on no bus is reset with: the nearest above it in the composition tree. */
function resetParentOf(device: Device): Device | null {
  for (let up = device.parent; up; up = up.parent) if (up instanceof Device) return up;
  return null;
}

function collectParts(object: QomObject, found: Resettable[]): void {
  for (const child of children(object).reverse()) {
    if (child instanceof Device) {
      if (!child.parentBus) found.push(child);
    } else if (child instanceof Bus) {
      if (!child.device) found.push(child);
    } else collectParts(child, found);
  }
}

function enter(object: Resettable, kind: ResetKind): void {
  if (!isLive(object)) return;
  const state = object.resetState;
  if (state.exiting) throw new ResetError(object, "it was taken into reset inside its own exit phase");
  const first = state.count++ === 0;
  if (state.count > deepest) throw new ResetError(object, `it is held in reset more than ${deepest} times`);
  for (const child of resetChildren(object)) enter(child, kind);
  if (!first) return;
  callHooks(object, "resetEnter", kind);
  state.holdPending = true;
}

function hold(object: Resettable, kind: ResetKind): void {
  if (!isLive(object)) return;
  const state = object.resetState;
  if (state.exiting) throw new ResetError(object, "its hold phase began inside its own exit phase");
  for (const child of resetChildren(object)) hold(child, kind);
  if (!state.holdPending) return;
  state.holdPending = false;
  callHooks(object, "resetHold", kind);
}

function exit(object: Resettable, kind: ResetKind): void {
  if (!isLive(object)) return;
  const state = object.resetState;
  if (state.exiting) throw new ResetError(object, "its exit phase began inside itself");
  if (state.count === 0) throw new ResetError(object, "it was released from a reset that nobody had begun");
  state.exiting = true;
  try {
    for (const child of resetChildren(object)) if (hasEntered(child)) exit(child, kind);
    if (--state.count === 0) callHooks(object, "resetExit", kind);
  } finally {
    state.exiting = false;
  }
}

/** A device that came while the reset was held, and is not realized yet, has nothing to leave. */
function hasEntered(child: Resettable): boolean {
  return child.resetState.count > 0 || child.realized;
}

function callHooks(object: Resettable, phase: "resetEnter" | "resetHold" | "resetExit", kind: ResetKind): void {
  try {
    for (const level of object.type.levels) level.hooks[phase]?.(object as never, kind);
  } catch (error) {
    object.session.blame(object, error);
    throw error;
  }
}
