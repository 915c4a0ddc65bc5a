import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { Remote } from "../../tools/playground/studio/remote.ts";
import { type Call, type Reply } from "../../tools/playground/studio/serve.ts";

interface Kinds {
  readonly double: { readonly given: number; readonly answer: number };
  readonly greet: { readonly given: string; readonly answer: string };
}

/** A worker that answers when it is told to. */
class Stand extends EventTarget {
  readonly calls: Call[] = [];
  ended = false;

  postMessage(call: Call): void {
    this.calls.push(call);
  }

  terminate(): void {
    this.ended = true;
  }

  /** Answers the call that it has; numbers are doubled, names greeted. */
  answer(): void {
    const { id, given } = this.calls.at(-1)!;
    this.say({ id, answer: typeof given === "number" ? given * 2 : `hello ${String(given)}` });
  }

  say(data: Reply): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

function make(): { readonly remote: Remote<Kinds>; readonly workers: Stand[] } {
  const workers: Stand[] = [];
  const start = (): Worker => {
    workers.push(new Stand());
    return workers.at(-1) as unknown as Worker;
  };
  return { remote: new Remote<Kinds>(start), workers };
}

const overtaken = { overtaken: true };

afterEach(() => void vi.useRealTimers());

test("of what is asked while a worker is busy, the last of each kind is done, in the order in which they were asked", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.nat(), fc.string()), { minLength: 1, maxLength: 12 }), async (asked) => {
      const { remote, workers } = make();
      const answers = asked.map((given) =>
        typeof given === "number" ? remote.ask("double", given) : remote.ask("greet", given),
      );
      const kindOf = (given: unknown): string => typeof given;
      const isDone = (given: unknown, at: number): boolean =>
        at === 0 || !asked.slice(at + 1).some((later) => kindOf(later) === kindOf(given));
      const done = asked.filter(isDone);
      for (let count = 0; count < done.length; count++) workers[0]!.answer();
      expect(workers[0]!.calls.map(({ given }) => given)).toEqual(done);
      const expected = asked.map((given, at) =>
        isDone(given, at) ? { answer: typeof given === "number" ? given * 2 : `hello ${given}` } : overtaken,
      );
      expect(await Promise.all(answers)).toEqual(expected);
    }),
  );
});

test("what a worker throws is told to who asked, and the next is answered", async () => {
  const { remote, workers } = make();
  const [first, second] = [remote.ask("double", 1), remote.ask("double", 2)];
  workers[0]!.say({ id: 1, failure: "TypeError: no" });
  workers[0]!.answer();
  await expect(first).rejects.toThrow("TypeError: no");
  expect(await second).toEqual({ answer: 4 });
});

test("a worker that breaks, or hangs, is ended, and another one does what is asked next", async () => {
  vi.useFakeTimers();
  const { remote, workers } = make();
  const broken = remote.ask("double", 1);
  workers[0]!.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message: "out of memory" }));
  await expect(broken).rejects.toThrow("out of memory");
  const hanging = remote.ask("double", 2);
  const last = remote.ask("double", 3);
  vi.advanceTimersByTime(20_000);
  await expect(hanging).rejects.toThrow(/no answer/);
  // What the ended one still says counts for nothing.
  workers[1]!.answer();
  workers[2]!.answer();
  expect(await last).toEqual({ answer: 6 });
  expect(workers.map(({ ended }) => ended)).toEqual([true, true, false]);
});
