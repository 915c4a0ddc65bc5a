import { type UsbDevice, UsbSpeedNumbers } from "../../generated/usb/bus.ts";
import { type Xhci } from "../../generated/usb/xhci.ts";
import { hasRoom, speedOf, storePortBandwidth } from "./xhci-bandwidth.ts";
import { Completion, EventType, post } from "./xhci-events.ts";
import { load } from "./xhci-memory.ts";
import { type Position, type Trb, TrbType, typeOf } from "./xhci-rings.ts";
import { reportStopped } from "./xhci-reports.ts";
import {
  contextAt,
  disableEndpoint,
  enableEndpoint,
  EndpointState,
  type EndpointForm,
  forgetSlot,
  formOf,
  isEndpointValid,
  placeOf,
  setContext,
  setEndpointState,
  setSlotState,
  slotContext,
  SlotState,
} from "./xhci-slots.ts";
import { isStream, rungStreams, streamsOf, TransferRing } from "./xhci-streams.ts";
import { deviceOf, slotAt } from "./xhci-topology.ts";

/** A command of a slot: its TRB, and what the command came to. */
type Command = (self: Xhci, slot: number, trb: Trb) => number;

const endpointOf = ({ control }: Trb): number => (control >>> 16) & 0x1f;
const inputOf = ({ parameter }: Trb): bigint => parameter & ~0xfn;
/**
 * Bit 9: Address Device does not send the request (BSR), Configure Endpoint takes all endpoints away (DC), Reset Endpoint leaves the transfer
 * in hand as it is (TSP).
 */
const option = 0x200;
const controlEndpoint = 1;
const lastEndpoint = 31;

/** Which contexts behind an input control context are to be dropped, and added (section 6.2.5.1). */
function flagsOf(self: Xhci, input: bigint): { readonly drop: number; readonly add: number } {
  const view = load(self, input, 8);
  return { drop: view.getUint32(0, true), add: view.getUint32(4, true) };
}

/** A context of an input context: that of the slot has number 0, as in a device context. */
const inputContext = (self: Xhci, input: bigint, index: number): DataView<ArrayBuffer> =>
  contextAt(self, input, index + 1);

/** A control transfer without data that the controller does by itself. */
function request(device: UsbDevice, setup: bigint): boolean {
  device.setup(setup);
  return device.give(0, 0) === "ack";
}

/** Enables a slot: the lowest of those that the driver allows (section 4.6.3). */
function enableSlot(self: Xhci): number {
  const most = Math.min(self.configMaxSlotsEn, self.slotEnabled.length - 1);
  for (let slot = 1; slot <= most; slot++)
    if (!self.slotEnabled.get(slot)) {
      forgetSlot(self, slot);
      self.slotEnabled.set(slot, 1);
      return slot;
    }
  return 0;
}

/** Section 4.6.4. */
function disableSlot(self: Xhci, slot: number): number {
  if (self.slotState.get(slot) !== SlotState.enabled) setSlotState(self, slot, SlotState.enabled);
  forgetSlot(self, slot);
  return Completion.success;
}

/** Where a device is, as a slot context says it (section 6.2.2): port, route, and who translates for it. */
interface Whereabouts {
  readonly port: number;
  readonly route: number;
  readonly translator: number;
}

const nowhere: Whereabouts = { port: 0, route: 0, translator: 0 };

function whereaboutsOf(context: DataView): Whereabouts {
  return {
    port: context.getUint8(6),
    route: context.getUint32(0, true) & 0xf_ffff,
    translator: context.getUint16(8, true),
  };
}

function setWhereabouts(self: Xhci, slot: number, { port, route, translator }: Whereabouts): void {
  self.slotPort.set(slot, port);
  self.slotRoute.set(slot, route);
  self.slotTranslator.set(slot, translator);
}

/** Whether a slot may get, or keep, the place that its new context names. */
function isFree(self: Xhci, slot: number, { port, route }: Whereabouts): boolean {
  const other = slotAt(self, port, route);
  return other === 0 || other === slot;
}

