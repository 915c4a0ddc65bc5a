import { type ObjectType, QomObject } from "../../object/index.ts";
import { acquire, type Acquisition } from "../acquisition.ts";
import { type Device } from "../device.ts";
import { DeviceError } from "../errors.ts";
import { objectType } from "../type.ts";

/**
 * What stands at the far end of a device's connection to the outside: a character line, a network, a disk. One device at
 * a time is at its front, and only while it is realized. `Frontend` is the device's side: functions of its type.
 */
export abstract class Backend<Frontend extends object> extends QomObject {
  static override readonly type: ObjectType = objectType<Backend<object>>({
    name: "backend",
    parent: QomObject.type,
    abstract: true,
    class: Backend as never,
    unparent: (self) => self.hangUp(),
  });

  #device: Device | null = null;
  #frontend: Frontend | null = null;

  /** The device at its front, or null. */
  get device(): Device | null {
    return this.#device;
  }

  /** Takes a device away from the front; nothing happens if it is not there. */
  detach(device: Device): void {
    if (this.#device === device) this.hangUp();
  }

  /** Takes away whichever device is at the front. */
  hangUp(): void {
    this.#device = null;
    this.#frontend = null;
  }

  /** What the device at the front does, or null. */
  protected get frontend(): Frontend | null {
    return this.#frontend;
  }

  /** Puts a device at the front; its unrealize takes it away. Throws `DeviceError` if another device is there. */
  protected claim(device: Device, frontend: Frontend): void {
    if (this.#device && this.#device !== device)
      throw new DeviceError(device, `backend ${this.path} belongs to ${this.#device.path}`);
    if (!this.#device) acquire(device, new BackendConnection(this, device));
    this.#device = device;
    this.#frontend = frontend;
  }
}

/** A device's place at the front of a backend. */
class BackendConnection implements Acquisition {
  readonly backend: Backend<object>;
  readonly device: Device;

  constructor(backend: Backend<object>, device: Device) {
    this.backend = backend;
    this.device = device;
  }

  get what(): string {
    return `backend ${this.backend.path}`;
  }

  release(): void {
    this.backend.detach(this.device);
  }
}
