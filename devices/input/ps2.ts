import { type Ps2Device, type Ps2DeviceHooks, type Ps2Keyboard, type Ps2Mouse } from "../../generated/input/ps2.ts";

const depth = 16;
const acknowledge = 0xfa;
const selfTestPassed = 0xaa;
const resend = 0xfe;

/** How a device answers: to a command, and to the argument of one. */
interface Protocol<T extends Ps2Device> {
  command(device: T, byte: number): void;
  argument(device: T, command: number, byte: number): void;
}

function give(device: Ps2Device, ...bytes: readonly number[]): void {
  for (const byte of bytes) {
    if (device.waiting >= depth) break;
    device.queue.set((device.first + device.waiting) % depth, byte);
    device.waiting++;
  }
  device.waitingLine.set(device.waiting > 0);
}

/** The next byte; the last one again if there is none. */
export function take(device: Ps2Device): number {
  if (device.waiting === 0) return device.last;
  device.last = device.queue.get(device.first);
  device.first = (device.first + 1) % depth;
  device.waiting--;
  device.waitingLine.set(device.waiting > 0);
  return device.last;
}

/** The byte that `take` would give. */
export function next(device: Ps2Device): number {
  return device.waiting === 0 ? device.last : device.queue.get(device.first);
}

/** The host sends a byte. */
export function accept(device: Ps2Device, byte: number): void {
  const protocol = (device.type.name === "ps2-mouse" ? mouse : keyboard) as Protocol<Ps2Device>;
  const { command } = device;
  device.command = 0;
  if (command !== 0) protocol.argument(device, command, byte);
  else protocol.command(device, byte);
}

/** Somebody presses or releases a key: its bytes in scan code set 2. Lost if the keyboard is disabled or full. */
export function key(device: Ps2Keyboard, ...codes: readonly number[]): void {
  if (device.reporting && device.waiting + codes.length <= depth) give(device, ...codes);
}

/** Somebody moves the mouse by at most 255 steps, right and up, or changes its buttons (left 1, right 2, middle 4). */
export function move(device: Ps2Mouse, dx: number, dy: number, buttons: number): void {
  device.buttons = buttons & 7;
  if (device.reporting && device.waiting + 3 <= depth) give(device, ...packet(device, dx, dy));
}

function packet(device: Ps2Mouse, dx: number, dy: number): number[] {
  const signs = (dx < 0 ? 0x10 : 0) | (dy < 0 ? 0x20 : 0);
  return [8 | device.buttons | signs, dx & 0xff, dy & 0xff];
}

/** A device waits for the argument of a command. */
function expectArgument(device: Ps2Device, command: number): void {
  device.command = command;
  give(device, acknowledge);
}

const keyboard: Protocol<Ps2Keyboard> = {
  command(device, byte) {
    switch (byte) {
      case 0xed: // indicators
      case 0xf0: // scan code set
      case 0xf3: // typematic rate
        return expectArgument(device, byte);
      case 0xee: // echo
        return give(device, 0xee);
      case 0xf2: // identify
        return give(device, acknowledge, 0xab, 0x83);
      case 0xf4: // enable
      case 0xf5: // disable, with defaults
      case 0xf6: // defaults
        if (byte !== 0xf6) device.reporting = byte === 0xf4;
        return give(device, acknowledge);
      case 0xfe: // resend
        return give(device, device.last);
      case 0xff: // reset
        clear(device);
        return give(device, acknowledge, selfTestPassed);
      default:
        return give(device, resend);
    }
  },

  argument(device, command, byte) {
    if (command === 0xed) device.leds = byte & 7;
    if (command === 0xf0 && byte === 0) return give(device, acknowledge, device.scanSet);
    if (command === 0xf0) device.scanSet = byte;
    give(device, acknowledge);
  },
};

const mouse: Protocol<Ps2Mouse> = {
  command(device, byte) {
    switch (byte) {
      case 0xe8: // resolution
      case 0xf3: // sample rate
        return expectArgument(device, byte);
      case 0xe6: // scaling 1:1
      case 0xe7: // scaling 2:1
        device.scaling = byte & 1;
        return give(device, acknowledge);
      case 0xe9: // status
        return give(device, acknowledge, statusOf(device), device.resolution, device.rate);
      case 0xea: // stream mode
      case 0xf0: // remote mode
        return give(device, acknowledge);
      case 0xeb: // read data
        return give(device, acknowledge, ...packet(device, 0, 0));
      case 0xf2: // identify
        return give(device, acknowledge, 0);
      case 0xf4: // enable
      case 0xf5: // disable
        device.reporting = byte === 0xf4;
        return give(device, acknowledge);
      case 0xf6: // defaults
        defaults(device);
        return give(device, acknowledge);
      case 0xff: // reset
        clear(device);
        defaults(device);
        return give(device, acknowledge, selfTestPassed, 0);
      default:
        return give(device, resend);
    }
  },

  argument(device, command, byte) {
    if (command === 0xe8) device.resolution = byte & 3;
    else device.rate = byte;
    give(device, acknowledge);
  },
};

function statusOf(device: Ps2Mouse): number {
  return (device.reporting ? 0x20 : 0) | (device.scaling << 4) | device.buttons;
}

function defaults(device: Ps2Mouse): void {
  device.rate = 100;
  device.resolution = 2;
  device.scaling = 0;
  device.reporting = false;
}

function clear(device: Ps2Device): void {
  device.first = 0;
  device.waiting = 0;
  device.command = 0;
  device.reporting = device.type.name === "ps2-kbd";
}

/** Behaviour of what keyboards and mice have in common. */
export const ps2DeviceHooks: Ps2DeviceHooks = {
  idle(self) {
    clear(self);
    self.waitingLine.set(0);
  },
};
