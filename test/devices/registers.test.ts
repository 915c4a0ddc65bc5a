import { createMachine } from "@qdl/runtime";
import { expect } from "vitest";
import { Pl031 } from "../../generated/arm/pl031.ts";
import { Pl050Keyboard } from "../../generated/arm/pl050.ts";
import { Pl061 } from "../../generated/arm/pl061.ts";
import { Sp804 } from "../../generated/arm/sp804.ts";
import { Microbit } from "../../generated/nrf51/microbit.ts";
import { Pico } from "../../generated/rp2040/pico.ts";
import { AclintMtimer1, AclintSwi1 } from "../../generated/riscv/aclint.ts";
import { pc } from "./pci-board.ts";
import { describeRegisters, primecell, type Row, rows } from "./register-table.ts";
import { stand } from "./stand.ts";

const all = 0xffff_ffff;

const timerOf = (n: number): readonly Row[] => [
  [`Timer${n + 1}Load`, 0x20 * n, 0, all],
  [`Timer${n + 1}Value`, 0x20 * n + 4, all, null],
  [`Timer${n + 1}Control`, 0x20 * n + 8, 0x20, null],
  [`Timer${n + 1}RIS`, 0x20 * n + 0x10, 0, 0],
  [`Timer${n + 1}MIS`, 0x20 * n + 0x14, 0, 0],
  [`Timer${n + 1}BGLoad`, 0x20 * n + 0x18, 0, all],
];

describeRegisters(
  "SP804 (ARM DDI 0271, table 3-1)",
  [...timerOf(0), ...timerOf(1), ["TimerITCR", 0xf00, 0, 1], ...primecell([0x04, 0x18, 0x14, 0x00])],
  () => stand(Sp804, (device) => [device.mmio]),
);

describeRegisters(
  "PL031 (ARM DDI 0224, table 3-1)",
  [
    ["RTCDR", 0x00, 0, null],
    ["RTCMR", 0x04, 0, all],
    ["RTCLR", 0x08, 0, all],
    ["RTCCR", 0x0c, 1, 0],
    ["RTCIMSC", 0x10, 0, 1],
    ["RTCRIS", 0x14, 0, 0],
    ["RTCMIS", 0x18, 0, 0],
    ...primecell([0x31, 0x10, 0x04, 0x00]),
  ],
  () => stand(Pl031, (device) => [device.mmio]),
);

describeRegisters(
  "PL050 (ARM DDI 0143, table 3-1)",
  [
    ["KMICR", 0x00, 0, 0x3f],
    ["KMISTAT", 0x04, 0x43, 0],
    ["KMICLKDIV", 0x0c, 0, 0xf],
    ["KMIIR", 0x10, 0, 0],
    ...primecell([0x50, 0x10, 0x04, 0x00]),
  ],
  () => stand(Pl050Keyboard, (device) => [device.mmio]),
);

describeRegisters(
  "PL061 (ARM DDI 0190, table 3-1)",
  [
    ["GPIODATA, with nothing on the pins but what pulls them up", 0x3fc, 0xff, null],
    ["GPIODIR", 0x400, 0, 0xff],
    ["GPIOIS", 0x404, 0, 0xff],
    ["GPIOIBE", 0x408, 0, 0xff],
    ["GPIOIEV", 0x40c, 0, 0xff],
    ["GPIOIE", 0x410, 0, 0xff],
    ["GPIORIS", 0x414, 0, null],
    ["GPIOMIS", 0x418, 0, null],
    ["GPIOAFSEL", 0x420, 0, 0xff],
    ...primecell([0x61, 0x10, 0x04, 0x00]),
  ],
  () => stand(Pl061, (device) => [device.mmio]),
);

describeRegisters("ACLINT software interrupts (chapter 3)", [["MSIP0", 0, 0, 1]], () =>
  stand(AclintSwi1, (device) => [device.mmio]),
);

describeRegisters(
  "ACLINT timer (chapter 2)",
  [
    ["MTIMECMP0", 0x0000, all, all],
    ["MTIMECMP0, high", 0x0004, all, all],
    ["MTIME", 0x7ff8, 0, null],
    ["MTIME, high", 0x7ffc, 0, null],
  ],
  () => stand(AclintMtimer1, (device) => [device.mmio]),
);

