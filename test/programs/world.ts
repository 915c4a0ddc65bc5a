import { QomObject } from "@qdl/runtime";

/** A failure that somebody wanted. */
export class Planted extends Error {}

/** What behaviour of generated programs reaches: uses are checked, and realize fails where it is told to. */
export class World {
  /** How many hooks that can fail still succeed; null for all. */
  countdown: number | null = null;

  /** Looks at what a hook uses: it must be there, and not finalized. */
  readonly use = (what: unknown): void => {
    if (what === undefined) throw new Error("a hook uses what does not exist");
    for (const one of Array.isArray(what) ? (what as unknown[]) : [what]) {
      if (!(one instanceof QomObject)) continue;
      // A container whose parts are being unparented is ending, and still there.
      if (one.phase === "finalized" || one.phase === "freed")
        throw new Error(`a hook uses ${one.path}, which is finalized`);
    }
  };

  readonly mayFail = (): void => {
    if (this.countdown === null) return;
    if (this.countdown-- > 0) return;
    this.countdown = null;
    throw new Planted("planted failure");
  };
}
