import { type AddressSpace } from "@qdl/runtime";
import { RP2040 } from "rp2040js";
import { type BenchResult, compare, nanoseconds, ratio } from "./bench.ts";
import { deviceRegisters, makeBoard } from "./memory/board.ts";

// Constants of the loops are in their module: the engine does not take imported ones for constants.
/** The RAM of the first machine. */
const ramBase = 0x2000_0000;
const ramBytes = 1 << 24;
/** Its first UART, a PL011, and registers of it: flags (plain), low-power counter (plain), data (hooked both ways). */
const uart = 0x4000_0000;
const FR = 0x18;
const ILPR = 0x20;
const DR = 0x00;
/** Devices of 60 further classes, and how many of them a map of 64 regions has. */
const devices = 0x5000_0000;
const deviceCount = 59;
/** The other emulator's PL011, and its cheapest plain register, line control. */
const peerUart = 0x4003_4000;
const LCR_H = 0x2c;
/** Registers of other devices of it, of SPI, timer, I2C, IO, pads, resets, PWM and ADC; a guest may write the value that it read to all but two. */
const peerStatus = [0x4003_c00c, 0x4005_4028];
const peerControl = [0x4004_4000, 0x4001_4000, 0x4001_c004, 0x4000_c000, 0x4005_0000, 0x4004_c000];

/** See `Rounds`. */
const shortCalls = 4000;

/** A read, or a write, across a call: what is called is looked up in a table, so that V8 cannot inline it. */
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
    sum = (sum + read(devices + ((seed >>> 8) % deviceCount) * 0x1000 + offset)) | 0;
  }
  return sum;
}

function rewrite(write: Write, address: number, times: number): void {
  for (let i = 0; i < times; i++) write(address, i);
}

/** Loops over RAM: how addresses are made is the same for all, only how memory is read differs. */
function ramLoops(): {
  bareSequential(words: Int32Array, times: number): number;
  spaceSequential(space: AddressSpace, times: number): number;
  bareRandom(words: Int32Array, times: number): number;
  spaceRandom(space: AddressSpace, times: number): number;
} {
  return {
    bareSequential(words, times) {
      let sum = 0;
      let address = 0;
      for (let i = 0; i < times; i++) {
        address = (address + 4) & 0xff_ffff;
        sum = (sum + words[address >>> 2]!) | 0;
      }
      return sum;
    },
    spaceSequential(space, times) {
      let sum = 0;
      let address = 0;
      for (let i = 0; i < times; i++) {
        address = (address + 4) & 0xff_ffff;
        sum = (sum + space.read32(ramBase + address)) | 0;
      }
      return sum;
    },
    bareRandom(words, times) {
      let sum = 0;
      let seed = 1;
      for (let i = 0; i < times; i++) {
        seed = (Math.imul(seed, 0x0019_660d) + 0x3c6e_f35f) | 0;
        sum = (sum + words[((seed >>> 8) & 0xff_fffc) >>> 2]!) | 0;
      }
      return sum;
    },
    spaceRandom(space, times) {
      let sum = 0;
      let seed = 1;
      for (let i = 0; i < times; i++) {
        seed = (Math.imul(seed, 0x0019_660d) + 0x3c6e_f35f) | 0;
        sum = (sum + space.read32(ramBase + ((seed >>> 8) & 0xff_fffc))) | 0;
      }
      return sum;
    },
  };
}

