import { type Microbit } from "../../generated/nrf51/microbit.ts";

/** One of the two buttons. */
export type ButtonName = "a" | "b";

/** A button that is to be pressed at a time of the board, in ms. */
export interface Press {
  readonly button: ButtonName;
  readonly at: number;
}

/** How long a button is pressed, in ms. */
const pressTime = 200;

/** Presses of buttons, in the time of the board. */
export class Fingers {
  readonly #board: Microbit;
  #ahead: readonly Press[];
  readonly #down = new Map<ButtonName, number>();

  constructor(board: Microbit, ahead: readonly Press[]) {
    this.#board = board;
    this.#ahead = ahead;
  }

  /** Whether nothing is pressed, or is to be. */
  get idle(): boolean {
    return this.#ahead.length === 0 && this.#down.size === 0;
  }

  /** Presses a button now, for as long as a person would. */
  press(button: ButtonName): void {
    this.#ahead = [...this.#ahead, { button, at: 0 }];
  }

  /** Presses and releases what is due at `now`, in ms. */
  move(now: number): void {
    const due = this.#ahead.filter(({ at }) => at <= now);
    if (due.length > 0) this.#ahead = this.#ahead.filter(({ at }) => at > now);
    for (const { button } of due) {
      this.#button(button).press();
      this.#down.set(button, now + pressTime);
    }
    for (const [button, until] of this.#down) {
      if (until > now) continue;
      this.#button(button).release();
      this.#down.delete(button);
    }
  }

  #button(name: ButtonName): Microbit["buttonA"] {
    return name === "a" ? this.#board.buttonA : this.#board.buttonB;
  }
}
