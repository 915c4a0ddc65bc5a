import { type ObjectType } from "../../object/index.ts";
import { Backend } from "./backend.ts";
import { type Device } from "../device.ts";
import { objectType } from "../type.ts";

/** The device's side of a network: functions of its type. Frames are without checksum. */
export interface NicFrontend<T extends Device> {
  /** Whether the device takes a frame now. */
  canReceive(device: T): boolean;
  /** Takes a frame; called only when `canReceive` allows it. */
  receive(device: T, frame: Uint8Array): void;
  /** The cable was plugged or pulled. */
  linkChanged?(device: T, up: boolean): void;
}

/** A network backend: what stands at the other end of the cable. One device at a time. */
export abstract class Nic extends Backend<NicFrontend<Device>> {
  static override readonly type: ObjectType = objectType<Nic>({
    name: "netdev",
    parent: Backend.type,
    abstract: true,
    class: Nic as never,
  });

  /** Takes a frame from the device; false if it was dropped. */
  abstract send(frame: Uint8Array): boolean;

  /** The device has room again: it may be given what waits. */
  abstract acceptInput(): void;

  /** Puts a device at the front while it is realized. Throws `DeviceError` if another device is there. */
  attach<T extends Device>(device: T, frontend: NicFrontend<T>): void {
    this.claim(device, frontend as unknown as NicFrontend<Device>);
    this.acceptInput();
  }
}

/** A network for tests: remembers what the guest sent, and is fed by hand. */
export class BufferNic extends Nic {
  static override readonly type: ObjectType = objectType<BufferNic>({
    name: "nic-buffer",
    parent: Nic.type,
    class: BufferNic,
  });

  /** Frames that the guest has sent. */
  readonly sent: Uint8Array[] = [];
  #up = true;
  readonly #waiting: Uint8Array[] = [];

  /** Whether the cable is plugged. */
  get linkUp(): boolean {
    return this.#up;
  }

  /** How many frames wait for the guest to have room. */
  get waiting(): number {
    return this.#waiting.length;
  }

  override send(frame: Uint8Array): boolean {
    if (this.#up) this.sent.push(frame.slice());
    return this.#up;
  }

  /** A frame for the guest. It gets it when it has room; dropped while the cable is pulled. */
  feed(frame: Uint8Array): void {
    if (this.#up) this.#waiting.push(frame.slice());
    this.acceptInput();
  }

  /** Plugs or pulls the cable. */
  setLink(up: boolean): void {
    if (up === this.#up) return;
    this.#up = up;
    if (this.device) this.frontend?.linkChanged?.(this.device, up);
  }

  override acceptInput(): void {
    const { device, frontend } = this;
    if (!device || !frontend) return;
    while (this.#waiting.length > 0 && frontend.canReceive(device)) frontend.receive(device, this.#waiting.shift()!);
  }
}
