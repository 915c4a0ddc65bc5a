import { type BufferChardev } from "@qdl/runtime";

/** A line is typed when nothing was printed for so long, in ms; its characters follow each other, one a ms. */
const pause = 50;
/** Firmware that prints nothing is taken to listen by then, in ms of its time; others listen once they have printed. */
const started = 1000;
const newline = 0x0a;

/** Types what comes from a file or a pipe as a person would: a line at a time, when the firmware has said what it has to say. */
export class Typist {
  readonly #terminal: BufferChardev;
  #left: number[] = [];
  #inLine = false;
  /** When something was last printed or typed, in ms. */
  #last = started;

  constructor(terminal: BufferChardev) {
    this.#terminal = terminal;
  }

  /** More to type. */
  add(bytes: Iterable<number>): void {
    this.#left.push(...bytes);
  }

  /** The firmware has printed a character at `now`, in ms. */
  printed(now: number): void {
    this.#last = now;
  }

  /** Types the next character if it is its time. */
  type(now: number): void {
    if (this.#left.length === 0 || this.#terminal.waiting > 0 || !(this.#inLine || this.quietFor(now) > pause)) return;
    const next = this.#left.shift()!;
    this.#terminal.feed([next]);
    this.#inLine = next !== newline;
    this.#last = now;
  }

  /** How long nothing was printed or typed, in ms; 0 while the firmware has not taken what was typed. */
  quietFor(now: number): number {
    return this.#terminal.waiting > 0 ? 0 : now - this.#last;
  }

  /** Whether all was typed. */
  get done(): boolean {
    return this.#left.length === 0;
  }
}
