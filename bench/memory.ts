import { RP2040 } from "rp2040js";
import {
  addRegion,
  addSpace,
  type AddressSpace,
  Attribute,
  create,
  Heap,
  memoryOf,
  ObjectType,
  QomObject,
  RegisterBank,
  type RegisterRow,
  unref,
} from "@qdl/runtime";
import { type BenchResult, compare, nanoseconds, ratio } from "./bench.ts";

const { readHook, writeHook } = Attribute;
const ramBase = 0x8000_0000;
const ramBytes = 1 << 24;
const mmioBase = 0x4000_0000;
const polledDevice = 3;
/** Offsets of the PL011: flags (plain read), divisor (plain write), interrupt status (hooked read). */
const FR = 0x18;
const IMSC = 0x38;
const MIS = 0x40;
/** The other emulator's UART has its plain registers here. */
const peerUart = 0x4003_4000;

/** A device of a class of its own, as every type of a definition has one. */
function deviceClass(index: number): typeof QomObject {
  const name = `device${index}`;
  return class Made extends QomObject {
    static override readonly type: ObjectType = new ObjectType({
      name,
      parent: QomObject.type,
      class: Made,
      words: 64,
    });
    readonly realized = true;
    raised = index;
    readRegister(offset: number): number {
      const words = this.heap.words;
      switch (offset) {
        case 0x00:
          return (this.raised = (this.raised + 1) & 0xff);
        case MIS:
          return words[this.base + 5]! & words[this.base + 4]!;
        default:
          return 0;
      }
    }
    writeRegister(offset: number, value: number, mask: number): void {
      if (offset === 0x44) this.heap.words[this.base + 5]! &= ~(value & mask);
    }
  };
}

interface HookedDevice extends QomObject {
  readRegister(offset: number): number;
  writeRegister(offset: number, value: number, mask: number): void;
}

/** The device that is polled, as the compiler emits it: its bank calls the class's own dense switch. */
class Pl011 extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Pl011>({
    name: "pl011",
    parent: QomObject.type,
    class: Pl011,
    words: 64,
  }) as unknown as ObjectType;
  readonly realized = true;

  readRegs(offset: number): number {
    const { words } = this.heap;
    switch (offset) {
      case 0x00:
        return (words[this.base + 20] = (words[this.base + 20]! + 1) & 0xff);
      case MIS:
        return words[this.base + 5]! & words[this.base + 4]!;
      default:
        return 0;
    }
  }

  writeRegs(offset: number, value: number, mask: number): void {
    if (offset === 0x44) this.heap.words[this.base + 5]! &= ~(value & mask);
  }
}

/** A board with `regions` register banks of 60 device classes, 4 KiB apart, and RAM. */
function makeBoard(regions: number): AddressSpace {
  const heap = new Heap();
  const machine = create(heap, deviceClass(1000)).consume();
  const space = addSpace(machine, { name: "sys", root: { size: 1n << 32n } });
  const classes = Array.from({ length: 60 }, (_, index) => deviceClass(index));
  memoryOf(heap).begin();
  for (let i = 0; i < regions - 1; i++) {
    const polled = i === polledDevice;
    const device = create(heap, polled ? Pl011 : classes[i % classes.length]!).consume();
    const bank = polled ? pl011Regs : banks[i % banks.length]!;
    space.addSubregion(addRegion(device, { name: "mmio", kind: "io", size: 0x1000, bank }), mmioBase + i * 0x1000);
  }
  space.addSubregion(addRegion(machine, { name: "ram", kind: "ram", size: ramBytes }), ramBase);
  memoryOf(heap).commit();
  const ram = space.ramWindow(ramBase)!;
  for (let i = 0; i < ram.words.length; i++) ram.words[i] = Math.imul(i, 0x9e37_79b1);
  return space;
}

/** Hooks of several types, each code of its own, so that the runtime's call site sees as many as on a board. */
const readers: readonly ((device: HookedDevice, offset: number) => number)[] = [
  (device, offset) => device.readRegister(offset),
  (device, offset) => device.readRegister(offset & 0xfff),
  (device, offset) => device.readRegister(offset) | 0,
  (device, offset) => device.readRegister(offset) & -1,
  (device, offset) => device.readRegister(offset | 0),
  (device, offset) => device.readRegister(offset >>> 0),
];