/** Section 4.6.5: gives the device an address, unless BSR says that it stays at 0. */
function addressDevice(self: Xhci, slot: number, trb: Trb): number {
  const input = inputOf(trb);
  const blocked = (trb.control & option) !== 0;
  const { drop, add } = flagsOf(self, input);
  if (drop !== 0 || add !== 3) return Completion.parameter;
  const state = self.slotState.get(slot);
  if (state !== SlotState.enabled && (blocked || state !== SlotState.default)) return Completion.contextState;
  const context = inputContext(self, input, 0);
  const control = inputContext(self, input, controlEndpoint);
  const where = whereaboutsOf(context);
  if (!isEndpointValid(control, controlEndpoint, 0) || !isFree(self, slot, where)) return Completion.parameter;
  setWhereabouts(self, slot, where);
  const device = deviceOf(self, slot);
  if (!device || (!blocked && !request(device, BigInt(0x0500 | (slot << 16))))) {
    setWhereabouts(self, slot, nowhere);
    return Completion.transaction;
  }
  self.slotContext.set(slot, load(self, self.dcbaap + 8n * BigInt(slot), 8).getBigUint64(0, true) & ~0x3fn);
  setSlotState(self, slot, blocked ? SlotState.default : SlotState.addressed, context);
  enableEndpoint(self, slot, controlEndpoint, control);
  return Completion.success;
}

/** Takes endpoints out of service, and the slot back to where it has an address only. */
function deconfigure(self: Xhci, slot: number): number {
  for (let endpoint = controlEndpoint + 1; endpoint <= lastEndpoint; endpoint++) disableEndpoint(self, slot, endpoint);
  setSlotState(self, slot, SlotState.addressed);
  return Completion.success;
}

/** Whether the flags name no endpoint that cannot be dropped or added, and each that is added can be. */
function isConfigurationValid(self: Xhci, slot: number, { drop, add }: { drop: number; add: number }): boolean {
  if ((drop & 3) !== 0 || (add & 3) !== 1) return false;
  for (let endpoint = controlEndpoint + 1; endpoint <= lastEndpoint; endpoint++) {
    const there = self.endpointState.get(placeOf(slot, endpoint)) !== EndpointState.disabled;
    if (there && (add >>> endpoint) & 1 && !((drop >>> endpoint) & 1)) return false;
  }
  return true;
}

/** The endpoints that a slot has when those that are dropped have gone, but for those that are added. */
function formsKept(self: Xhci, slot: number, drop: number): EndpointForm[] {
  const kept: EndpointForm[] = [];
  for (let endpoint = controlEndpoint + 1; endpoint <= lastEndpoint; endpoint++)
    if (!((drop >>> endpoint) & 1) && self.endpointState.get(placeOf(slot, endpoint)) !== EndpointState.disabled)
      kept.push(formOf(contextAt(self, self.slotContext.get(slot), endpoint)));
  return kept;
}

/** Section 4.6.6. Nothing changes unless all can be as it is asked for, and the bus has room for it. */
function configureEndpoint(self: Xhci, slot: number, trb: Trb): number {
  const state = self.slotState.get(slot);
  if (state < SlotState.addressed) return Completion.contextState;
  if (trb.control & option) return deconfigure(self, slot);
  const input = inputOf(trb);
  const { drop, add } = flagsOf(self, input);
  if (!isConfigurationValid(self, slot, { drop, add })) return Completion.parameter;
  const added = new Map<number, DataView<ArrayBuffer>>();
  for (let endpoint = controlEndpoint + 1; endpoint <= lastEndpoint; endpoint++)
    if ((add >>> endpoint) & 1) added.set(endpoint, inputContext(self, input, endpoint));
  const speed = speedOf(self, slot);
  for (const [endpoint, context] of added) if (!isEndpointValid(context, endpoint, speed)) return Completion.parameter;
  const forms = [...formsKept(self, slot, drop), ...[...added.values()].map(formOf)];
  if (speed !== 0 && !hasRoom(self, slot, forms)) return Completion.bandwidth;
  for (let endpoint = controlEndpoint + 1; endpoint <= lastEndpoint; endpoint++)
    if ((drop >>> endpoint) & 1) disableEndpoint(self, slot, endpoint);
  for (const [endpoint, context] of added) enableEndpoint(self, slot, endpoint, context);
  finishConfiguration(self, slot, inputContext(self, input, 0));
  return Completion.success;
}

