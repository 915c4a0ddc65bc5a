import { acquire, type Acquisition } from "../acquisition.ts";
import { Device } from "../device.ts";
import { DeviceError } from "../errors.ts";
import { type DeviceType, deviceType } from "../type.ts";
import { Bus, type BusType, busType } from "./bus.ts";

/** Memory that device and driver share: where it lies, and how many bytes there are. */
export interface SharedMemory {
  readonly address: bigint;
  readonly length: bigint;
}

/** A virtio device's side of its transport: functions of its type (virtio 1.1, section 2). */
export interface VirtioFunction<T extends VirtioDevice> {
  /** Its number in the list of device types (section 5). */
  readonly id: number;
  /** The most entries that each of its queues has. */
  readonly queues: readonly number[];
  /** The features that it offers, beside those of the transport. */
  features(device: T): bigint;
  /** Its configuration space as it is now. */
  config(device: T): Uint8Array;
  /** The driver writes 32 bits of the configuration space. */
  configure?(device: T, offset: number, value: number): void;
  /** Memory that device and driver share, by number (section 2.10); null if there is none. */
  shared?(device: T, number: number): SharedMemory | null;
  /** There may be new buffers in a queue. */
  notify(device: T, queue: number): void;
  /** The driver resets it. */
  reset?(device: T): void;
}

/** Where a virtio device meets its transport, which is the device that provides the bus. */
export abstract class VirtioBus extends Bus {
  static override readonly type: BusType = busType<VirtioBus>({
    name: "virtio-bus",
    parent: Bus.type,
    abstract: true,
    class: VirtioBus as never,
    limit: 1,
  });

  #front: { readonly device: VirtioDevice; readonly function: VirtioFunction<VirtioDevice> } | null = null;

  /** The device that is realized on it, with what it does; null if there is none. */
  get front(): { readonly device: VirtioDevice; readonly function: VirtioFunction<VirtioDevice> } | null {
    return this.#front;
  }

  /** Puts a device at the front of the transport; its unrealize takes it away. */
  connect<T extends VirtioDevice>(device: T, does: VirtioFunction<T>): void {
    acquire(device, new Connection(this, device));
    this.#front = { device, function: does as unknown as VirtioFunction<VirtioDevice> };
  }

  /** Takes a device away; nothing happens if it is not there. */
  disconnect(device: VirtioDevice): void {
    if (this.#front?.device === device) this.#front = null;
  }
}

/** The bus of a transport whose registers lie in memory. */
export class VirtioMmioBus extends VirtioBus {
  static override readonly type: BusType = busType<VirtioMmioBus>({
    name: "virtio-mmio-bus",
    parent: VirtioBus.type,
    class: VirtioMmioBus,
  });
}

/** A virtio device: sits on the bus of a transport. */
export abstract class VirtioDevice extends Device {
  static override readonly type: DeviceType = deviceType<VirtioDevice>({
    name: "virtio-device",
    parent: Device.type,
    abstract: true,
    class: VirtioDevice as never,
    busType: VirtioBus.type,
  });

  /** The bus that it sits on. Throws `DeviceError` if it sits on none. */
  get virtioBus(): VirtioBus {
    const { parentBus } = this;
    if (!(parentBus instanceof VirtioBus)) throw new DeviceError(this, "it sits on no transport");
    return parentBus;
  }
}

/** A device's place at the front of a transport. */
class Connection implements Acquisition {
  readonly bus: VirtioBus;
  readonly device: VirtioDevice;

  constructor(bus: VirtioBus, device: VirtioDevice) {
    this.bus = bus;
    this.device = device;
  }

  get what(): string {
    return `transport ${this.bus.path}`;
  }

  release(): void {
    this.bus.disconnect(this.device);
  }
}