/** RAM as the engine compiles the loops now: `read32` is inlined, with the paths that the program has taken so far. */
function compareRam(board: AddressSpace): Record<keyof ReturnType<typeof ramLoops>, number> {
  const loops = ramLoops();
  // Looked up anew by each call, so that neither array nor address space is a constant to the engine.
  const words = [board.ramWindow(ramBase)!.words];
  const spaces = [board];
  return compare(
    {
      bareSequential: (times) => loops.bareSequential(words[0]!, times),
      spaceSequential: (times) => loops.spaceSequential(spaces[0]!, times),
      bareRandom: (times) => loops.bareRandom(words[0]!, times),
      spaceRandom: (times) => loops.spaceRandom(spaces[0]!, times),
    },
    { times: 2_000_000, shortCalls },
  );
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

/** Every reader and writer that is compared, in tables. */
function callees(boards: Readonly<Record<8 | 64 | 512, AddressSpace>>): { reads: Read[]; writes: Write[] } {
  const [board, small, large] = [boards[64], boards[8], boards[512]];
  const chip = new RP2040();
  return {
    reads: [
      (address) => board.read32(address),
      (address) => chip.readUint32(address),
      (address) => small.read32(address),
      (address) => large.read32(address),
      (address) => address & 7,
    ],
    writes: [
      (address, value) => board.write32(address, value),
      (address, value) => chip.writeUint32(address, value),
      (address) => void (address & 7),
    ],
  };
}

type Registers =
  "call" | "read" | "peerRead" | "scattered" | "hooksScattered" | "write" | "peerWrite" | "hook" | "peerHook";

function compareRegisters({ reads, writes }: ReturnType<typeof callees>): Record<Registers | "few" | "many", number> {
  return compare(
    {
      call: (times) => poll(reads[4]!, uart + FR, times),
      read: (times) => poll(reads[0]!, uart + FR, times),
      peerRead: (times) => poll(reads[1]!, peerUart + FR, times),
      scattered: (times) => scatter(reads[0]!, deviceRegisters.plain, times),
      hooksScattered: (times) => scatter(reads[0]!, deviceRegisters.hooked, times),
      write: (times) => rewrite(writes[0]!, uart + ILPR, times),
      peerWrite: (times) => rewrite(writes[1]!, peerUart + LCR_H, times),
      hook: (times) => poll(reads[0]!, uart + DR, times),
      peerHook: (times) => poll(reads[1]!, peerUart + DR, times),
      few: (times) => poll(reads[2]!, uart + FR, times),
      many: (times) => poll(reads[3]!, uart + FR, times),
    },
    { times: 500_000, rounds: 32, shortCalls },
  );
}

/** The other emulator when nothing but this one register was ever used in it: its best case. */
function compareFreshPeer({ reads, writes }: ReturnType<typeof callees>): Record<"read" | "write", number> {
  return compare(
    {
      read: (times) => poll(reads[1]!, peerUart + FR, times),
      write: (times) => rewrite(writes[1]!, peerUart + LCR_H, times),
    },
    { times: 500_000, shortCalls },
  );
}

/** Has the loops call so many other functions that the engine inlines none: each access is across a real call. */
function useLoops(): void {
  const others: Read[] = [(a) => a + 1, (a) => a ^ 1, (a) => a & 7, (a) => a | 1, (a) => a - 1];
  for (const read of others) {
    poll(read, 0, 100_000);
    scatter(read, 0, 100_000);
    rewrite(read, 0, 100_000);
  }
}

/** Uses several devices of the other emulator, as a program does; ours is measured after all of its devices were used. */
function usePeer({ reads, writes }: ReturnType<typeof callees>): void {
  for (let i = 0; i < 40_000; i++) {
    for (const address of peerStatus) reads[1]!(address);
    for (const address of peerControl) writes[1]!(address, reads[1]!(address));
  }
}

/** RAM, registers and map changes, beside a bare typed array and another emulator's bus. */
export async function run(): Promise<BenchResult> {
  const make = (regions: number): AddressSpace => makeBoard({ regions, ramBytes, devices });
  const boards = { 8: make(8), 64: make(64), 512: make(512) };
  const { words } = boards[64].ramWindow(ramBase)!;
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i, 0x9e37_79b1);
  const ram = compareRam(boards[64]);
  const called = callees(boards);
  useLoops();
  const fresh = compareFreshPeer(called);
  usePeer(called);
  const registers = compareRegisters(called);
  const mixed = compareRam(boards[64]);
  const change = compare({ commit: (times) => commits(boards[512], times) }, { times: 40 });
  if (Object.values(boards).some((space) => space.result !== 0)) throw new Error("an access of the bench failed");
  return {
    title: "memory: RAM against a bare typed array, registers across a call against rp2040js, one map change",
    rows: [
      ...timeRows("RAM", ram),
      ...timeRows("rp2040js, this register only", fresh),
      ...timeRows("registers", registers),
      ...timeRows("RAM after registers", mixed),
      { name: "commit of 512 regions", value: `${(change.commit / 1000).toFixed(0)} us` },
    ],
    figures: {
      ram_seq_ratio: ratio(ram.spaceSequential, ram.bareSequential),
      ram_random_ratio: ratio(ram.spaceRandom, ram.bareRandom),
      ram_seq_after_registers: ratio(mixed.spaceSequential, mixed.bareSequential),
      ram_random_after_registers: ratio(mixed.spaceRandom, mixed.bareRandom),
      mmio_read_vs_rp2040js: ratio(registers.read, registers.peerRead),
      mmio_write_vs_rp2040js: ratio(registers.write, registers.peerWrite),
      mmio_hook_vs_rp2040js: ratio(registers.hook, registers.peerHook),
      mmio_hook_vs_rp2040js_flags: ratio(registers.hook, registers.peerRead),
      mmio_read_vs_fresh_rp2040js: ratio(registers.read, fresh.read),
      mmio_write_vs_fresh_rp2040js: ratio(registers.write, fresh.write),
      mmio_hook_vs_fresh_rp2040js_flags: ratio(registers.hook, fresh.read),
      regions_512_vs_8: ratio(registers.many, registers.few),
      commit_512_us: Math.round(change.commit / 1000),
    },
  };
}

function timeRows(what: string, times: Readonly<Record<string, number>>): BenchResult["rows"] {
  return Object.entries(times).map(([name, time]) => ({ name: `${what}: ${name}`, value: nanoseconds(time) }));
}
