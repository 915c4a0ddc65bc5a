import { mapRegion } from "@qdl/runtime";
import { type Piix4Pm, type Piix4PmHooks, type PiixIsa, type PiixIsaHooks } from "../../generated/pci/piix.ts";
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
