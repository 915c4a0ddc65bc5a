/** Realizing again, and going back: what an unrealize let go is made anew, what an unplug took is not. */
import { expect, test } from "vitest";
import {
  createMachine,
  type Device,
  DeviceError,
  type Machine,
  qomTree,
  realize,
  restoreSnapshot,
  takeSnapshot,
  unparent,
  unrealize,
} from "@qdl/runtime";
import { accepted, part } from "./witness/force.ts";

async function boardOf(text: string): Promise<Machine> {
  return createMachine(await accepted(text, ""));
}

const rack = `device Disk : Device { hotplug; sits on Shelf; state { word : u32; } }
bus Shelf : Bus {}
device Rack : Device {
  prop disks : u32 = 2 in 1..4;
  bus shelf : Shelf;
  embed disk[i : disks] : Disk;
  plug disk on shelf;
}
machine Board : Machine { own rack : Rack; }`;

test("an embedded part that sat on a bus has left its place when its machine is realized again", async () => {
  const board = await boardOf(rack);
  board.realize();
  const full = qomTree(board);
  board.unrealize();
  board.realize();
  expect(qomTree(board)).toBe(full);
  expect(board.shutdown().clean).toBe(true);
});

test("what realize makes is made again after an unplug", async () => {
  const board = await boardOf(rack);
  board.realize();
  const full = qomTree(board);
  unparent(part<Device>(board, "rack", "disk", "0"));
  board.unrealize();
  board.realize();
  expect(qomTree(board)).toBe(full);
  expect(board.shutdown().clean).toBe(true);
});

const slots = `device Card : Device { hotplug; }
device Bridge : Device { own card : Card; own cards[i : 2] : Card; realize cards, card; }
machine Board : Machine { own bridge : Bridge; own other : Bridge; }`;

test("nothing that has lost a part to an unplug is realized again, nor what contains it; the part is named", async () => {
  const board = await boardOf(slots);
  board.realize();
  unparent(part<Device>(board, "bridge", "cards", "1"));
  board.unrealize();
  const named = /it cannot be realized without its part \/machine\/bridge\/cards\[1\], which was unplugged for good/;
  expect(() => board.realize()).toThrow(DeviceError);
  expect(() => board.realize()).toThrow(named);
  expect(() => realize(part<Device>(board, "bridge"))).toThrow(named);
  expect(board.life).toBe("unrealized");
  expect(board.shutdown().clean).toBe(true);
});

test("what has all its parts is realized again, whatever its neighbour has lost", async () => {
  const board = await boardOf(slots);
  board.realize();
  unparent(part<Device>(board, "bridge", "card"));
  const other = part<Device>(board, "other");
  unrealize(other);
  realize(other);
  expect(other.realized).toBe(true);
  expect(board.shutdown().clean).toBe(true);
});

test("a snapshot leaves alone what is kept of a card that was unplugged, a part of a part as well", async () => {
  const board = await boardOf(`device Chip : Device {}
device Core : Device { embed chip : Chip; }
device Card : Device { hotplug; embed core : Core; }
device Watcher : Device { ref chip : Chip; }
machine Board : Machine { own card : Card; embed watcher : Watcher { chip = card.core.chip; } }`);
  board.realize();
  const chip = part(board, "watcher", "chip");
  unparent(part<Device>(board, "card"));
  const snapshot = takeSnapshot(board);
  restoreSnapshot(board, snapshot);
  expect(part(board, "watcher", "chip")).toBe(chip);
  expect(takeSnapshot(board)).toEqual(snapshot);
  expect(board.shutdown().clean).toBe(true);
});
