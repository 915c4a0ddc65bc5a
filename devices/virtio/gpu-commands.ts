import { type AddressSpace } from "@qdl/runtime";

/** Commands (virtio 1.2, section 5.7.6.7): from 0x300 on those of the cursor queue. */
export const Command = {
  getDisplayInfo: 0x100,
  create2d: 0x101,
  unref: 0x102,
  setScanout: 0x103,
  flush: 0x104,
  transferToHost: 0x105,
  attachBacking: 0x106,
  detachBacking: 0x107,
  getEdid: 0x10a,
  createBlob: 0x10c,
  setScanoutBlob: 0x10d,
  mapBlob: 0x208,
  unmapBlob: 0x209,
  updateCursor: 0x300,
  moveCursor: 0x301,
} as const;

/** Answers that all is well. */
export const ok = { noData: 0x1100, displayInfo: 0x1101, edid: 0x1104, mapInfo: 0x1106 } as const;

/** Answers that it is not: which of a command's words is wrong, or that there is no memory. */
export const errors = {
  unspecified: 0x1200,
  memory: 0x1201,
  scanout: 0x1202,
  resource: 0x1203,
  parameter: 0x1205,
} as const;

/** A command as the driver wrote it, and where its memory is. */
export interface Request {
  readonly view: DataView;
  readonly memory: AddressSpace;
}

/** What the driver is told: the kind of answer, and the words behind its header. */
export interface Answer {
  readonly type: number;
  readonly words?: readonly number[];
}

/** A part of a picture, in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Four words of a command. */
export function wordsAt(view: DataView, at: number): readonly [number, number, number, number] {
  const word = (index: number): number => view.getUint32(at + 4 * index, true);
  return [word(0), word(1), word(2), word(3)];
}

/** Reads a rectangle of a command. */
export function rectangleAt(view: DataView, at: number): Rectangle {
  const [x, y, width, height] = wordsAt(view, at);
  return { x, y, width, height };
}
