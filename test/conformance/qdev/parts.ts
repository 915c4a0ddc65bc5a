/** The device and bus types of the scripts; every step of their lives is an event. */
import {
  Bus,
  type BusType,
  busType,
  Device,
  type DeviceType,
  deviceType,
  type HotplugHandler,
  unrealize,
} from "@qdl/runtime";

/** One event of a script's trace. */
export type Event = Readonly<Record<string, string | number>>;

/** Events since the last step. */
export const events: Event[] = [];

/** Says that something happened. */
export function say(event: Event): void {
  events.push(event);
}

/** A script's name for an object, and what is to fail there, once. */
export interface Scripted {
  label: string;
  failing: string;
  onEnter: (() => void) | null;
}

function failOnce(self: Scripted, step: string): void {
  if (self.failing !== step) return;
  self.failing = "";
  throw new Error(`${step} failed`);
}

function enter(self: Scripted, type: number): void {
  say({ ev: "reset_enter", obj: self.label, type });
  const hook = self.onEnter;
  self.onEnter = null;
  hook?.();
}

export class ScriptBus extends Bus implements Scripted {
  static override readonly type: BusType = busType<ScriptBus>({
    name: "qo-bus",
    parent: Bus.type,
    class: ScriptBus,
    realize: (self) => {
      say({ ev: "bus_realize", obj: self.label });
      failOnce(self, "realize");
    },
    unrealize: (self) => say({ ev: "bus_unrealize", obj: self.label }),
    checkAddress: (self) => failOnce(self, "check_address"),
    resetEnter: enter,
    resetHold: (self, type) => say({ ev: "reset_hold", obj: self.label, type }),
    resetExit: (self, type) => say({ ev: "reset_exit", obj: self.label, type }),
    unparent: (self) => say({ ev: "unparent_begin", obj: self.label }),
    finalize: (self) => say({ ev: "finalize", obj: self.label }),
  });

  label = "";
  failing = "";
  onEnter: (() => void) | null = null;
  /** How unplugging works here: at once, at once with unrealize first, or on request. */
  mode = "bus";
}

/** The hot-plug handler of a script's bus. */
export function handlerOf(bus: ScriptBus): HotplugHandler {
  const steps: HotplugHandler = {
    prePlug: (device) => {
      say({ ev: "pre_plug", obj: bus.label, dev: (device as ScriptDevice).label });
      failOnce(bus, "pre_plug");
    },
    plug: (device) => {
      say({ ev: "plug", obj: bus.label, dev: (device as ScriptDevice).label });
      failOnce(bus, "plug");
    },
  };
  if (bus.mode === "busr")
    return {
      ...steps,
      unplugRequest: (device) => say({ ev: "unplug_request", obj: bus.label, dev: (device as ScriptDevice).label }),
    };
  return {
    ...steps,
    unplug: (device) => {
      say({ ev: "unplug", obj: bus.label, dev: (device as ScriptDevice).label });
      if (bus.mode === "busu") unrealize(device);
    },
  };
}

export class ScriptDevice extends Device implements Scripted {
  static override readonly type: DeviceType = deviceType<ScriptDevice>({
    name: "qo-ctl",
    parent: Device.type,
    class: ScriptDevice,
    hotpluggable: true,
    properties: [
      { name: "p1", type: "u32", get: () => 0 },
      { name: "link", type: "link<device>", get: () => null },
    ],
    realize: (self) => {
      say({ ev: "realize", obj: self.label });
      failOnce(self, "realize");
    },
    unrealize: (self) => say({ ev: "unrealize", obj: self.label }),
    resetEnter: enter,
    resetHold: (self, type) => say({ ev: "reset_hold", obj: self.label, type }),
    resetExit: (self, type) => say({ ev: "reset_exit", obj: self.label, type }),
    unparent: (self) => say({ ev: "unparent_begin", obj: self.label }),
    finalize: (self) => say({ ev: "finalize", obj: self.label }),
  });

  label = "";
  failing = "";
  onEnter: (() => void) | null = null;
}

export class ScriptLeaf extends ScriptDevice {
  static override readonly type: DeviceType = deviceType<ScriptLeaf>({
    name: "qo-leaf",
    parent: ScriptDevice.type,
    class: ScriptLeaf,
    busType: ScriptBus.type,
  });
}

export class ScriptFixed extends ScriptLeaf {
  static override readonly type: DeviceType = deviceType<ScriptFixed>({
    name: "qo-nohp",
    parent: ScriptLeaf.type,
    class: ScriptFixed,
    hotpluggable: false,
  });
}
