import { readFileSync } from "node:fs";
import { intercept, type IrqIn, type IrqOut, restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import { boot, type Running } from "../microbit/boot.ts";
import { parseImage } from "../microbit/image.ts";

/** Times are virtual, in ns. */
export const microsecond = 1000;
export const millisecond = 1000 * microsecond;
export const second = 1000 * millisecond;

/** What a line did: its new level, and when, in ns since power on. */
export interface Edge {
  readonly at: number;
  readonly level: number;
}

/** A board on the bench, from which it may go on any number of times: the machine, and what was seen of it. */
export interface Moment {
  readonly snapshot: Uint8Array;
  readonly output: string;
  readonly seen: number;
}

/** A micro:bit with firmware, wired to a test. End each one with `end`, or declare it with `using`. */
export class Bench {
  readonly #running: Running;
  readonly #image: URL;
  /** What was printed before the moment that this board goes on from. */
  #before = "";
  /** How much of the output `waitFor` has dealt with. */
  #seen = 0;

  /** Puts the firmware of a HEX, ELF or binary file on a new board. Throws `ImageError` for a file that is none of these. */
  constructor(image: URL) {
    this.#image = image;
    this.#running = boot(parseImage(readFileSync(image)));
  }

  /** The board and its parts, for whatever the bench has no word for. */
  get board(): Running["board"] {
    return this.#running.board;
  }

  /** All that the firmware has printed on its UART since power on. */
  get output(): string {
    return this.#before + this.#running.terminal.text;
  }

  /** Lets time pass, in ns. */
  run(ns: number): void {
    this.#running.run(ns);
  }

  /** Sends text to the UART. */
  type(text: string): void {
    this.#running.terminal.feed(text);
  }

  /**
   * Runs until `text` is printed. Returns what was printed since the last wait, up to the end of `text`. Throws when it does not
   * come `within` ns.
   */
  waitFor(text: string, within = 2 * second): string {
    const find = (): number => this.output.indexOf(text, this.#seen);
    this.#running.run(within, () => find() >= 0);
    const at = find();
    if (at < 0)
      throw new Error(`no ${JSON.stringify(text)} within ${within / millisecond} ms; the output is\n${this.output}`);
    const from = this.#seen;
    this.#seen = at + text.length;
    return this.output.slice(from, this.#seen);
  }

  /** Drives a pin from outside, 0 or 1. */
  drive(pin: number, level: number): void {
    this.board.soc.gpio.driven[pin]!.set(level);
  }

  /** Presses a button, until it is released. */
  press(button: "a" | "b"): void {
    this.#button(button).press();
  }

  release(button: "a" | "b"): void {
    this.#button(button).release();
  }

  /** Puts a probe on an output, whatever it drives: it writes down every change of the level from now on. */
  probe(line: IrqOut): readonly Edge[] {
    const edges: Edge[] = [];
    const { target } = line;
    let before = line.level;
    line.target = {
      path: `probe of ${line.path}`,
      set: (level) => {
        if (level !== before) edges.push({ at: this.board.now, level });
        before = level;
        target?.set(level);
      },
    };
    return edges;
  }

  /** Cuts the wire to an input: levels do not reach its device until the result is called. */
  cut(line: IrqIn): () => void {
    return intercept(line, () => undefined);
  }

  /** The machine as it is now; it goes on undisturbed. */
  remember(): Moment {
    return { snapshot: takeSnapshot(this.board), output: this.output, seen: this.#seen };
  }

  /** Another bench, with a board of its own that goes on from `moment`. Throws `SnapshotError` for one of another machine. */
  fork(moment: Moment): Bench {
    const next = new Bench(this.#image);
    restoreSnapshot(next.board, moment.snapshot);
    next.#before = moment.output;
    next.#seen = moment.seen;
    return next;
  }

  #button(name: "a" | "b"): Running["board"]["buttonA"] {
    return name === "a" ? this.board.buttonA : this.board.buttonB;
  }

  /** Takes the board apart. Throws when a device has left something behind, with what it was. */
  end(): void {
    const { clean, left, errors } = this.board.shutdown();
    if (!clean) throw new Error(`left behind: ${JSON.stringify({ left, errors })}`);
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
