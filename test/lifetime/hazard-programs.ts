import { type Code } from "qdl";
import { type Refused } from "./witness/force.ts";

/** The shortest program that has a hazard as it is found in real code, and the code of the report that names it. */
export interface HazardProgram extends Refused {
  readonly hazard: string;
}

const card = "device Card : Device { hotplug; region memory : ram 4K; }";

const programs: readonly (readonly [hazard: string, code: Code, text: string, model?: "legacy"])[] = [
  [
    "embedded-mr-owner-unpluggable",
    "lifetime/exposure",
    `device Chip : Device { region regs : ram 4K; }
device Card : Device { hotplug; embed chip : Chip; }
machine Board : Machine { space sys : 32; own card : Card; map sys { card.chip.regs @ 0; } }`,
  ],
  [
    "embedded-mr-owner-unpluggable",
    "lint/embedded-mr-owner-unpluggable",
    `device Chip : Device { region regs : ram 4K; }
device Card : PciDevice { hotplug; pci { vendor 1; device 1; class 1; } embed chip : Chip; bar 0 : mem32 = chip.regs; }`,
  ],
  [
    "embedded-strong-ref",
    "lifetime/outlives-its-dependencies",
    `device Chip : Device { up card : Card; on reset hold => clear uses card; }
device Card : Device { hotplug; embed chip : Chip; }
device Probe : Device { ref chip : Chip; }
machine Board : Machine { own card : Card; own probe : Probe { chip = card.chip; } }`,
  ],
  [
    "embedded-strong-ref",
    "lifetime/storage-escape",
    `device Chip : Device {}
device Card : Device { hotplug; embed chip : Chip; }
device Probe : Device { ref chip : Chip; }
machine Board : Machine { own card : Card; own probe : Probe { chip = card.chip; } }`,
    "legacy",
  ],
  [
    "embedded-strong-ref",
    "lint/embedded-strong-ref",
    `device Chip : Device {}
device Card : Device { hotplug; embed chip : Chip; }
device Probe : Device { ref chip : Chip; }
machine Board : Machine { own card : Card; own probe : Probe { chip = card.chip; } }`,
  ],
  [
    "strong-link-cycle",
    "lifetime/strong-cycle",
    `device Peer : Device { ref other : Peer; }
machine Board : Machine { own left : Peer { other = right; } own right : Peer { other = left; } }`,
  ],
  [
    "strong-link-cycle",
    "lifetime/ref-to-ancestor",
    "device Part : Device { ref whole : Whole; }\ndevice Whole : Device { embed part : Part { whole = self; } }",
  ],
  [
    "as-same-owner-root",
    "lint/as-same-owner-root",
    "device Bridge : Device { hotplug; region all : container 4K; space dma : 12 = all; }",
    "legacy",
  ],
  [
    "subregion-same-owner",
    "lint/subregion-same-owner",
    "device Card : Device { hotplug; region mmio : container 4K { sub low @ 0 : ram 1K; } }",
    "legacy",
  ],
  [
    "dma-map-held",
    "lifetime/exposure",
    `${card}\nmachine Board : Machine { space dma : 32; own card : Card; map dma { card.memory @ 0; } }`,
  ],
  [
    "embedded-dynamic-type",
    "lifetime/unknown-size",
    `abstract device Model : Device {}\ndevice Small : Model {}\ndevice Large : Model {}
device Box : Device { prop large : bool = false; embed one : Model = choose large { true => Large; false => Small; } }`,
  ],
  [
    "embedded-dual-impl",
    "lifetime/unknown-size",
    "abstract device Model : Device {}\ndevice Box : Device { embed one : Model; }",
  ],
  [
    "embedded-dual-impl",
    "lifetime/reserve-too-small",
    `abstract device Model : Device {}\ndevice Small : Model {}\ndevice Large : Model { state { pages : u32[8]; } }
device Box : Device {
  prop large : bool = false;
  embed one : Model reserve 4 = choose large { true => Large; false => Small; }
}`,
  ],
  [
    "embedded-dual-impl",
    "lint/embedded-dual-impl",
    `abstract device Model : Device {}\ndevice Small : Model {}\ndevice Large : Model { state { pages : u32[8]; } }
device Box : Device {
  prop large : bool = false;
  embed one : Model reserve 64 = choose large { true => Large; false => Small; }
}`,
  ],
  [
    "embedded-conditional-use",
    "lifetime/conditional-child",
    `device Usb : Device { irq out intr; }
device South : Device { prop usb : bool = true; irq out any; when usb { own hub : Usb; } connect hub.intr -> any; }`,
  ],
  [
    "embedded-conditional-use",
    "lint/embedded-conditional-use",
    "device Usb : Device {}\ndevice South : Device { prop usb : bool = true; when usb { embed hub : Usb; } }",
  ],
  [
    "embedded-unparented-object",
    "lifetime/phase",
    `device Part : Device { up whole : Whole; on init => begin uses whole; }
device Whole : Device { embed part : Part; }`,
  ],
  [
    "finalize-uses-child",
    "lifetime/finalize-uses-child",
    "device Part : Device {}\ndevice Whole : Device { embed part : Part; on finalize => finish uses part; }",
  ],
  ["finalize-resurrect", "lifetime/resurrection", "device Last : Device { on finalize => keep uses self; }"],
  [
    "child-created-in-realize",
    "lifetime/held-across-unrealize",
    `device Page : Device {}\ndevice Reader : Device { ref page : Page; }
device Book : Device {
  prop pages : u32 = 1 in 1..4;
  embed page[i : pages] : Page;
  embed reader : Reader { page = page[0]; }
}`,
  ],
  [
    "child-not-unrealized",
    "check/realize-order",
    "device Part : Device {}\ndevice Whole : Device { embed a : Part; embed b : Part; realize a; }",
  ],
  [
    "realize-error-leak",
    "lifetime/realize-symmetry",
    "device Log : Device {}\ndevice Source : Device { link log : Log; on realize => begin uses log; }",
  ],
  [
    "mr-reinit-on-realize",
    "lifetime/dynamic-part",
    "device Frame : Device { prop bytes : size = 4K in 4K..64K dynamic; region memory : ram bytes; }",
  ],
  [
    "backend-not-detached",
    "lifetime/realize-symmetry",
    "device Uart : Device { link backend : Chardev optional; on realize => attach uses backend; }",
  ],
  [
    "reset-handler-leak",
    "lifetime/outlives-its-dependencies",
    `device Core : Device { up card : Card; on reset hold => clear uses card; }
device Card : Device { hotplug; embed core : Core; }
device Tree : Device { ref core : Core; }
machine Board : Machine { own card : Card; own tree : Tree { core = card.core; } }`,
  ],
  [
    "vmstate-not-unregistered",
    "lifetime/realize-symmetry",
    "device Saver : Device {}\ndevice Core : Device { link saver : Saver; on realize => register_state uses saver; }",
  ],
  [
    "timer-bh-not-freed",
    "lifetime/outlives-its-dependencies",
    `device Core : Device { up card : Card; timer beat => tick uses card; }
device Card : Device { hotplug; embed core : Core; }
device Watch : Device { ref core : Core; }
machine Board : Machine { own card : Card; own watch : Watch { core = card.core; } }`,
  ],
  [
    "irq-not-freed",
    "lifetime/outlives-its-dependencies",
    `device Core : Device { up card : Card; irq in wake on change => awake uses card; }
device Card : Device { hotplug; embed core : Core; }
device Watch : Device { ref core : Core; }
machine Board : Machine { own card : Card; own watch : Watch { core = card.core; } }`,
  ],
  [
    "async-callback-outlives-device",
    "lifetime/outlives-its-dependencies",
    `device Core : Device { up card : Card; method done(status : u32); }
device Card : Device { hotplug; embed core : Core; }
device Backend : Device { ref caller : Core optional; }
machine Board : Machine { own card : Card; own backend : Backend; }`,
  ],
  [
    "mr-null-owner",
    "lifetime/hot-plug",
    `machine Inner : Machine { region common : ram 4K owner none; }
device Card : Device { hotplug; own inner : Inner; }`,
  ],
  [
    "mr-wrong-owner",
    "check/region-owner",
    "device Card : Device { link host : Device optional; region memory : ram 4K owner host; }",
  ],
  [
    "mr-wrong-owner",
    "lifetime/exposure",
    `device Card : Device { hotplug; }
machine Board : Machine { space sys : 32; own card : Card; region memory : ram 4K owner card; map sys { memory @ 0; } }`,
  ],
  [
    "mr-foreign-container-leftover",
    "lifetime/exposure",
    `${card}
machine Board : Machine { region window : container 64K; own card : Card; map window { card.memory @ 0; } }`,
  ],
  [
    "mr-alias-target-lifetime",
    "lifetime/alias-outlives-target",
    `${card}\nmachine Board : Machine { own card : Card; region window : alias of card.memory at 0 size 1K; }`,
  ],
  [
    "mr-dynamic-lifetime",
    "lifetime/dynamic-part",
    "device Frame : Device { prop windows : u32 = 1 in 0..4 dynamic; region window[i : windows] : ram 4K; }",
  ],
  [
    "bus-storage-lifetime",
    "lifetime/bus-goes-first",
    `bus Cable : Bus {}\ndevice Disk : Device { sits on Cable; }
device Hub : Device { hotplug; bus cable : Cable; }
machine Board : Machine { own hub : Hub; own disk : Disk; plug disk on hub.cable; }`,
  ],
  [
    "bus-storage-lifetime",
    "lint/bus-storage-lifetime",
    "bus Cable : Bus {}\ndevice Hub : Device { hotplug; bus cable : Cable; }",
    "legacy",
  ],
  [
    "embedded-child-on-outer-bus",
    "lifetime/outer-bus",
    `bus Cable : Bus {}\ndevice Disk : Device { sits on Cable; }
device Tray : Device { hotplug; up cage : Cage; embed disk : Disk; plug disk on cage.cable; }
device Cage : Device { bus cable : Cable; own tray : Tray; }`,
  ],
];

/** Every hazard that definitions can have, by each way in which they can have it. */
export const hazardPrograms: readonly HazardProgram[] = programs.map(([hazard, code, text, model]) => ({
  hazard,
  code,
  text,
  ...(model ? { model } : {}),
}));
