import { onUnrealize } from "../undo.ts";
import { type PciDevice } from "./pci.ts";

const msiId = 5;
/** Bits of the message control register (PCI Local Bus 3.0, section 6.8.1.3). */
const Control = { enable: 1, capable: 1, enabled: 4, exponent: 7, address64: 0x80, maskable: 0x100 } as const;

/** What messages a function has, and where its capability lies: where there is room, if it does not say. */
export interface MsiForm {
  /** A power of two, up to 32. */
  readonly vectors: number;
  /** The guest can have messages written above 4 GiB. */
  readonly address64: boolean;
  /** The guest can hold back each message by itself. */
  readonly maskable: boolean;
  readonly at?: number;
}

/** Offsets of registers in configuration space; null for those of a function whose messages cannot be masked. */
interface Registers {
  readonly control: number;
  readonly address: number;
  readonly high: number | null;
  readonly data: number;
  readonly mask: number | null;
  readonly pending: number | null;
}

function registersOf({ address64, maskable }: MsiForm, at: number): Registers {
  const data = at + (address64 ? 12 : 8);
  return {
    control: at + 2,
    address: at + 4,
    high: address64 ? at + 8 : null,
    data,
    mask: maskable ? data + 4 : null,
    pending: maskable ? data + 8 : null,
  };
}

/** The messages of a function while it is realized: all that they are stands in its configuration space. */
export class Msi {
  readonly #function: PciDevice;
  readonly #at: Registers;
  /** A bit for each vector. */
  readonly #all: number;

  constructor(device: PciDevice, form: MsiForm, at: number) {
    this.#function = device;
    this.#at = registersOf(form, at);
    this.#all = form.vectors === 32 ? -1 : 2 ** form.vectors - 1;
  }

  /** Lets the guest write what the capability lets it write. */
  open(): void {
    const { control, address, high, data, mask } = this.#at;
    this.#function.openConfig(control, 1, Control.enable | (Control.exponent << Control.enabled));
    this.#function.openConfig(address, 4, ~3);
    if (high !== null) this.#function.openConfig(high, 4, -1);
    this.#function.openConfig(data, 2, 0xffff);
    if (mask !== null) this.#function.openConfig(mask, 4, this.#all);
  }

  /** Whether the guest has turned messages on. */
  get enabled(): boolean {
    return (this.#control & Control.enable) !== 0;
  }

  /** How many vectors the guest has given the function: never more than it asks for. */
  get granted(): number {
    const control = this.#control;
    return (
      1 << Math.min((control >> Control.enabled) & Control.exponent, (control >> Control.capable) & Control.exponent)
    );
  }

  /** Sends a message, or notes it as pending while it is masked. */
  send(vector: number): void {
    const one = vector & (this.granted - 1);
    if (this.#isMasked(one)) this.#setPending(one, true);
    else this.#write(one);
  }

  /** Sends every message that is noted as pending and masked no more. */
  sendPending(): void {
    const { pending } = this.#at;
    if (pending === null || !this.enabled) return;
    const bits = this.#function.readConfig(pending, 4);
    for (let vector = 0; vector < 32; vector++) {
      if (!((bits >>> vector) & 1) || this.#isMasked(vector)) continue;
      this.#setPending(vector, false);
      this.#write(vector);
    }
  }

  /** Messages are off, nothing is masked, and nothing is pending. */
  reset(): void {
    const { control, address, high, data, mask, pending } = this.#at;
    this.#function.setConfig(control, 1, this.#control & ~(Control.enable | (Control.exponent << Control.enabled)));
    for (const at of [address, high, mask, pending]) if (at !== null) this.#function.setConfig(at, 4, 0);
    this.#function.setConfig(data, 2, 0);
  }

  get #control(): number {
    return this.#function.readConfig(this.#at.control, 2);
  }

  #isMasked(vector: number): boolean {
    const { mask } = this.#at;
    return mask !== null && ((this.#function.readConfig(mask, 4) >>> vector) & 1) !== 0;
  }

  #setPending(vector: number, on: boolean): void {
    const at = this.#at.pending!;
    const bits = this.#function.readConfig(at, 4);
    this.#function.setConfig(at, 4, on ? bits | (1 << vector) : bits & ~(1 << vector));
  }

  /** Writes the message to memory: its low bits are the vector (section 6.8.1.6). */
  #write(vector: number): void {
    const { address, high, data } = this.#at;
    const low = BigInt(this.#function.readConfig(address, 4));
    const to = (high === null ? 0n : BigInt(this.#function.readConfig(high, 4)) << 32n) | low;
    const value = (this.#function.readConfig(data, 2) & ~(this.granted - 1)) | vector;
    this.#function.dma?.store(to, { size: 4, value: BigInt(value), order: "little" });
  }
}

/**
 * Gives a function that is being realized its messages; its unrealize takes the capability away. Throws `WiringError` where the
 * capability does not fit.
 */
export function addMsi(self: PciDevice, form: MsiForm): void {
  const { vectors, address64, maskable } = form;
  const at = self.addCapability(msiId, 10 + (address64 ? 4 : 0) + (maskable ? 10 : 0), form.at);
  const capable = Math.log2(vectors) << Control.capable;
  self.setConfig(at + 2, 2, capable | (address64 ? Control.address64 : 0) | (maskable ? Control.maskable : 0));
  const msi = new Msi(self, form, at);
  msi.open();
  self.msiMessages = msi;
  onUnrealize(self, "capability of messages", (device) => {
    device.msiMessages = null;
    device.dropCapability(at);
  });
}

/**
 * Sends message `vector`, or notes it as pending while it is masked; false if messages are not enabled. A guest that has given the
 * function fewer vectors than it asks for has them shared: vector 5 of 4 is vector 1.
 */
export function sendMsi(self: PciDevice, vector: number): boolean {
  if (!self.msiMessages?.enabled) return false;
  self.msiMessages.send(vector);
  return true;
}
