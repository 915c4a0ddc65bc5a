import { type WriteStream } from "node:tty";
import { type Microbit } from "../../generated/nrf51/microbit.ts";

const size = 5;
/** From dark to bright. */
const shades = [" ", "░", "▒", "▓", "█"] as const;
/** Software shows one of three rows at a time, so that a LED is lit for a third of the time at most. */
const rows = 3;
/** Time between two looks, in ms. */
const between = 60;
const nsPerMs = 1_000_000;

/** What the eye has seen on the LEDs in the last `ns` of time: five lines of five pairs of shades. Begins to look anew. */
export function picture({ leds }: Microbit, ns: number): string[] {
  const shade = (x: number, y: number): string => {
    const share = Math.min((rows * leds.litFor(x, y)) / ns, 1);
    return shades[Math.ceil(share * (shades.length - 1) - 0.1)]!.repeat(2);
  };
  const lines = Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_x, x) => shade(x, y)).join(""));
  leds.begin();
  return lines;
}

function framed(lines: readonly string[]): string[] {
  const bar = "─".repeat(2 * size);
  return [`┌${bar}┐`, ...lines.map((line) => `│${line}│`), `└${bar}┘`];
}

/** Escape sequences that draw lines at the upper right of a terminal, and leave the cursor where it is. */
function inCorner(lines: readonly string[], columns: number): string {
  const left = Math.max(1, columns - 2 * size - 1);
  const drawn = lines.map((line, at) => `\x1b[${at + 1};${left}H${line}`);
  return `\x1b7${drawn.join("")}\x1b8`;
}

/** Shows the LEDs whenever they have changed. */
export class LedView {
  readonly #board: Microbit;
  readonly #to: Pick<WriteStream, "write" | "isTTY" | "columns">;
  #next = between;
  #shown = "";

  constructor(board: Microbit, to: Pick<WriteStream, "write" | "isTTY" | "columns">) {
    this.#board = board;
    this.#to = to;
  }

  /** Looks at the LEDs if it is time to; `now` is that of the board, in ms. */
  look(now: number): void {
    if (now < this.#next) return;
    this.#next = now + between;
    const lines = framed(picture(this.#board, between * nsPerMs));
    const text = lines.join("\n");
    if (text === this.#shown) return;
    this.#shown = text;
    this.#to.write(this.#to.isTTY ? inCorner(lines, this.#to.columns) : `${text}\n`);
  }
}
