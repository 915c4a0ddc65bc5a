import { type QomObject, unparent } from "../object/index.ts";
import { acquire, type Acquisition } from "./acquisition.ts";
import { type Device } from "./device.ts";

/** A child that exists while its parent is realized. */
class PassingChild implements Acquisition {
  readonly child: QomObject;

  constructor(child: QomObject) {
    this.child = child;
  }

  get what(): string {
    return `child ${this.child.path}`;
  }

  release(): void {
    unparent(this.child);
  }
}

/** Something of a device's own to be done when it is unrealized. */
class Undoing<T extends Device> implements Acquisition {
  readonly what: string;
  readonly device: T;
  readonly run: (device: T) => void;

  constructor(device: T, what: string, run: (device: T) => void) {
    this.device = device;
    this.what = what;
    this.run = run;
  }

  release(): void {
    this.run(this.device);
  }
}

/** Records a child that `owner` made while it is realized: its unrealize unparents it. Returns the child. */
export function untilUnrealize<T extends QomObject>(owner: Device, child: T): T {
  acquire(owner, new PassingChild(child));
  return child;
}

/** Records what `device` does when it is unrealized, at this point of the reverse order. `run` is a function of the type. */
export function onUnrealize<T extends Device>(device: T, what: string, run: (device: T) => void): void {
  acquire(device, new Undoing(device, what, run));
}
