import { DeviceError } from "@qdl/runtime";
import { type UsbDevice } from "../../generated/usb/bus.ts";
import { type Uhci, type UhciHooks } from "../../generated/usb/uhci.ts";
import { reachable } from "./topology.ts";
import { runFrame, ScheduleError } from "./uhci-schedule.ts";

// Bit times of a frame without those that SOFMOD adds, and the rate of full speed (UHCI 1.1, section 2.1.6).
const shortestFrame = 11936;
const fullSpeed = 12_000_000;

/** Bits of PORTSC (section 2.1.7). */
const Port = { connected: 1, connectChange: 2, enabled: 4, enableChange: 8, lowSpeed: 0x100, reset: 0x200 } as const;

/** Bits of USBSTS. */
const Status = { interrupt: 1, error: 2, resume: 4, system: 8, process: 0x10 } as const;

function update(self: Uhci): void {
  const { usbsts, usbintr } = self;
  const complete = (usbsts & Status.interrupt) !== 0 && (usbintr & 0xc) !== 0;
  const resumed = (usbsts & Status.resume) !== 0 && (usbintr & 2) !== 0;
  const timedOut = (usbsts & Status.error) !== 0 && (usbintr & 1) !== 0;
  self.intx.set(complete || resumed || timedOut || (usbsts & (Status.system | Status.process)) !== 0);
}

function armFrame(self: Uhci): void {
  self.frame.setIn(Math.round((1e9 * (shortestFrame + self.sofmod)) / fullSpeed));
}

/** Stops, or goes on, as the run bit says. */
function runOrHalt(self: Uhci): void {
  self.usbstsHalted = self.usbcmdRs ? 0 : 1;
  if (!self.usbcmdRs) self.frame.cancel();
  else if (!self.frame.armed) armFrame(self);
}

const devicesOf = ({ usb }: Uhci): UsbDevice[] => (usb.kids as UsbDevice[]).filter((kid) => kid.realized);

function setPort(self: Uhci, index: number, mask: number, bits: number): void {
  self.setPortsc(index, (self.getPortsc(index) & ~mask) | bits);
}

function connect(self: Uhci, device: UsbDevice): void {
  const speed = device.speed === "low" ? Port.lowSpeed : 0;
  setPort(self, device.busAddress! - 1, Port.lowSpeed, Port.connected | Port.connectChange | speed);
}

/** The device of an address, as long as its port is enabled and not in reset, also behind hubs; or null. */
function deviceAt(self: Uhci, address: number): UsbDevice | null {
  const ports = devicesOf(self).filter(
    ({ busAddress }) => (self.getPortsc(busAddress! - 1) & (Port.enabled | Port.reset)) === Port.enabled,
  );
  for (const port of ports) for (const device of reachable(port)) if (device.address === address) return device;
  return null;
}

function reset(self: Uhci): void {
  self.usbcmd = 0;
  self.usbsts = 0x20;
  self.usbintr = 0;
  self.frnum = 0;
  self.frbaseadd = 0;
  self.sofmod = 0x40;
  for (let index = 0; index < 2; index++) self.setPortsc(index, 0x80);
  for (const device of devicesOf(self)) connect(self, device);
  self.frame.cancel();
  update(self);
}

/** Every device on the bus is reset, and every port has to be enabled again. */
function globalReset(self: Uhci): void {
  for (const device of devicesOf(self)) device.busReset();
  for (let index = 0; index < 2; index++) setPort(self, index, Port.enabled, 0);
}

/** Goes through the schedule of a frame; where that cannot be, the controller halts (section 2.1.2). */
function nextFrame(self: Uhci): void {
  try {
    self.usbsts |= runFrame(self, (address) => deviceAt(self, address));
    self.frnum = (self.frnum + 1) & 0x7ff;
    armFrame(self);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    self.usbsts |= error.system ? Status.system : Status.process;
    self.usbcmdRs = 0;
    runOrHalt(self);
  }
  update(self);
}

/** Behaviour of the controller. */
export const uhciHooks: UhciHooks = {
  attach(self, device) {
    if (device.busAddress! > 2) throw new DeviceError(device, `${self.path} has 2 connectors`);
    if (device.speed !== "full" && device.speed !== "low")
      throw new DeviceError(device, `${self.path} has no ${device.speed} speed: set \`speed\` to full`);
    connect(self, device);
  },

  detach(self, device) {
    if (!self.realized) return;
    const index = device.busAddress! - 1;
    const change = self.getPortsc(index) & Port.enabled ? Port.enableChange : 0;
    setPort(self, index, Port.connected | Port.enabled | Port.lowSpeed, Port.connectChange | change);
  },

  /** It asks devices in every frame. */
  wake: () => undefined,
  lost: () => undefined,

  command(self) {
    if (self.usbcmdHcreset) return reset(self);
    if (self.usbcmdGreset) globalReset(self);
    runOrHalt(self);
  },

  /** A reset of the port ends when software takes it back; nothing is enabled where nothing is connected. */
  portWritten(self, index, value, old) {
    const device = devicesOf(self).find(({ busAddress }) => busAddress === index + 1);
    if (value & Port.reset || !device) setPort(self, index, Port.enabled, 0);
    if (device && old & Port.reset && !(value & Port.reset)) device.busReset();
  },

  nextFrame,
  update,
  stop: reset,

  openUsb(self) {
    self.usb.hotplug = {};
  },
};
