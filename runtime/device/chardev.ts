import { type ObjectType, QomObject } from "../object/index.ts";
import { acquire, type Acquisition } from "./acquisition.ts";
import { type Device } from "./device.ts";
import { DeviceError } from "./errors.ts";
import { objectType } from "./type.ts";

/** What can happen on a character line beside data. */
export type CharEvent = "opened" | "closed" | "break";

/** The device's side of a character line: functions of the device's type, never closures of an instance. */
export interface CharFrontend<T extends Device> {
  /** How many bytes the device takes now. */
  canReceive(device: T): number;
  /** Takes `bytes`, never more than `canReceive` said. */
  receive(device: T, bytes: Uint8Array): void;
  event?(device: T, event: CharEvent): void;
}

/** A character backend: what stands at the other end of a serial line. One device at a time. */
export abstract class Chardev extends QomObject {
  static override readonly type: ObjectType = objectType({
    name: "chardev",
    parent: QomObject.type,
    abstract: true,
    class: Chardev as unknown as typeof BufferChardev,
    unparent: (self: Chardev) => self.unplug(),
  });

  #device: Device | null = null;
  #frontend: CharFrontend<Device> | null = null;

  /** The device at its front, or null. */
  get device(): Device | null {
    return this.#device;
  }

  /** Takes bytes from the device, in order; returns how many. */
  abstract write(bytes: Uint8Array): number;

  /** Takes one byte from the device. */
  abstract put(byte: number): void;

  /** The device has room again: it may be given what waits. */
  abstract acceptInput(): void;

  /** Puts a device at the front. Throws `DeviceError` if another one is there. */
  plug<T extends Device>(device: T, frontend: CharFrontend<T>): void {
    if (this.#device) throw new DeviceError(device, `character backend ${this.path} belongs to ${this.#device.path}`);
    this.#device = device;
    this.#frontend = frontend as unknown as CharFrontend<Device>;
    this.tell("opened");
  }

  /** Takes the device away from the front. */
  unplug(): void {
    this.tell("closed");
    this.#device = null;
    this.#frontend = null;
  }

  /** Tells the device, if there is one. */
  tell(event: CharEvent): void {
    if (this.#device) this.#frontend?.event?.(this.#device, event);
  }

  /** How many bytes the device takes now; 0 without one. */
  protected room(): number {
    return this.#device && this.#frontend ? this.#frontend.canReceive(this.#device) : 0;
  }

  /** Gives the device bytes. */
  protected deliver(bytes: Uint8Array): void {
    if (this.#device) this.#frontend?.receive(this.#device, bytes);
  }
}

/** A backend for tests and demonstrations: remembers what the guest wrote, and is fed by hand. */
export class BufferChardev extends Chardev {
  static override readonly type: ObjectType = objectType({
    name: "chardev-buffer",
    parent: Chardev.type,
    class: BufferChardev,
  });

  /** What the guest has written, byte by byte. */
  readonly written: number[] = [];
  /** Called with every byte that the guest writes. */
  onByte: ((byte: number) => void) | null = null;
  readonly #waiting: number[] = [];

  /** What the guest has written, one character a byte. */
  get text(): string {
    let text = "";
    for (let at = 0; at < this.written.length; at += 4096)
      text += String.fromCharCode(...this.written.slice(at, at + 4096));
    return text;
  }

  /** How many bytes wait for the guest to have room. */
  get waiting(): number {
    return this.#waiting.length;
  }

  override write(bytes: Uint8Array): number {
    for (const byte of bytes) this.put(byte);
    return bytes.length;
  }

  override put(byte: number): void {
    this.written.push(byte & 0xff);
    this.onByte?.(byte & 0xff);
  }

  /** Input for the guest: bytes, or text with one byte a character. It gets as much as it has room for, the rest later. */
  feed(input: string | Iterable<number>): void {
    if (typeof input === "string") for (const char of input) this.#waiting.push(char.charCodeAt(0) & 0xff);
    else this.#waiting.push(...input);
    this.acceptInput();
  }

  override acceptInput(): void {
    while (this.#waiting.length > 0) {
      const room = this.room();
      if (room <= 0) return;
      this.deliver(Uint8Array.from(this.#waiting.splice(0, room)));
    }
  }
}

/** A device's place at the front of a backend. */
class CharConnection implements Acquisition {
  readonly backend: Chardev;
  readonly device: Device;

  constructor(backend: Chardev, device: Device) {
    this.backend = backend;
    this.device = device;
  }

  get what(): string {
    return `character backend ${this.backend.path}`;
  }

  release(): void {
    if (this.backend.device === this.device) this.backend.unplug();
  }
}

/** Puts a device at the front of a backend; its unrealize takes it away again. Does nothing for null. */
export function attachChardev<T extends Device>(device: T, backend: Chardev | null, frontend: CharFrontend<T>): void {
  if (!backend) return;
  backend.plug(device, frontend);
  acquire(device, new CharConnection(backend, device));
}
