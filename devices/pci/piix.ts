import { mapRegion } from "@qdl/runtime";
import {
  type Piix4Pm,
  type Piix4PmHooks,
  type PiixIsa,
  type PiixIsaHooks,
  type Uhci,
  type UhciHooks,
} from "../../generated/pci/piix.ts";
import { ticksIn, timeOf } from "../ticks.ts";

// PIRQRC[A:D] (Intel 290562, section 4.1.8): bit 7 switches a route off, bits 3:0 say where it leads.
const routes = 0x60;
const routeOff = 0x80;

/** Drives every ISA line with what is routed to it. */
function drive(self: PiixIsa): void {
  let driven = 0;
  for (let pin = 0; pin < 4; pin++) {
    const route = self.config.get(routes + pin);
    if ((self.levels >> pin) & 1 && !(route & routeOff)) driven |= 1 << (route & 0xf);
  }
  for (const [line, output] of self.isa.entries()) {
    const level = (driven >> line) & 1;
    if (output.level !== level) output.set(level);
  }
}

/** Behaviour of the bridge to the ISA bus. */
export const piixIsaHooks: PiixIsaHooks = {
  route(self, pin, level) {
    self.levels = level ? self.levels | (1 << pin) : self.levels & ~(1 << pin);
    drive(self);
  },

  openRoutes(self) {
    self.config.set(0x3d, 0);
    self.openConfig(routes, 4, 0x8f8f_8f8f);
    self.configWritten = drive;
  },

  closeRoutes(self) {
    self.setConfig(routes, 4, 0x8080_8080);
    drive(self);
  },
};

// Bit times of a frame without those that SOFMOD adds, and the rate of full speed (UHCI 1.1, section 2.1.6).
const shortestFrame = 11936;
const fullSpeed = 12_000_000;

function updateUhci(self: Uhci): void {
  const { usbsts, usbintr } = self;
  const complete = (usbsts & 1) !== 0 && (usbintr & 0xc) !== 0;
  const resumed = (usbsts & 4) !== 0 && (usbintr & 2) !== 0;
  const timedOut = (usbsts & 2) !== 0 && (usbintr & 1) !== 0;
  self.intx.set(complete || resumed || timedOut || (usbsts & 0x18) !== 0);
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

function resetUhci(self: Uhci): void {
  self.usbcmd = 0;
  self.usbsts = 0x20;
  self.usbintr = 0;
  self.frnum = 0;
  self.frbaseadd = 0;
  self.sofmod = 0x40;
  self.portsc1 = 0x80;
  self.portsc2 = 0x80;
  self.frame.cancel();
  updateUhci(self);
}

/** Behaviour of the USB controller. */
export const uhciHooks: UhciHooks = {
  command(self) {
    if (self.usbcmdHcreset) resetUhci(self);
    else runOrHalt(self);
  },

  /** Reads the entry of the frame list; where that cannot be, the controller halts (UHCI 1.1, section 2.1.2). */
  nextFrame(self) {
    const entry = self.frbaseadd + 4 * (self.frnum & 0x3ff);
    if (self.dma?.read(BigInt(entry), new Uint8Array(4)) !== 0) {
      self.usbstsSystemError = 1;
      self.usbcmdRs = 0;
      runOrHalt(self);
      return updateUhci(self);
    }
    self.frnum = (self.frnum + 1) & 0x7ff;
    armFrame(self);
  },

  update: updateUhci,
  stop: resetUhci,
};

// Configuration space of the power management function (Intel 290562, sections 7.1.1 and 7.1.9).
const pmBase = 0x40;
const pmEnable = 0x80;
const pmHertz = 3_579_545;
const half = 1 << 23;

function updatePm(self: Piix4Pm): void {
  self.sci.set(self.pmcntrlSciEn !== 0 && (self.pmsts & self.pmen & 0x521) !== 0);
}

/** Maps the registers where configuration space says, if it says so. */
function mapPm(self: Piix4Pm): void {
  const address = self.readConfig(pmBase, 4) & 0xffc0;
  const on = self.realized && (self.config.get(pmEnable) & 1) !== 0 && address !== 0;
  const { io } = self;
  if (io.container && (!on || io.address !== BigInt(address))) io.container.removeSubregion(io);
  if (on && !io.container && self.pciBus?.io) mapRegion(self, self.pciBus.io, io, address);
}

function armOverflow(self: Piix4Pm): void {
  const ticks = ticksIn(self.session.clock.now, pmHertz);
  self.overflow.setAt(timeOf((Math.floor(ticks / half) + 1) * half, pmHertz));
}

/** Behaviour of power management. */
export const piix4PmHooks: Piix4PmHooks = {
  update: updatePm,
  ticks: (self) => ticksIn(self.session.clock.now, pmHertz) % (2 * half),

  overflowed(self) {
    self.pmstsTmrof = 1;
    armOverflow(self);
    updatePm(self);
  },

  pressPowerButton(self) {
    self.pmstsPwrbtn = 1;
    updatePm(self);
  },

  openBase(self) {
    self.openConfig(pmBase, 4, 0xffc0);
    self.openConfig(pmEnable, 1, 1);
    self.configWritten = mapPm;
  },

  start(self) {
    self.setConfig(pmBase, 4, 1);
    self.config.set(pmEnable, 0);
    mapPm(self);
    armOverflow(self);
    updatePm(self);
  },
};
