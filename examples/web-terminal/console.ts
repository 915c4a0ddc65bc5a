import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import { bootVirt, type Virt } from "../virt/boot.ts";

const millisecond = 1_000_000;
/** A page that was in the background does not catch up: what it missed, up to this, in ms. */
const longestStep = 50;

/** What is shown of the machine. */
export interface Screen {
  print(character: number): void;
  clear(): void;
}

/** A moment to go back to: the machine, its disk, which is outside of it, and what it had printed. */
interface Moment {
  readonly snapshot: Uint8Array;
  readonly disk: Uint8Array;
  readonly printed: readonly number[];
}

/** A `virt` board whose UART is on a screen. */
export class Console {
  readonly #program: Uint8Array;
  readonly #medium: Uint8Array;
  readonly #screen: Screen;
  #virt: Virt;
  #printed: number[] = [];
  #moment: Moment | null = null;
  /** The guest has halted. */
  halted = false;

  /** Boots `program`, with `medium` in the disk. */
  constructor(program: Uint8Array, medium: Uint8Array, screen: Screen) {
    this.#program = program;
    this.#medium = medium;
    this.#screen = screen;
    this.#virt = this.#boot(medium);
  }

  /** Time of the board, in ms. */
  get now(): number {
    return this.#virt.board.now / millisecond;
  }

  /** Lets the machine run for so many ms of its time. */
  run(ms: number): void {
    if (!this.halted) this.halted = this.#virt.run(Math.min(ms, longestStep) * millisecond);
  }

  /** Sends what was typed. */
  type(text: string): void {
    this.#virt.terminal.feed(text);
  }

  /** Another board, from the beginning. */
  restart(): void {
    this.#replace(this.#medium, []);
  }

  /** Keeps the machine as it is. Returns the bytes that its snapshot takes. */
  remember(): number {
    const { board, disk } = this.#virt;
    this.#moment = { snapshot: takeSnapshot(board), disk: disk.data.slice(), printed: [...this.#printed] };
    return this.#moment.snapshot.length;
  }

  /** Another board, from what was kept; the machine as it is, if nothing was. */
  goBack(): void {
    if (!this.#moment) return;
    const { snapshot, disk, printed } = this.#moment;
    this.#replace(disk, printed);
    restoreSnapshot(this.#virt.board, snapshot);
  }

  #replace(medium: Uint8Array, printed: readonly number[]): void {
    this.#virt.board.shutdown();
    this.#screen.clear();
    for (const character of printed) this.#screen.print(character);
    this.#printed = [...printed];
    this.halted = false;
    this.#virt = this.#boot(medium);
  }

  /** A board with a copy of `medium`, which the guest writes to. */
  #boot(medium: Uint8Array): Virt {
    const virt = bootVirt(this.#program, medium.slice());
    virt.terminal.onCharacter = (character) => {
      this.#printed.push(character);
      this.#screen.print(character);
    };
    return virt;
  }
}
