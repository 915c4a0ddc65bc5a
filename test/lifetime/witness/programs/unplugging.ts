import { expect } from "vitest";
import {
  type AddressSpace,
  createMachine,
  type Device,
  reset,
  StorageInUseError,
  storageUnref,
  type Timer,
  unparent,
} from "@qdl/runtime";
import { noted, part, realized, type Witness } from "../force.ts";

// Every unplug ends with `unparent`, whichever controller handles it, so that is what stands here.

/** What goes wrong when something is unplugged while the board goes on. */
export const unplugging: readonly Witness[] = [
  {
    code: "lifetime/outlives-its-dependencies",
    shows: "a part that is kept when its container is unplugged finds no container",
    text: `device Core : Device { up host : Bridge; on reset hold => clear uses host; }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core; }
machine Board : Machine { own bridge : Bridge; embed watcher : Watcher { kept = bridge.inner; } }`,
    behaviour: "export const coreHooks = { clear: (self) => noted.push(self.host.path) };",
    happens(board) {
      const machine = realized(board);
      const core = part<Device>(machine, "watcher", "kept");
      unparent(part<Device>(machine, "bridge"));
      expect(machine.live.has(core)).toBe(true);
      expect(() => reset(core)).toThrow(/part of a bridge/);
    },
  },
  {
    code: "lifetime/outlives-its-dependencies",
    shows: "a timer of a part that is kept never expires again",
    text: `device Core : Device { up host : Bridge; timer beat => tick uses host; }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core; }
machine Board : Machine { own bridge : Bridge; embed watcher : Watcher { kept = bridge.inner; } }`,
    behaviour: "export const coreHooks = { tick: (self) => noted.push(self.host.path) };",
    happens(board) {
      const machine = realized(board);
      const core = part<Device & { readonly beat: Timer }>(machine, "watcher", "kept");
      core.beat.setIn(5);
      machine.advance(10);
      unparent(part<Device>(machine, "bridge"));
      core.beat.setIn(5);
      machine.advance(10);
      expect(noted).toEqual(["/machine/bridge"]);
    },
  },
  {
    code: "lifetime/outlives-its-dependencies",
    shows: "a part that a user has something keep finds no container after an unplug",
    text: `device Core : Device { up host : Bridge; on reset hold => clear uses host; }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core optional; }
machine Board : Machine { own bridge : Bridge; embed watcher : Watcher; }`,
    behaviour: "export const coreHooks = { clear: (self) => noted.push(self.host.path) };",
    happens(board) {
      const machine = createMachine(board);
      const core = part<Device>(machine, "bridge", "inner");
      part<{ kept: Device }>(machine, "watcher").kept = core;
      machine.realize();
      unparent(part<Device>(machine, "bridge"));
      expect(machine.live.has(core)).toBe(true);
      expect(() => reset(core)).toThrow(/part of a bridge/);
    },
  },
  {
    code: "lifetime/outlives-its-dependencies",
    shows: "a method of a part that is kept finds nothing where its neighbour was",
    text: `device Buffer : Device {}
device Port : Device { link buffer : Buffer; method send(); }
device Card : Device { hotplug; embed buffer : Buffer; embed port : Port { buffer = buffer; } }
device Guide : Device { ref port : Port; }
machine Board : Machine { own card : Card; embed guide : Guide { port = card.port; } }`,
    behaviour: "export const portHooks = { send: (self) => noted.push(self.buffer?.path ?? null) };",
    happens(board) {
      const machine = realized(board);
      const port = part<{ send(): void }>(machine, "guide", "port");
      port.send();
      unparent(part<Device>(machine, "card"));
      port.send();
      expect(noted).toEqual(["/machine/card/buffer", null]);
    },
  },
  {
    code: "lifetime/part-goes-first",
    shows: "a hook of the board reaches a card that was unplugged, and whose memory is freed",
    text: `device Card : Device { hotplug; }
machine Board : Machine { own card : Card; on reset hold => clear uses card; }`,
    behaviour: "export const boardHooks = { clear: (self) => noted.push(self.card.phase) };",
    happens(board) {
      const machine = realized(board);
      machine.reset();
      unparent(part<Device>(machine, "card"));
      machine.reset();
      expect(noted).toEqual(["live", "freed"]);
    },
  },
  {
    code: "lifetime/exposure",
    shows: "a card whose region the board shows is never finalized after its unplug",
    text: `device Card : Device { hotplug; region memory : ram 4K; }
machine Board : Machine { space sys : 32; own card : Card; map sys { card.memory @ 0; } }`,
    happens(board) {
      const machine = realized(board);
      const card = part<Device>(machine, "card");
      unparent(card);
      machine.drain();
      expect(machine.live.has(card)).toBe(true);
    },
  },
  {
    code: "lifetime/exposure",
    shows: "a card whose region is the root of an address space is never finalized after its unplug",
    text: `device Card : Device { hotplug; region memory : ram 4K; }
machine Board : Machine { own card : Card; space dma : 32 = card.memory; }`,
    happens(board) {
      const machine = realized(board);
      const card = part<Device>(machine, "card");
      unparent(card);
      machine.drain();
      expect(machine.live.has(card)).toBe(true);
    },
  },
  {
    code: "lifetime/alias-outlives-target",
    shows: "an alias goes on to show the memory of a card that was unplugged",
    text: `device Card : Device { hotplug; region memory : ram 4K; }
machine Board : Machine {
  space sys : 32;
  own card : Card;
  region window : alias of card.memory at 0;
  map sys { window @ 0; }
}`,
    happens(board) {
      const machine = realized(board);
      const sys = part<AddressSpace>(machine, "sys");
      sys.write32(0, 0x1234);
      unparent(part<Device>(machine, "card"));
      machine.drain();
      expect([sys.read32(0), sys.takeResult()]).toEqual([0x1234, 0]);
    },
  },
  {
    code: "lifetime/mapped-twice",
    shows: "a board that maps a region twice cannot be made",
    text: `machine Board : Machine { space sys : 32; region rom : rom 4K; map sys { rom @ 0; rom @ 0x8000; } }`,
    happens: (board) => expect(() => realized(board)).toThrow(/already/),
  },
  {
    code: "lifetime/mapped-twice",
    shows: "a board that maps what stands in a container cannot be made",
    text: `machine Board : Machine {
  space sys : 32;
  region bars : container 8K { sub low @ 0 : ram 4K; }
  map sys { bars.low @ 0; }
}`,
    happens: (board) => expect(() => realized(board)).toThrow(/already/),
  },
  {
    code: "lifetime/storage-escape",
    model: "legacy",
    shows: "without a count of its own, a part that is kept loses its memory with its container",
    text: `device Core : Device { state { words : u32[4]; } }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core; }
machine Board : Machine { own bridge : Bridge; embed watcher : Watcher { kept = bridge.inner; } }`,
    happens(board) {
      const machine = realized(board);
      // What embedding counts is taken back, so that the storage is kept as QEMU keeps it.
      storageUnref(part<Device>(machine, "watcher", "kept"));
      const pull = (): void => unparent(part<Device>(machine, "bridge"));
      expect(pull).toThrow(StorageInUseError);
      expect(pull).not.toThrow();
    },
  },
  {
    code: "lifetime/embedded",
    model: "no-embed",
    shows: "who keeps an embedded part keeps the memory of everything around it",
    text: `device Core : Device { state { word : u32; } }
device Bridge : Device { state { words : u32[1000]; } embed inner : Core; }
device Watcher : Device { ref kept : Core; }
machine Board : Machine { own bridge : Bridge; own watcher : Watcher { kept = bridge.inner; } }`,
    happens(board) {
      const machine = realized(board);
      const bridge = part<Device>(machine, "bridge");
      unparent(bridge);
      expect([bridge.phase, bridge.storageRefs]).toEqual(["finalized", 1]);
    },
  },
];
