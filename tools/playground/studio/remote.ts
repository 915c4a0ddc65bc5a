import { type Call, type Reply, type Tasks } from "./serve.ts";

/** What came of a task: its answer, or nothing, because a later one of its kind took its place. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly overtaken: true };

/** A task that a worker has, or will have once it is free. */
interface Pending {
  readonly call: Call;
  readonly done: (outcome: Outcome<never>) => void;
  readonly fail: (error: Error) => void;
}

/** A worker that has not answered for as long is taken to hang; in ms. */
const patience = 15_000;

/**
 * A worker, and what it is asked. It does one task after the other; of those of one kind that wait only the last is done, so
 * that whoever types is never answered about what was typed long ago. A worker that hangs or breaks is replaced for the next.
 */
export class Remote<Kinds extends Tasks<Kinds>> {
  readonly #start: () => Worker;
  #worker: Worker | null = null;
  #busy: Pending | null = null;
  #waiting: Pending[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** Has a task done. Rejects with what the worker threw, or if it hangs or breaks. */
  ask<Kind extends keyof Kinds & string>(
    kind: Kind,
    given: Kinds[Kind]["given"],
  ): Promise<Outcome<Kinds[Kind]["answer"]>> {
    return new Promise((done, fail) => {
      for (const { call, done: overtake } of this.#waiting) if (call.kind === kind) overtake({ overtaken: true });
      this.#waiting = this.#waiting.filter(({ call }) => call.kind !== kind);
      this.#waiting.push({ call: { id: ++this.#last, kind, given }, done, fail });
      this.#next();
    });
  }

  #launch(): Worker {
    const worker = this.#start();
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#receive(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#giveUp(event.message || "the worker could not be started");
    });
    return worker;
  }

  #next(): void {
    if (this.#busy || this.#waiting.length === 0) return;
    this.#busy = this.#waiting.shift()!;
    this.#timer = setTimeout(() => this.#giveUp(`no answer for ${patience / 1000} s`), patience);
    this.#worker ??= this.#launch();
    this.#worker.postMessage(this.#busy.call);
  }

  #receive(reply: Reply): void {
    const at = this.#busy;
    if (at?.call.id !== reply.id) return;
    this.#release();
    if ("answer" in reply) at.done({ answer: reply.answer as never });
    else at.fail(new Error(reply.failure));
    this.#next();
  }

  #giveUp(reason: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    const at = this.#busy;
    this.#release();
    at?.fail(new Error(reason));
    this.#next();
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#busy = null;
  }
}
