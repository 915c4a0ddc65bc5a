import { resetAlone } from "@qdl/runtime";
import { type Xhci, type XhciHooks, type XhciPciHooks } from "../../generated/usb/xhci.ts";
import { reportRingStopped } from "./xhci-commands.ts";
import {
  beginEvents,
  Completion,
  EventType,
  moderate,
  moderated,
  moderationLeft,
  post,
  signal,
  taken,
} from "./xhci-events.ts";
import { guarded, halt, isRunning, microframes, start } from "./xhci-memory.ts";
import { attach, detach, detect, lost, portWritten, reportPorts } from "./xhci-ports.ts";
import { restore, save } from "./xhci-save.ts";
import { EndpointState, forgetSlot, placeOf, setEndpointState } from "./xhci-slots.ts";
import { isStream, setRung, streamsOf, TransferRing } from "./xhci-streams.ts";
import { connectorCount, deviceOn, portCount, slotOfDevice } from "./xhci-topology.ts";
import { note, serve, work } from "./xhci-work.ts";

/** CRR: all of CRCR that can be read. */
const commandRunning = 8;

/** Interrupts of the first interrupter go by the pin when messages are off. */
const signalAll = (self: Xhci): void => {
  for (let ring = 0; ring < self.eventFull.length; ring++) signal(self, ring);
};

/** A reset of the controller: devices of USB 2 hear nothing of it, those of USB 3 are reset (section 5.4.1). */
function resetHost(self: Xhci): void {
  for (let port = connectorCount + 1; port <= portCount; port++) deviceOn(self, port)?.busReset();
  resetAlone(self);
}

/** RS, HCRST, CSS and CRS of USBCMD (xHCI 1.2, section 5.4.1). */
function command(self: Xhci): void {
  if (self.usbcmdHcrst) return resetHost(self);
  if (self.usbstsHch && !self.usbcmdRs) {
    if (self.usbcmdCss) save(self);
    if (self.usbcmdCrs) restore(self);
  }
  self.usbcmdCss = 0;
  self.usbcmdCrs = 0;
  if (!self.usbcmdRs && !self.usbstsHch) halt(self);
  else if (self.usbcmdRs && self.usbstsHch) run(self);
  signalAll(self);
}

/** Starts, unless an error wants a reset first. */
function run(self: Xhci): void {
  if (self.usbstsHce) {
    self.usbcmdRs = 0;
    return;
  }
  start(self);
  reportPorts(self);
  serve(self);
}

/** A doorbell of a slot starts an endpoint that was stopped, or a stream of it; one that is halted stays so (section 4.7). */
function ring(self: Xhci, slot: number, endpoint: number, stream: number): void {
  if (streamsOf(self, slot, endpoint) > 0) {
    if (!isStream(self, slot, endpoint, stream)) return;
    setRung(new TransferRing(self, slot, endpoint, stream), true);
  }
  const state = self.endpointState.get(placeOf(slot, endpoint));
  if (state === EndpointState.stopped)
    guarded(self, () => setEndpointState(self, slot, endpoint, EndpointState.running));
  note(self, slot, endpoint);
}

function restart(self: Xhci): void {
  self.frames = 0;
  self.wraps = 0;
  self.commandDequeue = 0n;
  self.commandCycle = false;
  for (let slot = 0; slot < self.slotEnabled.length; slot++) forgetSlot(self, slot);
  for (let ring = 0; ring < self.eventFull.length; ring++) {
    beginEvents(self, ring);
    self.moderation[ring]!.cancel();
  }
  self.mfindexWrap.cancel();
  self.microframe.cancel();
  self.service.cancel();
  detect(self);
  signalAll(self);
}

/** Behaviour of the controller. */
export const xhciHooks: XhciHooks = {
  attach,
  detach,
  lost,

  wake(self, device, endpoint) {
    const slot = slotOfDevice(self, device);
    if (slot === 0) return;
    note(self, slot, 2 * (endpoint & 0xf) + (endpoint >> 7));
    work(self);
  },

  wrapped(self) {
    self.wraps++;
    self.frames = 0;
    start(self);
    if (self.usbcmdEwe)
      guarded(self, () => post(self, 0, { parameter: 0n, code: Completion.success, type: EventType.wrap }));
  },

  goOn: work,
  serve,
  command,
  update: signalAll,

  commandRing(self, value) {
    const stop = self.crcrCs | self.crcrCa;
    self.crcr = value & commandRunning;
    if (!self.crcrCrr) {
      self.commandDequeue = (self.commandDequeue & ~0xffff_ffffn) | BigInt((value & ~0x3f) >>> 0);
      self.commandCycle = (value & 1) !== 0;
    } else if (stop) {
      self.crcrCrr = 0;
      guarded(self, () => reportRingStopped(self));
    }
  },

  commandRingHigh(self, value) {
    self.crcrHigh = 0;
    if (!self.crcrCrr) self.commandDequeue = (self.commandDequeue & 0xffff_ffffn) | (BigInt(value >>> 0) << 32n);
  },

  portWritten,
  microframes,

  interruptManaged(self, ring, _value, old) {
    if (old & ~self.getIman(ring) & 1) moderate(self, ring, self.getImod(ring) & 0xffff);
    signal(self, ring);
  },

  moderationLeft,

  moderate(self, ring, value) {
    moderate(self, ring, value >>> 16);
    moderated(self, ring);
  },

  moderated,
  eventRing: (self, ring) => beginEvents(self, ring),

  eventsTaken(self, ring) {
    guarded(self, () => taken(self, ring));
    work(self);
  },

  rung(self, index, value) {
    self.setDoorbell(index, 0);
    if (!isRunning(self)) return;
    if (index === 0) {
      if ((value & 0xff) !== 0) return;
      self.crcrCrr = 1;
      note(self, 0, 0);
    } else if (value & 0x1f && (value & 0xff) < 32) ring(self, index, value & 0x1f, value >>> 16);
    work(self);
  },

  openBus(self) {
    self.usb.hotplug = {};
  },

  restart,
};

/** SBRN: the serial bus release number of the function, 3.2 (section 5.2.3). */
const releaseNumber = 0x60;

/** Behaviour of the function. */
export const xhciPciHooks: XhciPciHooks = {
  openConfig: (self) => self.setConfig(releaseNumber, 1, 0x32),
};
