import { expect } from "vitest";
import { create, type Device, type ObjectClass, unparent } from "@qdl/runtime";
import { part, realized, type Witness } from "../force.ts";

/** What goes wrong on buses, and with what cannot leave. */
export const plugging: readonly Witness[] = [
  {
    code: "lifetime/double-ownership",
    shows: "a board that puts a device on two buses cannot be realized",
    text: `device Disk : PciDevice { pci { vendor 1; device 2; } }
machine Board : Machine { bus a : PciBus; bus b : PciBus; own disk : Disk; plug disk on a; plug disk on b; }`,
    happens(board) {
      expect(() => realized(board)).toThrow("it sits on bus /machine/a already");
    },
  },
  {
    code: "lifetime/bus-goes-first",
    shows: "a bus that is unplugged takes a device of the board out of the tree",
    text: `device Disk : PciDevice { pci { vendor 1; device 2; } }
device Tray : Device { hotplug; bus main : PciBus; }
machine Board : Machine { own tray : Tray; own disk : Disk; plug disk on tray.main; }`,
    happens(board) {
      const machine = realized(board);
      const disk = part<Device>(machine, "disk");
      unparent(part<Device>(machine, "tray"));
      expect([disk.parent, part<Device>(machine, "disk")]).toEqual([null, disk]);
    },
  },
  {
    code: "lifetime/outer-bus",
    shows:
      "the bus of somebody else keeps an embedded device, and with it the memory of its container, after the unplug",
    text: `device Disk : PciDevice { pci { vendor 1; device 2; } }
device Hub : Device { bus main : PciBus; own tray : Tray; }
device Tray : Device { hotplug; up hub : Hub; embed disk : Disk; plug disk on hub.main; }
machine Board : Machine { own hub : Hub; }`,
    happens(board) {
      const machine = realized(board);
      const tray = part<Device>(machine, "hub", "tray");
      const disk = part<Device>(tray, "disk");
      unparent(tray);
      expect([disk.phase, tray.storageRefs]).toEqual(["live", 1]);
    },
  },
  {
    code: "lifetime/hot-plug",
    shows: "a machine inside of something that is unplugged takes the places of new devices along",
    text: `machine Small : Machine {}
device Lamp : Device {}
device Rack : Device { hotplug; own small : Small; }
machine Board : Machine { own lamp : Lamp; own rack : Rack; }`,
    happens(board) {
      const machine = realized(board);
      const Lamp = part<ObjectClass<Device>>(machine, "lamp", "constructor");
      unparent(part<Device>(machine, "rack"));
      expect(() => machine.adopt(create(machine.heap, Lamp))).toThrow(/finalized/);
    },
  },
];
