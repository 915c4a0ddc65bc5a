import {
  addRegion,
  type AddressSpace,
  Attribute,
  create,
  createMachine,
  memoryOf,
  ObjectType,
  QomObject,
  RegisterBank,
  type RegisterRow,
} from "@qdl/runtime";
import { FirstBoard } from "../../generated/first/board.ts";

const { readHook, writeHook } = Attribute;

/** Where each of the further devices has a plain and a hooked register. */
export const deviceRegisters = { plain: 0x18, hooked: 0x40 } as const;
const classes = 60;

/** A device of a class of its own, as every type of a definition has one. */
function deviceClass(index: number): typeof QomObject {
  return class Made extends QomObject {
    static override readonly type: ObjectType = new ObjectType({
      name: `device${index}`,
      parent: QomObject.type,
      class: Made,
      words: 64,
    });
    readonly realized = true;
  };
}

const registers: readonly RegisterRow[] = [
  [0x00, readHook | writeHook, 0, 0],
  [deviceRegisters.plain, 0, 0, 0x90],
  [0x24, 0, 0xffff, 0],
  [0x30, 0, 0xffff, 0x300],
  [deviceRegisters.hooked, readHook, 0, 0],
  [0x44, writeHook, 0, 0],
  [0xfe0, 0, 0, [0x11, 0x10, 0x14, 0, 0x0d, 0xf0, 5, 0xb1], 8],
];

/** Hooks of several types, each code of its own, so that the runtime's call site sees as many as on a board. */
const readers: readonly ((device: QomObject, offset: number) => number)[] = [
  ({ heap, base }, offset) => heap.words[base + 2]! + offset,
  ({ heap, base }, offset) => heap.words[base + 2]! - offset,
  ({ heap, base }, offset) => heap.words[base + 2]! ^ offset,
  ({ heap, base }, offset) => heap.words[base + 2]! | offset,
  ({ heap, base }, offset) => heap.words[base + 2]! & offset,
  ({ heap, base }, offset) => (heap.words[base + 2]! << 1) + offset,
];

/** A bank per class, as generated code has it. */
const banks = Array.from(
  { length: classes },
  (_, index) =>
    new RegisterBank({
      name: `bank${index}`,
      size: 0x1000,
      first: 0,
      registers,
      read: readers[index % readers.length]!,
      write: ({ heap, base }, offset, value, mask) => void (heap.words[base + 2] = (value & mask) + offset),
    }),
);

/** What a board has beside the parts of the first machine. */
export interface BoardInfo {
  /** Regions in its map. */
  readonly regions: number;
  readonly ramBytes: number;
  /** Where the first of the further devices is; the others follow, 4 KiB apart. */
  readonly devices: number;
}

/** The first machine, realized, with so many further devices, of 60 classes in turn, that its map has as many regions as asked for. */
export function makeBoard({ regions, ramBytes, devices }: BoardInfo): AddressSpace {
  const board = createMachine(FirstBoard);
  board.ramSize = ramBytes;
  board.realize();
  board.reset();
  const { sys, heap } = board;
  const made = Array.from({ length: classes }, (_, index) => deviceClass(index));
  memoryOf(heap).begin();
  for (let i = 0; sys.rootRegion.subregions.length < regions; i++) {
    const device = create(heap, made[i % classes]!).consume();
    const bank = banks[i % classes]!;
    sys.addSubregion(addRegion(device, { name: "mmio", kind: "io", size: 0x1000, bank }), devices + i * 0x1000);
  }
  memoryOf(heap).commit();
  return sys;
}