/** The tables of the nRF51 manual, by peripheral and chapter. */
const nrf51: readonly (readonly [name: string, base: number, registers: readonly Row[]])[] = [
  [
    "POWER and CLOCK (12, 13)",
    0x4000_0000,
    [
      ["EVENTS_HFCLKSTARTED", 0x100, 0, 1],
      ["EVENTS_LFCLKSTARTED", 0x104, 0, 1],
      ["EVENTS_POFWARN", 0x108, 0, 1],
      ["EVENTS_DONE", 0x10c, 0, 1],
      ["EVENTS_CTTO", 0x110, 0, 1],
      ["INTENSET", 0x304, 0, null],
      ["INTENCLR", 0x308, 0, null],
      ["RESETREAS", 0x400, 0, null],
      ["HFCLKRUN", 0x408, 0, 0],
      ["LFCLKRUN", 0x414, 0, 0],
      ["LFCLKSTAT", 0x418, 0, 0],
      ["LFCLKSRCCOPY", 0x41c, 0, 0],
      ["RAMSTATUS", 0x428, 3, 0],
      ["POFCON", 0x510, 0, 7],
      ["LFCLKSRC", 0x518, 0, 3],
      ["GPREGRET", 0x51c, 0, 0xff],
      ["RAMON", 0x524, 3, 0x3_0003],
      ["CTIV", 0x538, 0, 0x7f],
      ["RESET", 0x544, 0, 1],
      ["XTALFREQ", 0x550, 0xff, 0xff],
      ["RAMONB", 0x554, 3, 0x3_0003],
      ["DCDCEN", 0x578, 0, 1],
    ],
  ],
  [
    "UART (29)",
    0x4000_2000,
    [
      ...[0x100, 0x104, 0x108, 0x11c, 0x124, 0x144].map((at): Row => [`EVENTS ${at.toString(16)}`, at, 0, 1]),
      ["SHORTS", 0x200, 0, 0x18],
      ["INTEN", 0x300, 0, 0x2_0287],
      ["ERRORSRC", 0x480, 0, 0],
      ["ENABLE", 0x500, 0, 7],
      ...[0x508, 0x50c, 0x510, 0x514].map((at): Row => [`PSEL ${at.toString(16)}`, at, all, all]),
      ["RXD", 0x518, 0, 0],
      ["BAUDRATE", 0x524, 0x0400_0000, all],
      ["CONFIG", 0x56c, 0, 0xf],
    ],
  ],
  [
    "TIMER0 (18)",
    0x4000_8000,
    [
      ...rows(4, (n) => [`EVENTS_COMPARE${n}`, 0x140 + 4 * n, 0, 1]),
      ["SHORTS", 0x200, 0, 0xf0f],
      ["INTEN", 0x300, 0, 0xf_0000],
      ["MODE", 0x504, 0, 1],
      ["BITMODE", 0x508, 0, 3],
      ["PRESCALER", 0x510, 4, 0xf],
      ...rows(4, (n) => [`CC${n}`, 0x540 + 4 * n, 0, all]),
    ],
  ],
  [
    "RTC0 (19)",
    0x4000_b000,
    [
      ["EVENTS_TICK", 0x100, 0, 1],
      ["EVENTS_OVRFLW", 0x104, 0, 1],
      ...rows(4, (n) => [`EVENTS_COMPARE${n}`, 0x140 + 4 * n, 0, 1]),
      ["INTEN", 0x300, 0, 0xf_0003],
      ["EVTEN", 0x340, 0, 0xf_0003],
      ["COUNTER", 0x504, 0, 0],
      ["PRESCALER", 0x508, 0, 0xfff],
      ...rows(4, (n) => [`CC${n}`, 0x540 + 4 * n, 0, 0xff_ffff]),
    ],
  ],
  [
    "TEMP (22)",
    0x4000_c000,
    [
      ["EVENTS_DATARDY", 0x100, 0, 1],
      ["INTEN", 0x300, 0, 1],
      ["TEMP", 0x508, 0, 0],
    ],
  ],
  [
    "RNG (21)",
    0x4000_d000,
    [
      ["EVENTS_VALRDY", 0x100, 0, 1],
      ["SHORTS", 0x200, 0, 1],
      ["INTEN", 0x300, 0, 1],
      ["CONFIG", 0x504, 0, 1],
      ["VALUE", 0x508, 0, 0],
    ],
  ],
  [
    "NVMC (6)",
    0x4001_e000,
    [
      ["READY", 0x400, 1, 0],
      ["CONFIG", 0x504, 0, 3],
    ],
  ],
  [
    "GPIO (14)",
    0x5000_0000,
    [
      ["OUT", 0x504, 0, all],
      ["OUTSET", 0x508, 0, null],
      ["DIR", 0x514, 0, all],
      ["DIRSET", 0x518, 0, null],
      ...rows(32, (n) => [`PIN_CNF${n}`, 0x700 + 4 * n, 2, 0x3_070f]),
    ],
  ],
];