/** Bits of a slot context that say what hub a device is: that it is one, and whether it translates on each port (section 6.2.2). */
const hubBits = 3 << 25;
const isHub = 1 << 26;

/** The slot's context says what it has now: the last endpoint, and what its device is as a hub. */
function finishConfiguration(self: Xhci, slot: number, given: DataView): void {
  const last = lastEnabled(self, slot);
  const context = slotContext(self, slot);
  const first = given.getUint32(0, true);
  context.setUint32(0, (context.getUint32(0, true) & 0x07ff_ffff & ~hubBits) | (first & hubBits) | (last << 27), true);
  context.setUint8(7, given.getUint8(7));
  context.setUint8(10, (context.getUint8(10) & ~3) | (given.getUint8(10) & 3));
  self.slotHub.set(slot, first & isHub ? given.getUint8(7) : 0);
  setSlotState(self, slot, last > controlEndpoint ? SlotState.configured : SlotState.addressed, context);
}

function lastEnabled(self: Xhci, slot: number): number {
  let endpoint = lastEndpoint;
  while (endpoint > controlEndpoint && !self.endpointState.get(placeOf(slot, endpoint))) endpoint--;
  return endpoint;
}

/** Section 4.6.7: the interrupter and exit latency of the slot, the largest packet of endpoint 0. */
function evaluateContext(self: Xhci, slot: number, trb: Trb): number {
  if (self.slotState.get(slot) < SlotState.default) return Completion.contextState;
  const input = inputOf(trb);
  const { drop, add } = flagsOf(self, input);
  if (drop !== 0 || add === 0 || (add & ~3) !== 0) return Completion.parameter;
  const control = inputContext(self, input, controlEndpoint);
  if (add & 2 && control.getUint16(6, true) === 0) return Completion.parameter;
  if (add & 1) {
    const given = inputContext(self, input, 0);
    const context = slotContext(self, slot);
    context.setUint16(4, given.getUint16(4, true), true);
    context.setUint16(10, (context.getUint16(10, true) & 0x3f) | (given.getUint16(10, true) & ~0x3f), true);
    setContext(self, slot, 0, context);
  }
  if (add & 2) {
    const context = contextAt(self, self.slotContext.get(slot), controlEndpoint);
    context.setUint16(6, control.getUint16(6, true), true);
    self.endpointPacket.set(placeOf(slot, controlEndpoint), control.getUint16(6, true));
    setContext(self, slot, controlEndpoint, context);
  }
  return Completion.success;
}

/** Changes an endpoint from one of the states that a command is for to another. */
function move(self: Xhci, ...[slot, endpoint, from, to]: [number, number, readonly number[], number]): number {
  if (!from.includes(self.endpointState.get(placeOf(slot, endpoint)))) return Completion.contextState;
  setEndpointState(self, slot, endpoint, to);
  return Completion.success;
}

/** Section 4.6.8: unless the driver wants it to go on where it was, the transfer in hand begins anew. */
const resetEndpoint: Command = (self, slot, trb) => {
  const endpoint = endpointOf(trb);
  const code = move(self, slot, endpoint, [EndpointState.halted], EndpointState.stopped);
  if (code === Completion.success && !(trb.control & option)) {
    for (const stream of rungStreams(self, slot, endpoint)) new TransferRing(self, slot, endpoint, stream).done = 0;
    setEndpointState(self, slot, endpoint, EndpointState.stopped);
  }
  return code;
};

/** Section 4.6.9: a transfer in hand is reported with what is left of it, of streams the first that has one. */
const stopEndpoint: Command = (self, slot, trb) => {
  const endpoint = endpointOf(trb);
  const at = placeOf(slot, endpoint);
  if (self.endpointState.get(at) !== EndpointState.running) return Completion.contextState;
  rungStreams(self, slot, endpoint).some((stream) => reportStopped(new TransferRing(self, slot, endpoint, stream)));
  self.endpointRung.set(at, 0);
  self.endpointDue.set(at, 0);
  setEndpointState(self, slot, endpoint, EndpointState.stopped);
  return Completion.success;
};

/** Stream context type in a pointer: a ring in a linear array. */
const primaryRing = 1n;

