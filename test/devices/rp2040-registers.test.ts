import { createMachine } from "@qdl/runtime";
import { expect } from "vitest";
import { Pico } from "../../generated/rp2040/pico.ts";
import { describeRegisters, primecell, type Row, rows } from "./register-table.ts";

const all = 0xffff_ffff;

/** The RP2040 data sheet's tables, by peripheral and section. */
const tables: readonly (readonly [name: string, base: number, registers: readonly Row[]])[] = [
  [
    "RESETS (2.14)",
    0x4000_c000,
    [
      ["RESET", 0x0, 0x01ff_ffff, 0x01ff_ffff],
      ["WDSEL", 0x4, 0, 0x01ff_ffff],
      ["RESET_DONE", 0x8, 0, 0],
    ],
  ],
  [
    "CLOCKS (2.15.7)",
    0x4000_8000,
    [
      ...rows(4, (n) => [`CLK_GPOUT${n}_CTRL`, 12 * n, 0, 0x0013_1de0]),
      ...rows(4, (n) => [`CLK_GPOUT${n}_DIV`, 12 * n + 4, 0x100, all]),
      ...rows(4, (n) => [`CLK_GPOUT${n}_SELECTED`, 12 * n + 8, 1, 0]),
      ["CLK_REF_CTRL", 0x30, 0, 0x63],
      ["CLK_REF_DIV", 0x34, 0x100, 0x300],
      ["CLK_REF_SELECTED", 0x38, 1, 0],
      ["CLK_SYS_CTRL", 0x3c, 0, 0xe1],
      ["CLK_SYS_DIV", 0x40, 0x100, all],
      ["CLK_SYS_SELECTED", 0x44, 1, 0],
      ["CLK_PERI_CTRL", 0x48, 0, 0xce0],
      ["CLK_PERI_SELECTED", 0x50, 1, 0],
      ["CLK_USB_CTRL", 0x54, 0, 0x0013_0ce0],
      ["CLK_USB_DIV", 0x58, 0x100, 0x300],
      ["CLK_USB_SELECTED", 0x5c, 1, 0],
      ["CLK_ADC_CTRL", 0x60, 0, 0x0013_0ce0],
      ["CLK_ADC_DIV", 0x64, 0x100, 0x300],
      ["CLK_ADC_SELECTED", 0x68, 1, 0],
      ["CLK_RTC_CTRL", 0x6c, 0, 0x0013_0ce0],
      ["CLK_RTC_DIV", 0x70, 0x100, all],
      ["CLK_RTC_SELECTED", 0x74, 1, 0],
      ["CLK_SYS_RESUS_CTRL", 0x78, 0xff, 0x0001_11ff],
      ["CLK_SYS_RESUS_STATUS", 0x7c, 0, 0],
      ["FC0_REF_KHZ", 0x80, 0, 0x000f_ffff],
      ["FC0_MIN_KHZ", 0x84, 0, 0x01ff_ffff],
      ["FC0_MAX_KHZ", 0x88, 0x01ff_ffff, 0x01ff_ffff],
      ["FC0_DELAY", 0x8c, 1, 7],
      ["FC0_INTERVAL", 0x90, 8, 0xf],
      ["FC0_SRC", 0x94, 0, 0xff],
      ["FC0_STATUS", 0x98, 0, 0],
      ["FC0_RESULT", 0x9c, 0, 0],
      ["WAKE_EN0", 0xa0, all, all],
      ["WAKE_EN1", 0xa4, 0x7fff, 0x7fff],
      ["SLEEP_EN0", 0xa8, all, all],
      ["SLEEP_EN1", 0xac, 0x7fff, 0x7fff],
      ["ENABLED0, with every clock on", 0xb0, all, 0],
      ["ENABLED1, with every clock on", 0xb4, 0x7fff, 0],
      ["INTR", 0xb8, 0, 0],
      ["INTE", 0xbc, 0, 1],
      ["INTF", 0xc0, 0, 1],
      ["INTS", 0xc4, 0, 0],
    ],
  ],
  [
    "TIMER (4.6.5)",
    0x4005_4000,
    [
      ["TIMEHW", 0x00, 0, null],
      ["TIMELW", 0x04, 0, null],
      ["TIMEHR", 0x08, 0, 0],
      ["TIMELR", 0x0c, 0, 0],
      ...rows(4, (n) => [`ALARM${n}`, 0x10 + 4 * n, 0, all]),
      ["ARMED", 0x20, 0, null],
      ["TIMERAWH", 0x24, 0, 0],
      ["TIMERAWL", 0x28, 0, 0],
      ["DBGPAUSE", 0x2c, 6, 6],
      ["PAUSE", 0x30, 0, 1],
      ["INTR", 0x34, 0, 0],
      ["INTE", 0x38, 0, 0xf],
      ["INTF", 0x3c, 0, 0xf],
      ["INTS", 0x40, 0, 0],
    ],
  ],
  [
    "WATCHDOG (4.7.6)",
    0x4005_8000,
    [
      ["CTRL", 0x00, 0x0700_0000, null],
      ["LOAD", 0x04, 0, null],
      ["REASON", 0x08, 0, 0],
      ...rows(8, (n) => [`SCRATCH${n}`, 0x0c + 4 * n, 0, all]),
      ["TICK", 0x2c, 0x200, null],
    ],
  ],
  [
    "I2C0 (4.3.17)",
    0x4004_4000,
    [
      ["IC_CON", 0x00, 0x65, null],
      ["IC_TAR", 0x04, 0x055, 0xfff],
      ["IC_SAR", 0x08, 0x055, 0x3ff],
      ["IC_DATA_CMD", 0x10, 0, null],
      ["IC_SS_SCL_HCNT", 0x14, 0x28, null],
      ["IC_SS_SCL_LCNT", 0x18, 0x2f, null],
      ["IC_FS_SCL_HCNT", 0x1c, 6, null],
      ["IC_FS_SCL_LCNT", 0x20, 0xd, null],
      ["IC_INTR_STAT", 0x2c, 0, 0],
      ["IC_INTR_MASK", 0x30, 0x8ff, 0x1fff],
      ["IC_RAW_INTR_STAT", 0x34, 0, 0],
      ["IC_RX_TL", 0x38, 0, 0xff],
      ["IC_TX_TL", 0x3c, 0, 0xff],
      ...rows(11, (n) => [`IC_CLR of interrupt ${n}`, 0x40 + 4 * n, 0, 0]),
      ["IC_ENABLE", 0x6c, 0, null],
      ["IC_STATUS", 0x70, 6, 0],
      ["IC_TXFLR", 0x74, 0, 0],
      ["IC_RXFLR", 0x78, 0, 0],
      ["IC_SDA_HOLD", 0x7c, 1, 0x00ff_ffff],
      ["IC_TX_ABRT_SOURCE", 0x80, 0, 0],
      ["IC_SLV_DATA_NACK_ONLY", 0x84, 0, 1],
      ["IC_DMA_CR", 0x88, 0, 3],
      ["IC_DMA_TDLR", 0x8c, 0, 0xf],
      ["IC_DMA_RDLR", 0x90, 0, 0xf],
      ["IC_SDA_SETUP", 0x94, 0x64, 0xff],
      ["IC_ACK_GENERAL_CALL", 0x98, 1, 1],
      ["IC_ENABLE_STATUS", 0x9c, 0, 0],
      ["IC_FS_SPKLEN", 0xa0, 7, null],
      ["IC_CLR_RESTART_DET", 0xa8, 0, 0],
      ["IC_COMP_PARAM_1", 0xf4, 0, 0],
      ["IC_COMP_VERSION", 0xf8, 0x3230_312a, 0],
      ["IC_COMP_TYPE", 0xfc, 0x4457_0140, 0],
    ],
  ],
  [
    "SPI0 (4.4.4)",
    0x4003_c000,
    [
      ["SSPCR0", 0x00, 0, 0xffff],
      ["SSPCR1", 0x04, 0, 0xf],
      ["SSPDR", 0x08, 0, null],
      ["SSPSR", 0x0c, 3, 0],
      ["SSPCPSR", 0x10, 0, 0xfe],
      ["SSPIMSC", 0x14, 0, 0xf],
      ["SSPRIS", 0x18, 8, 0],
      ["SSPMIS", 0x1c, 0, 0],
      ["SSPICR", 0x20, 0, null],
      ["SSPDMACR", 0x24, 0, 3],
      ...primecell([0x22, 0x10, 0x34, 0]),
    ],
  ],
  [
    "DMA (2.5.7)",
    0x5000_0000,
    [
      ...rows(12, (n) => [`CH${n}_READ_ADDR`, 0x40 * n, 0, all]),
      ...rows(12, (n) => [`CH${n}_WRITE_ADDR`, 0x40 * n + 4, 0, all]),
      ...rows(12, (n) => [`CH${n}_TRANS_COUNT`, 0x40 * n + 8, 0, 0]),
      ...rows(12, (n) => [`CH${n}_CTRL_TRIG`, 0x40 * n + 0xc, n << 11, null]),
      ...[0x10, 0x20, 0x30].flatMap((at, alias) =>
        rows(12, (n) => [`CH${n}_AL${alias + 1}_CTRL`, 0x40 * n + at, n << 11, 0x00ff_ffff]),
      ),
      ...[0x14, 0x28].flatMap((at, alias) =>
        rows(12, (n) => [`CH${n}_AL${alias + 1}_READ_ADDR`, 0x40 * n + at, 0, all]),
      ),
      ...rows(12, (n) => [`CH${n}_AL3_READ_ADDR_TRIG`, 0x40 * n + 0x3c, 0, all]),
      ...[0x18, 0x34].flatMap((at) => rows(12, (n) => [`CH${n} WRITE_ADDR at ${at}`, 0x40 * n + at, 0, all])),
      ...rows(12, (n) => [`CH${n}_AL2_WRITE_ADDR_TRIG`, 0x40 * n + 0x2c, 0, all]),
      ...[0x1c, 0x24, 0x38].flatMap((at) => rows(12, (n) => [`CH${n} TRANS_COUNT at ${at}`, 0x40 * n + at, 0, 0])),
      ...rows(12, (n) => [`CH${n}_DBG_CTDREQ`, 0x800 + 0x40 * n, 0, 0]),
      ...rows(12, (n) => [`CH${n}_DBG_TCR`, 0x804 + 0x40 * n, 0, 0]),
      ["SNIFF_CTRL", 0x434, 0, 0xfff],
      ["SNIFF_DATA", 0x438, 0, all],
      ["FIFO_LEVELS", 0x440, 0, 0],
      ["INTR", 0x400, 0, 0],
      ["INTE0", 0x404, 0, 0xffff],
      ["INTF0", 0x408, 0, 0xffff],
      ["INTS0", 0x40c, 0, null],
      ["INTE1", 0x414, 0, 0xffff],
      ["INTF1", 0x418, 0, 0xffff],
      ["INTS1", 0x41c, 0, null],
      ...rows(4, (n) => [`TIMER${n}`, 0x420 + 4 * n, 0, all]),
      ["MULTI_CHAN_TRIGGER", 0x430, 0, null],
      ["CHAN_ABORT", 0x444, 0, 0],
      ["N_CHANNELS", 0x448, 12, 0],
    ],
  ],
  [
    "UART0 (4.2.8)",
    0x4003_4000,
    [
      ["UARTRSR", 0x04, 0, 0],
      ["UARTFR", 0x18, 0x90, 0],
      ["UARTILPR", 0x20, 0, 0xff],
      ["UARTIBRD", 0x24, 0, 0xffff],
      ["UARTFBRD", 0x28, 0, 0x3f],
      ["UARTLCR_H", 0x2c, 0, 0xff],
      ["UARTCR", 0x30, 0x300, null],
      ["UARTIFLS", 0x34, 0x12, 0x3f],
      ["UARTIMSC", 0x38, 0, 0x7ff],
      ["UARTMIS", 0x40, 0, 0],
      ["UARTDMACR", 0x48, 0, 7],
      ...primecell([0x11, 0x10, 0x34, 0]),
    ],
  ],
];

const machine = createMachine(Pico);
machine.realize();
const { sys } = machine.chip;

for (const [name, base, registers] of tables)
  describeRegisters(`${name} of the RP2040 data sheet`, registers, () => {
    machine.reset();
    sys.takeResult();
    return {
      read(offset) {
        const value = sys.read32(base + offset) >>> 0;
        expect(sys.takeResult()).toBe(0);
        return value;
      },
      write: (offset, value) => sys.write32(base + offset, value),
    };
  });