const microbit = createMachine(Microbit);
microbit.realize();

for (const [name, base, registers] of nrf51)
  describeRegisters(`${name} of the nRF51 reference manual`, registers, () => {
    const { sys } = microbit.soc;
    microbit.reset();
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

const uhci = 0x0a;

describeRegisters(
  "UHCI (revision 1.1, section 2.1)",
  [
    ["USBCMD", 0x00, 0, null],
    ["USBSTS", 0x02, 0x20, null],
    ["USBINTR", 0x04, 0, 0xf],
    ["FRNUM", 0x06, 0, 0x7ff],
    ["FRBASEADD", 0x08, 0, 0xf000],
    ["FRBASEADD, high", 0x0a, 0, 0xffff],
  ],
  () => {
    const guest = pc();
    guest.write(uhci, 0x20, 0xc000);
    guest.write(uhci, 4, 1, 2);
    const { ports } = guest;
    return {
      read: (offset) => ports.read16(0xc000 + offset),
      write: (offset, value) => ports.write16(0xc000 + offset, value & 0xffff),
    };
  },
);

const isa = 0x08;
const pm = 0x0b;

describeRegisters(
  "interrupt routes of the PIIX (Intel 290562, section 4.1.8)",
  rows(4, (n) => [`PIRQRC${"ABCD"[n]!}`, 0x60 + n, 0x80, 0x8f]),
  () => {
    const guest = pc({ south: "piix4" });
    return {
      read: (offset) => guest.read(isa, offset, 1),
      write: (offset, value) => guest.write(isa, offset, value & 0xff, 1),
    };
  },
);

describeRegisters(
  "power management of the PIIX4 (Intel 290562, section 7.2)",
  [
    ["PMSTS", 0x00, 0, null],
    ["PMEN", 0x02, 0, 0x521],
    ["PMCNTRL", 0x04, 0, null],
    ["PMTMR", 0x08, 0, 0],
  ],
  () => {
    const guest = pc({ south: "piix4", has_acpi: true });
    guest.write(pm, 0x40, 0xb000);
    guest.write(pm, 0x80, 1, 1);
    const { ports } = guest;
    return {
      read: (offset) => ports.read16(0xb000 + offset),
      write: (offset, value) => ports.write16(0xb000 + offset, value & 0xffff),
    };
  },
);

/** The registers behind the pointer of the sensor, as words. */
describeRegisters(
  "TMP105 (SBOS648, table 2)",
  [
    ["temperature, before the first measurement", 0, 0, 0],
    ["configuration", 1, 0, null],
    ["T_LOW", 2, 0x4b00, 0xfff0],
    ["T_HIGH", 3, 0x5000, 0xfff0],
  ],
  () => {
    const board = createMachine(Pico);
    board.realize();
    board.reset();
    const device = board.sensor;
    return {
      read(pointer) {
        device.begin(false);
        device.accept(pointer);
        device.begin(true);
        const word = (device.give() << 8) | (pointer === 1 ? 0 : device.give());
        device.stop();
        return word;
      },
      write(pointer, value) {
        device.begin(false);
        for (const byte of [pointer, (value >> 8) & 0xff, value & 0xff]) device.accept(byte);
        device.stop();
      },
    };
  },
);
