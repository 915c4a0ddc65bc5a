import { type NicFrontend } from "@qdl/runtime";
import { type Nrf51Radio, type Nrf51RadioHooks } from "../../generated/nrf51/radio.ts";
import { isTask, powerOff, publish } from "./peripheral.ts";
import {
  addressOf,
  checksumOf,
  decodeFrame,
  encodeFrame,
  headerBytes,
  keep,
  kept,
  payloadBytes,
} from "./radio-frame.ts";

/** Values of STATE. */
const State = {
  disabled: 0,
  rxRampUp: 1,
  rxIdle: 2,
  rx: 3,
  rxDisable: 4,
  txRampUp: 9,
  txIdle: 10,
  tx: 11,
  txDisable: 12,
};
/** What the next step of a packet is. */
const Stage = { none: 0, address: 1, payload: 2, end: 3 } as const;

/** Times in ns (product specification, RADIO timing parameters). */
const txRampUp = 132_000;
const rxRampUp = 130_000;
const txRampDown = 4000;
const rssiTime = 8800;
/** Time of a bit in ns, by MODE. */
const bitTimes = [1000, 500, 4000, 1000] as const;

/** Events by bits of INTEN; their registers lie in this order from 0x100 on. */
const READY = 0;
const ADDRESS = 1;
const PAYLOAD = 2;
const END = 3;
const DISABLED = 4;
const DEVMATCH = 5;
const DEVMISS = 6;
const RSSIEND = 7;
const BCMATCH = 10;
const interrupts = 0x4ff;
const firstEvent = 0x100;

const nameOf = new Map([
  [READY, "eventsReady"],
  [ADDRESS, "eventsAddress"],
  [PAYLOAD, "eventsPayload"],
  [END, "eventsEnd"],
  [DISABLED, "eventsDisabled"],
  [DEVMATCH, "eventsDevmatch"],
  [DEVMISS, "eventsDevmiss"],
  [RSSIEND, "eventsRssiend"],
  [BCMATCH, "eventsBcmatch"],
] as const);

type Event = Parameters<typeof nameOf.get>[0];

function updateLine(self: Nrf51Radio): void {
  let raised = 0;
  for (const [event, name] of nameOf) if (self[name]) raised |= 1 << event;
  self.irq.set((raised & self.inten) !== 0);
}

/** An event happens: the interconnect hears of it, and the processor, if it wants to. */
function happen(self: Nrf51Radio, event: Event): void {
  self[nameOf.get(event)!] = 1;
  publish(self, firstEvent + 4 * event);
  updateLine(self);
}

const bitTime = (self: Nrf51Radio): number => bitTimes[self.modeMode]!;

const preambleBytes = 1;

function rampUp(self: Nrf51Radio, state: number): void {
  if (self.state !== State.disabled) return;
  self.state = state;
  self.ramp.setIn(state === State.txRampUp ? txRampUp : rxRampUp);
}

/** A packet is read from memory and sent, or the radio begins to listen. */
function start(self: Nrf51Radio): void {
  if (self.state === State.rxIdle) self.state = State.rx;
  else if (self.state === State.txIdle) {
    self.state = State.tx;
    load(self);
    self.stage = Stage.address;
    self.bits.setIn(8 * (preambleBytes + 1 + self.pcnf1Balen) * bitTime(self));
  }
}

/** Takes the packet from memory. */
function load(self: Nrf51Radio): void {
  const bytes = new Uint8Array(headerBytes(self) + self.pcnf1Maxlen);
  self.memory!.read(self.packetptr, bytes);
  self.length = headerBytes(self) + payloadBytes(self, bytes);
  keep(self, bytes.subarray(0, self.length));
  self.checksum = checksumOf(self, addressOf(self, self.txaddress), bytes.subarray(0, self.length));
}

/** The address has left: whoever listens hears the rest as well. */
function send(self: Nrf51Radio): void {
  const packet = kept(self);
  const address = addressOf(self, self.txaddress);
  const { frequency, modeMode: mode, checksum } = self;
  self.antenna?.send(encodeFrame({ frequency, mode, address, checksum, packet }));
}

/** The address of the packet is through. */
function begin(self: Nrf51Radio): void {
  self.stage = Stage.payload;
  self.bits.setIn(8 * self.length * bitTime(self));
  happen(self, ADDRESS);
  if (self.shortsAddressRssistart) self.meter.setIn(rssiTime);
  if (self.shortsAddressBcstart) startCounter(self);
}

function startCounter(self: Nrf51Radio): void {
  self.counting = true;
  self.counter.setIn(Math.max(1, self.bcc * bitTime(self)));
}

/** All of it is through, with its checksum. */
function finish(self: Nrf51Radio): void {
  self.stage = Stage.none;
  if (self.state === State.rx) {
    self.crcstatus = self.intact ? 1 : 0;
    self.rxmatch = self.matched;
    self.rxcrc = self.checksum;
    self.state = State.rxIdle;
  } else self.state = State.txIdle;
  happen(self, END);
  if (self.shortsEndDisable) disable(self);
  else if (self.shortsEndStart) start(self);
}

function disable(self: Nrf51Radio): void {
  if (self.state === State.disabled) return happen(self, DISABLED);
  const sending = self.state >= State.txRampUp;
  self.stage = Stage.none;
  self.bits.cancel();
  self.counter.cancel();
  self.state = sending ? State.txDisable : State.rxDisable;
  self.ramp.setIn(sending ? txRampDown : 1);
}

