import { expect } from "vitest";
import { createMachine, OccupiedError, unrealize, type Device, realize } from "@qdl/runtime";
import { lifeOf, noted, part, realized, type Witness } from "../force.ts";

/** What goes wrong when parts are made, or would have to be made again. */
export const making: readonly Witness[] = [
  {
    code: "lifetime/unknown-size",
    shows: "a board with an embedded part of an abstract type cannot be made",
    text: `abstract device Sensor : Device {}
machine Board : Machine { embed sensor : Sensor; }`,
    happens: (board) => expect(() => lifeOf(board)).toThrow(/abstract/),
  },
  {
    code: "lifetime/reserve-too-small",
    shows: "a part that is larger than what is reserved for it meets the end of the storage",
    text: `device Large : Device { state { words : u32[5]; } }
device Rack : Device { embed large : Large reserve 16; }
machine Board : Machine { own rack : Rack; }`,
    happens: (board) => expect(() => lifeOf(board)).toThrow(/no room/),
  },
  {
    code: "lifetime/phase",
    shows: "a hook that uses a region in init, whose size is not known yet, finds nothing",
    text: `machine Board : Machine {
  prop bytes : size = 4K in 4K..64K;
  region ram : ram bytes;
  on init => fill uses ram;
}`,
    behaviour: "export const boardHooks = { fill: (self) => self.ram.setSize(1) };",
    happens: (board) => expect(() => lifeOf(board)).toThrow(/null/),
  },
  {
    code: "lifetime/phase",
    shows: "a hook that uses a link in init finds it empty, whatever it is set to",
    text: `device Log : Device {}
device Rack : Device { link log : Log; on init => start uses log; on reset hold => go uses log; }
machine Board : Machine { own log : Log; own rack : Rack { log = log; } }`,
    behaviour: `const note = (self) => noted.push(self.log === null);
export const rackHooks = { start: note, go: note };`,
    happens(board) {
      realized(board).reset();
      expect(noted).toEqual([true, false]);
    },
  },
  {
    code: "lifetime/phase",
    shows: "a hook that goes up in init finds no container",
    text: `device Part : Device { up whole : Whole; on init => start uses whole; }
device Whole : Device { embed part : Part; }
machine Board : Machine { own whole : Whole; }`,
    behaviour: "export const partHooks = { start: (self) => self.whole.path };",
    happens: (board) => expect(() => lifeOf(board)).toThrow(/part of a/),
  },
  {
    code: "lifetime/conditional-child",
    shows: "a hook that uses a part that the board does not have finds nothing",
    text: `device Timer : Device { state { ticks : u32; } }
machine Board : Machine {
  prop with_timer : bool = false;
  when with_timer { embed timer : Timer; }
  on realize => restart uses timer;
}`,
    behaviour: "export const boardHooks = { restart: (self) => (self.timer.ticks = 0) };",
    happens: (board) => expect(() => lifeOf(board)).toThrow(/null/),
  },
  {
    code: "lifetime/held-across-unrealize",
    shows: "a device whose embedded part is kept over unrealize cannot be realized again",
    text: `device Page : Device { state { words : u32[4]; } }
device Reader : Device { ref page : Page; }
device Book : Device {
  prop pages : u32 = 1 in 1..2;
  embed reader : Reader { page = page[0]; }
  embed page[i : pages] : Page;
}
machine Board : Machine { own book : Book; }`,
    happens(board) {
      const book = part<Device>(realized(board), "book");
      unrealize(book);
      expect(() => realize(book)).toThrow(OccupiedError);
    },
  },
  {
    code: "lifetime/dynamic-part",
    shows: "a region that a dynamic property asks for later does not appear",
    text: `machine Board : Machine {
  prop wide : bool = false dynamic;
  space sys : 32;
  when wide { region more : ram 4K; map sys { more @ 0; } }
}`,
    happens(board) {
      const machine = realized(board) as unknown as { wide: boolean; more: unknown };
      machine.wide = true;
      expect(machine.more).toBeNull();
    },
  },
  {
    code: "lifetime/late-property",
    shows: "a child keeps the first value of a dynamic property, and cannot be given another",
    text: `device Lamp : Device { prop volts : u32 = 5 in 0..9; }
machine Board : Machine { prop volts : u32 = 3 in 0..9 dynamic; own lamp : Lamp { volts = volts; } }`,
    happens(board) {
      const machine = realized(board) as unknown as { volts: number; lamp: { volts: number } };
      machine.volts = 7;
      expect(machine.lamp.volts).toBe(3);
      expect(() => (machine.lamp.volts = machine.volts)).toThrow(/realized/);
    },
  },
  {
    code: "lifetime/realize-symmetry",
    shows: "who was registered in realize and not taken off is called when it is not realized",
    text: `device Hub : Device {}
device Client : Device { hotplug; link hub : Hub; on realize => join uses hub; }
machine Board : Machine { own hub : Hub; own client : Client { hub = hub; } }`,
    behaviour: "export const clientHooks = { join: (self) => (self.hub.call = () => noted.push(self.realized)) };",
    happens(board) {
      const machine = createMachine(board);
      machine.realize();
      unrealize(part<Device>(machine, "client"));
      part<() => void>(machine, "hub", "call")();
      expect(noted).toEqual([false]);
    },
  },
];
