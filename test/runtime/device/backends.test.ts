import { beforeEach, describe, expect, test } from "vitest";
import {
  BufferChardev,
  BufferNic,
  create,
  createMachine,
  Device,
  DeviceError,
  type DeviceType,
  deviceType,
  MemoryBlock,
  type Nic,
  realize,
  unparent,
  unrealize,
} from "@qdl/runtime";
import { Board } from "./board.ts";

const log: string[] = [];
beforeEach(() => void (log.length = 0));

/** A device with a network, a disk and a line. */
class Station extends Device {
  static override readonly type: DeviceType = deviceType<Station>({
    name: "station",
    parent: Device.type,
    class: Station,
    realize: (self) => {
      self.nic?.attach(self, {
        canReceive: (station) => station.room > 0,
        receive: (station, frame) => {
          station.room--;
          log.push(`frame ${frame.join()}`);
        },
        linkChanged: (_station, up) => void log.push(`link ${up}`),
      });
      self.disk?.attach(self, { mediumChanged: () => void log.push("medium") });
      self.line?.attach(self, {
        canReceive: (station) => station.room,
        receive: (station, character) => {
          station.room--;
          log.push(`character ${character}`);
        },
        breakReceived: () => void log.push("break"),
        opened: (_station, open) => void log.push(`open ${open}`),
      });
    },
  });

  room = 1;
  nic: Nic | null = null;
  disk: MemoryBlock | null = null;
  line: BufferChardev | null = null;
}

function station(): { station: Station; nic: BufferNic; disk: MemoryBlock; line: BufferChardev; board: Board } {
  const board = createMachine(Board);
  const made = board.adopt(create(board.heap, Station));
  const nic = board.addBackend("net0", BufferNic);
  const disk = board.addBackend("disk0", MemoryBlock);
  const line = board.addBackend("line0", BufferChardev);
  Object.assign(made, { nic, disk, line });
  return { station: made, nic, disk, line, board };
}

describe("backends", () => {
  test("belong to one device, from its realize to its unrealize", () => {
    const { station: first, nic, disk, line, board } = station();
    realize(first);
    expect([nic.device, disk.device, line.device]).toEqual([first, first, first]);
    const second = board.adopt(create(board.heap, Station));
    second.disk = disk;
    expect(() => realize(second)).toThrow(DeviceError);
    unrealize(first);
    expect([nic.device, disk.device, line.device]).toEqual([null, null, null]);
    realize(second);
    expect(disk.device).toBe(second);
    expect(board.shutdown().clean).toBe(true);
  });

  test("forget their device when they leave the tree, and tell it", () => {
    const { station: device, line, board } = station();
    realize(device);
    unparent(line);
    expect(log).toEqual(["open true", "open false"]);
    unrealize(device);
    expect(board.shutdown().clean).toBe(true);
  });

  test("give the guest no more than it has room for, in order, the rest when it has", () => {
    const { station: device, line } = station();
    line.feed([1, 2, 3]);
    realize(device);
    expect([log, line.waiting]).toEqual([["open true", "character 1"], 2]);
    device.room = 5;
    line.acceptInput();
    line.feedBreak();
    expect(log.slice(2)).toEqual(["character 2", "character 3", "break"]);
    line.write(0x141);
    line.sendBreak();
    expect([line.text, line.breaks]).toEqual(["A", 1]);
  });

  test("a network queues frames until there is room and drops them while the cable is pulled", () => {
    const { station: device, nic } = station();
    realize(device);
    nic.feed(Uint8Array.of(1));
    nic.feed(Uint8Array.of(2));
    expect([log.slice(1), nic.waiting]).toEqual([["frame 1"], 1]);
    device.room = 1;
    nic.acceptInput();
    nic.setLink(false);
    nic.setLink(false);
    nic.feed(Uint8Array.of(3));
    expect(nic.send(Uint8Array.of(9))).toBe(false);
    nic.setLink(true);
    expect(nic.send(Uint8Array.of(9))).toBe(true);
    expect(log.slice(2)).toEqual(["frame 2", "link false", "link true"]);
    expect([nic.waiting, nic.sent]).toEqual([0, [Uint8Array.of(9)]]);
  });

  test("a disk reads and writes inside its medium only", () => {
    const { station: device, disk } = station();
    realize(device);
    disk.insert(new Uint8Array(4));
    expect(log).toContain("medium");
    disk.write(2, Uint8Array.of(7, 8));
    const bytes = new Uint8Array(3);
    disk.read(1, bytes);
    expect([...bytes]).toEqual([0, 7, 8]);
    disk.flush();
    expect(disk.flushes).toBe(1);
    for (const offset of [-1, 2, 5, 0.5]) expect(() => disk.read(offset, bytes)).toThrow(RangeError);
    disk.readonly = true;
    expect(() => disk.write(0, bytes)).toThrow(/read-only/);
    expect([...disk.data]).toEqual([0, 0, 7, 8]);
  });
});