const registers: readonly RegisterRow[] = [
  [0x00, readHook | writeHook, 0, 0],
  [FR, 0, 0, 0x90],
  [0x24, 0, 0xffff, 0],
  [0x30, 0, 0xffff, 0x300],
  [IMSC, 0, 0x7ff, 0],
  [0x3c, 0, 0, 0x20],
  [MIS, readHook, 0, 0],
  [0x44, writeHook, 0, 0],
  [0xfe0, 0, 0, [0x11, 0x10, 0x14, 0, 0x0d, 0xf0, 5, 0xb1], 8],
];

/** A bank per class, as generated code has it. */
const banks = Array.from(
  { length: 60 },
  (_, index) =>
    new RegisterBank<HookedDevice>({
      name: `bank${index}`,
      size: 0x1000,
      first: 0,
      registers,
      read: readers[index % readers.length]!,
      write: (device, offset, value, mask) => device.writeRegister(offset, value, mask),
    }),
);

const pl011Regs = new RegisterBank<Pl011>({
  name: "regs",
  size: 0x1000,
  first: 0,
  registers,
  read: (device, offset) => device.readRegs(offset),
  write: (device, offset, value, mask) => device.writeRegs(offset, value, mask),
});

/** A read, or a write, across a call: what is called is not known where it is called, so that V8 cannot inline it. */
type Read = (address: number) => number;
type Write = (address: number, value: number) => void;

/** One register polled. */
function poll(read: Read, address: number, times: number): number {
  let sum = 0;
  for (let i = 0; i < times; i++) sum = (sum + read(address)) | 0;
  return sum;
}

/** The same register of many devices, in an order that no predictor knows. */
function scatter(read: Read, offset: number, times: number): number {
  let sum = 0;
  let seed = 1;
  for (let i = 0; i < times; i++) {
    seed = (Math.imul(seed, 0x0019_660d) + 0x3c6e_f35f) | 0;
    sum = (sum + read(mmioBase + ((seed >>> 8) % 62) * 0x1000 + offset)) | 0;
  }
  return sum;
}

function rewrite(write: Write, address: number, times: number): void {
  for (let i = 0; i < times; i++) write(address, i);
}

/** The addresses of the RAM loops are computed alike for all: only how memory is read differs. */
function bareSequential(words: Int32Array, times: number): number {
  let sum = 0;
  let address = 0;
  for (let i = 0; i < times; i++) {
    address = (address + 4) & 0xff_ffff;
    sum = (sum + words[address >>> 2]!) | 0;
  }
  return sum;
}

function spaceSequential(space: AddressSpace, times: number): number {
  let sum = 0;
  let address = 0;
  for (let i = 0; i < times; i++) {
    address = (address + 4) & 0xff_ffff;
    sum = (sum + space.read32(ramBase + address)) | 0;
  }
  return sum;
}

function bareRandom(words: Int32Array, times: number): number {
  let sum = 0;
  let seed = 1;
  for (let i = 0; i < times; i++) {
    seed = (Math.imul(seed, 0x0019_660d) + 0x3c6e_f35f) | 0;
    sum = (sum + words[((seed >>> 8) & 0xff_fffc) >>> 2]!) | 0;
  }
  return sum;
}

function spaceRandom(space: AddressSpace, times: number): number {
  let sum = 0;
  let seed = 1;
  for (let i = 0; i < times; i++) {
    seed = (Math.imul(seed, 0x0019_660d) + 0x3c6e_f35f) | 0;
    sum = (sum + space.read32(ramBase + ((seed >>> 8) & 0xff_fffc))) | 0;
  }
  return sum;
}

/** One change of a map of 512 regions: the view is drawn anew and announced. */
function commits(space: AddressSpace, times: number): void {
  const { memory } = space;
  const region = space.rootRegion.subregions[256]!;
  for (let i = 0; i < times; i++) {
    region.setEnabled(!region.enabled);
    memory.drain();
  }
}

