import { type ObjectType } from "../../object/index.ts";
import { Backend } from "./backend.ts";
import { type Device } from "../device.ts";
import { objectType } from "../type.ts";

/** The device's side of a character line: functions of the device's type, never closures of an instance. */
export interface CharFrontend<T extends Device> {
  /** How many characters the device takes now. */
  canReceive(device: T): number;
  /** Takes a character; called only as often as `canReceive` allows. */
  receive(device: T, character: number): void;
  /** The line was held low for longer than a character. */
  breakReceived?(device: T): void;
  /** Somebody opened or closed the other end. */
  opened?(device: T, open: boolean): void;
}

/** A character backend: what stands at the other end of a serial line. One device at a time. */
export abstract class Chardev extends Backend<CharFrontend<Device>> {
  static override readonly type: ObjectType = objectType<Chardev>({
    name: "chardev",
    parent: Backend.type,
    abstract: true,
    class: Chardev as never,
  });

  /** Takes a character from the device. */
  abstract write(character: number): void;

  /** Takes a break from the device. */
  abstract sendBreak(): void;

  /** The device has room again: it may be given what waits. */
  abstract acceptInput(): void;

  /**
   * Puts a device at the front: while it is realized, and no longer. `frontend` is a constant of its type.
   * Throws `DeviceError` if another device is there.
   */
  attach<T extends Device>(device: T, frontend: CharFrontend<T>): void {
    this.claim(device, frontend as unknown as CharFrontend<Device>);
    frontend.opened?.(device, true);
    this.acceptInput();
  }

  override hangUp(): void {
    const { device, frontend } = this;
    super.hangUp();
    if (device) frontend?.opened?.(device, false);
  }

  /** How many characters the device takes now; 0 without one. */
  protected room(): number {
    return this.device && this.frontend ? this.frontend.canReceive(this.device) : 0;
  }

  /** Gives the device a character. */
  protected deliver(character: number): void {
    if (this.device) this.frontend?.receive(this.device, character);
  }

  /** Gives the device a break. */
  protected deliverBreak(): void {
    if (this.device) this.frontend?.breakReceived?.(this.device);
  }
}

/** A backend for tests and demonstrations: remembers what the guest wrote, and is fed by hand. */
export class BufferChardev extends Chardev {
  static override readonly type: ObjectType = objectType({
    name: "chardev-buffer",
    parent: Chardev.type,
    class: BufferChardev,
  });

  /** What the guest has written, character by character. */
  readonly written: number[] = [];
  /** How many breaks the guest has sent. */
  breaks = 0;
  /** Called with every character that the guest writes. */
  onCharacter: ((character: number) => void) | null = null;
  readonly #waiting: number[] = [];
  #delivering = false;

  /** What the guest has written, as text of one byte a character. */
  get text(): string {
    let text = "";
    for (let at = 0; at < this.written.length; at += 4096)
      text += String.fromCharCode(...this.written.slice(at, at + 4096));
    return text;
  }

  /** How many characters wait for the guest to have room. */
  get waiting(): number {
    return this.#waiting.length;
  }

  override write(character: number): void {
    this.written.push(character & 0xff);
    this.onCharacter?.(character & 0xff);
  }

  override sendBreak(): void {
    this.breaks++;
  }

  /** Input for the guest: bytes, or text of one byte a character. It gets as much as it has room for, the rest later. */
  feed(input: string | Iterable<number>): void {
    if (typeof input === "string") for (const char of input) this.#waiting.push(char.charCodeAt(0) & 0xff);
    else for (const byte of input) this.#waiting.push(byte & 0xff);
    this.acceptInput();
  }

  /** Sends the guest a break. */
  feedBreak(): void {
    this.deliverBreak();
  }

  override acceptInput(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (this.#waiting.length > 0 && this.room() > 0) this.deliver(this.#waiting.shift()!);
    } finally {
      this.#delivering = false;
    }
  }
}