/** Section 4.6.10. */
const moveDequeue: Command = (self, slot, { parameter, status, control }) => {
  const endpoint = (control >>> 16) & 0x1f;
  const stream = streamsOf(self, slot, endpoint) > 0 ? status >>> 16 : 0;
  const state = self.endpointState.get(placeOf(slot, endpoint));
  if (state !== EndpointState.stopped && state !== EndpointState.error) return Completion.contextState;
  if (!isStream(self, slot, endpoint, stream)) return Completion.trb;
  if (stream > 0 && ((parameter >> 1n) & 7n) !== primaryRing) return Completion.trb;
  const ring = new TransferRing(self, slot, endpoint, stream);
  ring.position = { dequeue: parameter & ~0xfn, cycle: Number(parameter & 1n) };
  setEndpointState(self, slot, endpoint, EndpointState.stopped);
  return Completion.success;
};

/** Section 4.6.11: the device was reset by its port; only endpoint 0 is left. */
const resetDevice: Command = (self, slot) => {
  if (self.slotState.get(slot) < SlotState.addressed) return Completion.contextState;
  for (let endpoint = controlEndpoint + 1; endpoint <= lastEndpoint; endpoint++) disableEndpoint(self, slot, endpoint);
  setSlotState(self, slot, SlotState.default);
  return Completion.success;
};

const speedNumbers: readonly number[] = Object.values(UsbSpeedNumbers);

/** Section 4.6.15: of the ports of the root, whose slot is 0, or of a hub. */
function getPortBandwidth(self: Xhci, { parameter, control }: Trb): number {
  const hub = control >>> 24;
  const speed = (control >>> 16) & 0xf;
  if (!speedNumbers.includes(speed) || hub >= self.slotHub.length) return Completion.trb;
  if (hub > 0 && self.slotHub.get(hub) === 0) return Completion.slotNotEnabled;
  storePortBandwidth(self, parameter & ~0xfn, hub, speed);
  return Completion.success;
}

/** Commands of a slot that is enabled. */
const commands = new Map<number, Command>([
  [TrbType.disableSlot, disableSlot],
  [TrbType.addressDevice, addressDevice],
  [TrbType.configureEndpoint, configureEndpoint],
  [TrbType.evaluateContext, evaluateContext],
  [TrbType.resetEndpoint, resetEndpoint],
  [TrbType.stopEndpoint, stopEndpoint],
  [TrbType.setDequeue, moveDequeue],
  [TrbType.resetDevice, resetDevice],
]);

/** Commands whose TRB names an endpoint. */
const ofEndpoint: readonly number[] = [TrbType.resetEndpoint, TrbType.stopEndpoint, TrbType.setDequeue];

interface Result {
  readonly code: number;
  readonly slot: number;
}

function execute(self: Xhci, trb: Trb): Result {
  const type = typeOf(trb);
  if (type === TrbType.noopCommand) return { code: Completion.success, slot: 0 };
  if (type === TrbType.enableSlot) {
    const slot = enableSlot(self);
    return { code: slot > 0 ? Completion.success : Completion.noSlots, slot };
  }
  const slot = trb.control >>> 24;
  if (type === TrbType.getPortBandwidth) return { code: getPortBandwidth(self, trb), slot };
  const command = commands.get(type);
  if (!command || (ofEndpoint.includes(type) && endpointOf(trb) === 0)) return { code: Completion.trb, slot };
  if (slot === 0 || slot >= self.slotEnabled.length || !self.slotEnabled.get(slot))
    return { code: Completion.slotNotEnabled, slot };
  return { code: command(self, slot, trb), slot };
}

/** Does a command and reports it. Throws `HostError`. */
export function runCommand(self: Xhci, { trb, after }: { readonly trb: Trb; readonly after: Position }): void {
  self.commandDequeue = after.dequeue;
  self.commandCycle = after.cycle !== 0;
  const { code, slot } = execute(self, trb);
  post(self, 0, { parameter: trb.address, code, type: EventType.command, slot });
}

/** The driver has stopped the ring (section 4.6.1.2). Throws `HostError`. */
export function reportRingStopped(self: Xhci): void {
  post(self, 0, { parameter: self.commandDequeue, code: Completion.commandRingStopped, type: EventType.command });
}