type Boards = Readonly<Record<8 | 64 | 512, AddressSpace>>;

function compareRam(
  board: AddressSpace,
): Record<"bareSequential" | "spaceSequential" | "bareRandom" | "spaceRandom", number> {
  const words = board.ramWindow(ramBase)!.words;
  return compare(
    {
      bareSequential: (times) => bareSequential(words, times),
      spaceSequential: (times) => spaceSequential(board, times),
      bareRandom: (times) => bareRandom(words, times),
      spaceRandom: (times) => spaceRandom(board, times),
    },
    { times: 4_000_000 },
  );
}

function compareRegisters(
  boards: Boards,
): Record<
  "read" | "peerRead" | "scattered" | "hooksScattered" | "write" | "peerWrite" | "hook" | "few" | "many",
  number
> {
  const [board, small, large] = [boards[64], boards[8], boards[512]];
  const bus: Read = (address) => board.read32(address);
  const few: Read = (address) => small.read32(address);
  const many: Read = (address) => large.read32(address);
  const write: Write = (address, value) => board.write32(address, value);
  const chip = new RP2040();
  const peerRead: Read = (address) => chip.readUint32(address);
  const peerWrite: Write = (address, value) => chip.writeUint32(address, value);
  for (const other of [(a: number) => a + 1, (a: number) => a ^ 1, (a: number) => a & 7, (a: number) => a | 1]) {
    poll(other, 0, 100_000);
    scatter(other, 0, 100_000);
    rewrite((address) => void other(address), 0, 100_000);
  }
  const mmio = mmioBase + polledDevice * 0x1000;
  scatter(bus, MIS, 500_000);
  return compare(
    {
      read: (times) => poll(bus, mmio + FR, times),
      peerRead: (times) => poll(peerRead, peerUart + FR, times),
      scattered: (times) => scatter(bus, FR, times),
      hooksScattered: (times) => scatter(bus, MIS, times),
      write: (times) => rewrite(write, mmio + IMSC, times),
      peerWrite: (times) => rewrite(peerWrite, peerUart + IMSC, times),
      hook: (times) => poll(bus, mmio + MIS, times),
      few: (times) => poll(few, mmio + FR, times),
      many: (times) => poll(many, mmio + FR, times),
    },
    { times: 1_000_000 },
  );
}

/** RAM, registers and map changes, beside a bare typed array and another emulator's bus. */
export async function run(): Promise<BenchResult> {
  const boards = { 8: makeBoard(8), 64: makeBoard(64), 512: makeBoard(512) };
  const ram = compareRam(boards[64]);
  const registers = compareRegisters(boards);
  const change = compare({ commit: (times) => commits(boards[512], times) }, { times: 40 });
  const failed = [boards[8], boards[64], boards[512]].some((space) => space.result !== 0);
  for (const space of Object.values(boards)) unref(space.parent!);
  if (failed) throw new Error("an access of the bench failed");
  return {
    title: "memory: RAM against a bare typed array, registers against rp2040js, one map change",
    rows: [
      ...Object.entries(ram).map(([name, time]) => ({ name, value: nanoseconds(time) })),
      ...Object.entries(registers).map(([name, time]) => ({ name, value: nanoseconds(time) })),
      { name: "commit of 512 regions", value: `${(change.commit / 1000).toFixed(0)} us` },
    ],
    figures: {
      ram_seq_ratio: ratio(ram.spaceSequential, ram.bareSequential),
      ram_random_ratio: ratio(ram.spaceRandom, ram.bareRandom),
      mmio_read_vs_rp2040js: ratio(registers.read, registers.peerRead),
      mmio_write_vs_rp2040js: ratio(registers.write, registers.peerWrite),
      mmio_hook_vs_rp2040js: ratio(registers.hook, registers.peerRead),
      regions_512_vs_8: ratio(registers.many, registers.few),
      commit_512_us: Math.round(change.commit / 1000),
    },
  };
}
