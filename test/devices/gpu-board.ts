import { VirtioGpu } from "../../generated/virtio/gpu.ts";
import { plugVirtio, virtBoard } from "./riscv-board.ts";
import { ram, VirtioDriver } from "./virtio-driver.ts";

export const window = 0x3_0000_0000;
export const page = 4096;
export const pixels = ram + 0x6_0000;
export const noData = 0x1100;
export const outOfMemory = 0x1201;
export const noScanout = 0x1202;
export const noResource = 0x1203;
export const parameter = 0x1205;

/** A board with an adapter of a small screen, and a driver for its control queue. */
export function adapter({ base = window, outputs = 1 } = {}) {
  const { board } = virtBoard((made) => {
    made.virtioLegacy = false;
    plugVirtio(made, VirtioGpu, (device) => {
      device.xres = 64;
      device.yres = 32;
      device.maxOutputs = outputs;
      device.hostmem = 64 * page;
      device.hostmemBase = BigInt(base);
    });
  });
  const bus = board.virtio[0]!.virtioMmioBus;
  bus.hotplug = {};
  const device = bus.front!.device as VirtioGpu;
  const driver = new VirtioDriver(board.memory, { legacy: false, queues: 2 });
  /** Sends a command of 32-bit words; the words of the answer, its header being the first six. */
  const send = (type: number, words: readonly number[], answer = 24, queue = 0): number[] => {
    const bytes = new Uint8Array(Uint32Array.from([type, 0, 0, 0, 0, 0, ...words]).buffer);
    const back = driver.request(queue, [bytes, answer]);
    return [...new Uint32Array(back!.parts[0]!.slice().buffer)].slice(0, back!.written / 4);
  };
  const command = (type: number, ...words: number[]): number => send(type, words)[0]!;
  return { board, device, driver, send, command, memory: board.memory };
}

export type Adapter = ReturnType<typeof adapter>;

export const create2d = ({ command }: Adapter, number: number, width: number, height: number): number =>
  command(0x101, number, 2, width, height);
export const createBlob = (
  { command }: Adapter,
  number: number,
  bytes: number,
  { memory = 2, flags = 1 } = {},
): number => command(0x10c, number, memory, flags, 0, 0, 0, bytes, 0);
export const mapBlob = ({ send }: Adapter, number: number, offset: number): number =>
  send(0x208, [number, 0, offset, 0], 32)[0]!;
export const unmapBlob = ({ command }: Adapter, number: number): number => command(0x209, number, 0);
