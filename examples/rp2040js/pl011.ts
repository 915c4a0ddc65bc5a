import { BasePeripheral, type RP2040 } from "rp2040js";
import { connect } from "@qdl/runtime";
import { type Rp2040Uarts } from "../../generated/rp2040/uarts.ts";

/** UART0_IRQ and UART1_IRQ (RP2040 data sheet, section 2.3.2). */
const firstIrq = 20;
const base = 0x4003_4000;
const distance = 0x4000;

/** A generated PL011 as a peripheral of rp2040js. */
export class Pl011Peripheral extends BasePeripheral {
  readonly #uarts: Rp2040Uarts;
  readonly #address: number;

  constructor(chip: RP2040, uarts: Rp2040Uarts, index: 0 | 1) {
    super(chip, `UART${index}`);
    this.#uarts = uarts;
    this.#address = base + index * distance;
    const set = (level: number): void => chip.setInterrupt(firstIrq + index, level !== 0);
    connect(uarts, uarts.uart[index]!.intr[0]!, { path: `UART${index}_IRQ`, set });
    chip.peripherals[this.#address >>> 12] = this;
  }

  override readUint32(offset: number): number {
    return this.#uarts.apb.read32(this.#address + offset) >>> 0;
  }

  override writeUint32(offset: number, value: number): void {
    this.#uarts.apb.write32(this.#address + offset, value);
  }
}
