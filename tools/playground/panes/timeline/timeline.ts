import { type Recording } from "../../../simulate/record.ts";
import { type Played } from "../../studio/questions.ts";
import { makeChart, markColumn } from "./chart.ts";
import { make, marked } from "../../../graph/view/make.ts";
import { type Moment, momentsOf, wordsOf } from "./moments.ts";
import { makeStorageBoxes } from "./storage-boxes.ts";

/** What the user can do with a timeline. */
export interface TimelineActions {
  /** Goes to a step, from 0. */
  goTo(step: number): void;
}

/** Milliseconds that a step is seen while the script plays by itself. */
const pace = 900;

/** A script step by step, forwards and backwards: every count, what happened, and what is wrong. */
export class Timeline {
  /** Where the script is edited. */
  readonly script = make("div", { className: "script" });
  readonly panel: HTMLElement;
  readonly #actions: TimelineActions;
  readonly #range = make("input", {
    type: "range",
    min: "1",
    value: "1",
    "aria-label": "Step",
    input: () => this.#go(Number(this.#range.value) - 1),
  });
  readonly #operation = make("output", { className: "operation" });
  readonly #chart = make("div", { className: "chart-frame" });
  readonly #memory = make("h3");
  readonly #boxes = make("div", { className: "boxes" });
  readonly #log = make("ol", { className: "log" });
  readonly #ending = make("p", { className: "ending", role: "status" });
  readonly #play = make("button", { type: "button", className: "play", click: () => this.#toggle() }, "Play");
  readonly #reports = make("div", { className: "script-reports" });
  #moments: readonly Moment[] = [];
  #step = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(actions: TimelineActions) {
    this.#actions = actions;
    const button = (label: string, sign: string, to: () => number): HTMLElement =>
      make("button", { type: "button", "aria-label": label, title: label, click: () => this.#go(to()) }, sign);
    const controls = make(
      "div",
      { className: "controls steps" },
      button("First step", "«", () => 0),
      button("Step back", "‹", () => this.#step - 1),
      button("Step forward", "›", () => this.#step + 1),
      button("Last step", "»", () => this.#moments.length - 1),
      this.#play,
      this.#range,
    );
    const stage = make(
      "div",
      { className: "stage" },
      controls,
      this.#operation,
      this.#chart,
      legend(),
      make(
        "div",
        { className: "now" },
        make("div", {}, this.#memory, this.#boxes),
        make("div", {}, make("h3", {}, "What happened"), this.#log),
      ),
      this.#ending,
    );
    this.panel = make(
      "div",
      { className: "timeline" },
      make("div", { className: "script-frame" }, this.script, this.#reports),
      stage,
    );
  }

  /** The line of the script that is shown, from 1; null while there is nothing to show. */
  get line(): number | null {
    return this.#moments[this.#step]?.line ?? null;
  }

  /** Shows another play, at a step of it. */
  show(played: Played, step: number): void {
    this.#stop();
    this.#moments = momentsOf(played);
    this.#reports.replaceChildren(
      ...played.reports.map(({ code, message, help, at }) =>
        make(
          "p",
          { className: "error" },
          make("code", { className: "code" }, code),
          ` ${at ? `line ${at.line}: ` : ""}`,
          ...marked(`${message}; ${help}`),
        ),
      ),
    );
    this.#chart.replaceChildren(makeChart(this.#moments, (to) => this.#go(to)));
    this.#range.max = String(Math.max(1, this.#moments.length));
    const { text, look } = endingOf(played.recording);
    this.#ending.textContent = text;
    this.#ending.className = `ending ${look}`;
    this.showStep(step);
  }

  /** Shows a step, or the nearest that there is. */
  showStep(step: number): void {
    this.#step = Math.max(0, Math.min(step, this.#moments.length - 1));
    const moment = this.#moments[this.#step];
    this.#range.value = String(this.#step + 1);
    markColumn(this.#chart, this.#step);
    this.#operation.textContent = moment
      ? `${this.#step + 1} of ${this.#moments.length}: ${moment.operation}`
      : "Nothing is played.";
    this.#memory.textContent = moment?.aborted ? "Memory before" : "Memory after";
    this.#boxes.replaceChildren(...(moment ? makeStorageBoxes(moment) : []));
    this.#log.replaceChildren(...(moment ? logOf(moment) : []));
  }

  #go(step: number): void {
    this.#stop();
    this.#move(step);
  }

  #move(step: number): void {
    this.showStep(step);
    this.#actions.goTo(this.#step);
  }

  #toggle(): void {
    if (this.#timer !== undefined) return this.#stop();
    if (this.#step >= this.#moments.length - 1) this.#move(0);
    this.#play.textContent = "Pause";
    this.#timer = setInterval(() => {
      this.#move(this.#step + 1);
      if (this.#step >= this.#moments.length - 1) this.#stop();
    }, pace);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#play.textContent = "Play";
  }
}

function legend(): HTMLElement {
  const entry = (look: string, text: string): HTMLElement => make("span", {}, make("i", { className: look }), text);
  return make(
    "p",
    { className: "legend" },
    entry("live", "alive"),
    entry("finalized", "finalized, memory kept"),
    entry("kept", "storage"),
    entry("none dangling", "today: freed while in use"),
  );
}

function logOf({ events, legacy }: Moment): HTMLElement[] {
  const happened = events.map((event) =>
    make("li", { className: event.ev === "error" || event.ev === "err" ? "error" : event.ev }, wordsOf(event)),
  );
  const freed = legacy.freed.map(({ storage, alive }) =>
    make(
      "li",
      { className: "today" },
      `Today: the storage of ${storage} is freed, though ${alive.join(", ")} in it is alive.`,
    ),
  );
  const used = legacy.used.map((name) =>
    make("li", { className: "today" }, `Today: ${name} is used, in memory that is freed.`),
  );
  const all = [...happened, ...freed, ...used];
  return all.length > 0 ? all : [make("li", { className: "nothing" }, "Only counts, if anything.")];
}

function endingOf(recording: Recording | null): { readonly text: string; readonly look: string } {
  if (!recording) return { text: "", look: "" };
  const { error, leaked } = recording;
  if (error) return { text: `It ends with misuse, at the attempt: ${error.kind}.`, look: "wrong" };
  if (!leaked || leaked.length === 0) return { text: "It ends clean: no misuse, nothing left.", look: "well" };
  const left = leaked.map(({ name, finalized }) => `${name} (${finalized ? "memory not freed" : "alive"})`);
  return { text: `It leaks: ${left.join(", ")}.`, look: "wrong" };
}