function disabled(self: Nrf51Radio): void {
  self.state = State.disabled;
  happen(self, DISABLED);
  if (self.shortsDisabledRssistop) self.meter.cancel();
  const next = self.shortsDisabledTxen ? State.txRampUp : self.shortsDisabledRxen ? State.rxRampUp : null;
  if (next === null) return;
  rampUp(self, next);
  const rampTime = next === State.txRampUp ? txRampUp : rxRampUp;
  self.ramp.setIn(Math.max(rampTime, self.tifs * 1000));
}

function ready(self: Nrf51Radio): void {
  self.state = self.state === State.txRampUp ? State.txIdle : State.rxIdle;
  happen(self, READY);
  if (self.shortsReadyStart) start(self);
}

/** Which of the enabled logical addresses a packet was sent to, or -1. */
function logicalAddress(self: Nrf51Radio, address: Uint8Array): number {
  return Array.from({ length: 8 }, (_, i) => i).findIndex((i) => {
    if ((self.rxaddresses & (1 << i)) === 0) return false;
    const own = addressOf(self, i);
    return own.length === address.length && own.every((byte, at) => byte === address[at]);
  });
}

/** The device address that a packet comes from, of those that are enabled, or -1: bit 6 of S0 tells whether it is random. */
function deviceAddress(self: Nrf51Radio, packet: Uint8Array): number {
  const at = headerBytes(self);
  const bytes = packet.subarray(at, at + 6);
  const random = ((packet[0] ?? 0) >>> 6) & 1;
  return Array.from({ length: 8 }, (_, i) => i).findIndex((i) => {
    if ((self.dacnfEna & (1 << i)) === 0 || ((self.dacnfTxadd >>> i) & 1) !== random) return false;
    const [low, high] = [self.getDab(i), self.getDap(i)];
    return (
      bytes.length === 6 &&
      bytes.every((byte, n) => byte === ((n < 4 ? low >>> (8 * n) : high >>> (8 * n - 32)) & 0xff))
    );
  });
}

const antenna: NicFrontend<Nrf51Radio> = {
  canReceive: () => true,

  receive(self, bytes) {
    const frame = decodeFrame(bytes);
    if (!frame || self.state !== State.rx || self.stage !== Stage.none) return;
    if (frame.frequency !== self.frequency || frame.mode !== self.modeMode) return;
    const matched = logicalAddress(self, frame.address);
    if (matched < 0) return;
    const length = headerBytes(self) + payloadBytes(self, frame.packet);
    const packet = new Uint8Array(length);
    packet.set(frame.packet.subarray(0, length));
    self.matched = matched;
    self.length = length;
    keep(self, packet);
    self.checksum = frame.checksum;
    self.intact = frame.packet.length >= length && frame.checksum === checksumOf(self, frame.address, packet);
    begin(self);
  },
};

/** Behaviour of the radio, from the nRF51 Series Reference Manual, chapter 17. */
export const nrf51RadioHooks: Nrf51RadioHooks = {
  enableTransmitter(self, value) {
    if (isTask(value)) rampUp(self, State.txRampUp);
  },

  enableReceiver(self, value) {
    if (isTask(value)) rampUp(self, State.rxRampUp);
  },

  start(self, value) {
    if (isTask(value)) start(self);
  },

  stop(self, value) {
    if (!isTask(value)) return;
    self.stage = Stage.none;
    self.bits.cancel();
    if (self.state === State.rx) self.state = State.rxIdle;
    else if (self.state === State.tx) self.state = State.txIdle;
  },

  disableRadio(self, value) {
    if (isTask(value)) disable(self);
  },

  startRssi(self, value) {
    if (isTask(value)) self.meter.setIn(rssiTime);
  },

  stopRssi(self, value) {
    if (isTask(value)) self.meter.cancel();
  },

  startCounter(self, value) {
    if (isTask(value)) startCounter(self);
  },

  stopCounter(self, value) {
    if (isTask(value)) self.counter.cancel();
  },

  settled(self) {
    if (self.state === State.txRampUp || self.state === State.rxRampUp) ready(self);
    else disabled(self);
  },

  step(self) {
    if (self.stage === Stage.address) {
      send(self);
      return begin(self);
    }
    if (self.stage === Stage.end) return finish(self);
    self.stage = Stage.end;
    self.bits.setIn(8 * self.crccnfLen * bitTime(self) + 1);
    if (self.state === State.rx) {
      const packet = kept(self);
      self.memory!.write(self.packetptr, packet);
      if (self.dacnfEna) {
        const match = deviceAddress(self, packet);
        if (match >= 0) self.dai = match;
        happen(self, match >= 0 ? DEVMATCH : DEVMISS);
      }
    }
    happen(self, PAYLOAD);
  },

  counted: (self) => happen(self, BCMATCH),

  measured(self) {
    self.rssisample = self.rssi;
    happen(self, RSSIEND);
  },

  switchPower(self, value) {
    if (!isTask(value)) powerOff(self);
  },

  updateIrq: updateLine,
  enabled: (self) => self.inten,

  enable(self, value) {
    self.inten |= value & interrupts;
    updateLine(self);
  },

  disable(self, value) {
    self.inten &= ~value;
    updateLine(self);
  },

  attachAntenna(self) {
    self.antenna?.attach(self, antenna);
  },

  detachAntenna(self) {
    self.antenna?.detach(self);
  },

  goSilent,
};

function goSilent(self: Nrf51Radio): void {
  for (const timer of [self.ramp, self.bits, self.counter, self.meter]) timer.cancel();
  self.stage = Stage.none;
  self.state = State.disabled;
  updateLine(self);
}
