import { type Device } from "./device.ts";

/** Something that a device has got hold of since it began to realize, and that its unrealize lets go again. */
export interface Acquisition {
  /** What it is, for messages and leak reports, for example `connection to /machine/soc/gic`. */
  readonly what: string;
  /** Lets it go. Called once. */
  release(): void;
}

/**
 * Records what `device` has just got hold of, so that unrealize lets it go, newest first (lifetimes, section 3.1).
 * Before realize nothing is recorded: what init makes lasts as long as the device.
 */
export function acquire<T extends Acquisition>(device: Device, acquisition: T): T {
  if (device.life !== "unrealized") device.acquired.push(acquisition);
  return acquisition;
}

/** Lets go of something before unrealize would. False if `device` does not hold it (any more). */
export function release(device: Device, acquisition: Acquisition): boolean {
  const at = device.acquired.lastIndexOf(acquisition);
  if (at < 0) return false;
  device.acquired.splice(at, 1);
  acquisition.release();
  return true;
}

/** Lets go of everything, newest first; goes on when one fails and returns what was thrown. */
export function releaseAll(device: Device): unknown[] {
  const errors: unknown[] = [];
  for (let last = device.acquired.pop(); last; last = device.acquired.pop()) {
    try {
      last.release();
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}
