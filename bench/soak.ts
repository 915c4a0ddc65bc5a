import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { create, createMachine, mapMemory } from "@qdl/runtime";
import { type Bench } from "./bench.ts";
import { PciBoard, XhciPci } from "../test/runtime/device/xhci.ts";

const cycles = 100_000;
const tenths = 10;
const bar = 0xfe00_0000;

/** One life of the controller: plugged, mapped, used by the guest, held by a DMA, unplugged, let go. */
function cycle(board: PciBoard, round: number): void {
  const { space, pci } = board.bridge;
  const card = board.plug(create(board.heap, XhciPci), { bus: pci });
  card.setBar(bar);
  for (let access = 0; access < 8; access++) {
    space.write32(bar + 0x40, (round + access) & 3);
    space.read32(bar + 4 * (access & 1));
  }
  if (round % 16 === 0) board.reset();
  const dma = mapMemory(space, bar + 0x40, 16, { write: true });
  board.unplug(card);
  space.read32(bar);
  space.takeResult();
  board.advance(100);
  dma?.unmap();
  board.drain();
}

/** Plugs and unplugs a controller 100,000 times with traffic; memory and the number of live objects must stay level. */
export const run: Bench = async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const board = createMachine(PciBoard);
  board.realize();
  board.reset();
  const before = board.live.size;
  const start = process.hrtime.bigint();
  const heaps: number[] = [];
  for (let tenth = 0; tenth < tenths; tenth++) {
    for (let round = 0; round < cycles / tenths; round++) cycle(board, round);
    await Promise.resolve();
    collect();
    heaps.push(process.memoryUsage().heapUsed);
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const growth = heaps[tenths - 1]! / heaps[1]!;
  const whileRunning = board.live.size - before;
  const words = board.heap.words.length;
  const { left } = board.shutdown();
  return {
    title: `${cycles.toLocaleString("en")} times plug, map, traffic, DMA held, unplug, let go`,
    rows: [
      ...heaps.map((bytes, tenth) => ({
        name: `heap after tenth ${tenth + 1}`,
        value: `${(bytes / 2 ** 20).toFixed(2)} MiB`,
      })),
      { name: "time", value: `${seconds.toFixed(1)} s` },
      { name: "machine heap", value: `${words} words` },
    ],
    figures: {
      heap_growth_ratio: Math.round(growth * 1000) / 1000,
      live_objects_left: whileRunning + left.length,
    },
  };
};
