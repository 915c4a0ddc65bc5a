import { type RP2040, Simulator } from "rp2040js";
import { BufferChardev, createMachine } from "@qdl/runtime";
import { Rp2040Uarts } from "../../generated/rp2040/uarts.ts";
import { Pl011Peripheral } from "./pl011.ts";

/** Where the second stage of the boot loader leaves off: the vector table of a program in flash. */
const program = 0x1000_0100;
/** 125 MHz. */
const nsPerCycle = 8;

/** A chip that runs a program, and the far end of its UART0. */
export interface Running {
  readonly chip: RP2040;
  /** What the program has printed so far, one byte a character. */
  readonly text: string;
  feed(text: string): void;
  /** Executes until `until` says so, or `cycles` have passed. */
  run(cycles: number, until: () => boolean): void;
}

/** A chip with rp2040js' own UARTs. */
export function bootOwn(image: Uint8Array): Running {
  const { rp2040: chip, clock } = start(image);
  let text = "";
  chip.uart[0]!.onByte = (byte) => void (text += String.fromCharCode(byte));
  return {
    chip,
    get text() {
      return text;
    },
    feed: (input) => [...input].forEach((character) => chip.uart[0]!.feedByte(character.charCodeAt(0))),
    run: (cycles, until) => run(chip, { cycles, until, tick: (ns) => clock.tick(ns) }),
  };
}

/** The same chip with generated PL011s in their place. */
export function bootGenerated(image: Uint8Array): Running {
  const { rp2040: chip, clock } = start(image);
  const uarts = createMachine(Rp2040Uarts);
  const terminal = uarts.addBackend("terminal", BufferChardev);
  uarts.uart[0]!.chardev = terminal;
  uarts.realize();
  uarts.reset();
  for (const index of [0, 1] as const) new Pl011Peripheral(chip, uarts, index);
  const tick = (ns: number): void => {
    clock.tick(ns);
    uarts.advance(ns);
  };
  return {
    chip,
    get text() {
      return terminal.text;
    },
    feed: (input) => terminal.feed(input),
    run: (cycles, until) => run(chip, { cycles, until, tick }),
  };
}

function start(image: Uint8Array): Simulator {
  const simulator = new Simulator();
  const { rp2040: chip } = simulator;
  chip.flash.set(image, program - 0x1000_0000);
  chip.core.VTOR = program;
  chip.core.reset();
  return simulator;
}

interface Run {
  readonly cycles: number;
  readonly until: () => boolean;
  readonly tick: (ns: number) => void;
}

function run(chip: RP2040, { cycles, until, tick }: Run): void {
  for (let done = 0; done < cycles && !until();) {
    const step = chip.core.waiting ? 125 : chip.core.executeInstruction();
    done += step;
    tick(step * nsPerCycle);
  }
}
