import { type AddressSpace } from "./space.ts";
import { type FlatRange, type FlatView } from "./view.ts";

/**
 * Hears what changes in an address space: every commit calls `begin`, then `regionDel` for what is gone, then `regionNop` and
 * `regionAdd` in address order, then `commit` (rule 27.2). The map must not be changed from here.
 */
export interface MemoryListener {
  /** Listeners of lower priority hear of additions first and of deletions last. */
  readonly priority: number;
  begin?(): void;
  commit?(): void;
  regionAdd?(range: FlatRange): void;
  regionDel?(range: FlatRange): void;
  /** A range that is as it was. */
  regionNop?(range: FlatRange): void;
  /** Dirty tracking of a range began, or ended. */
  logStart?(range: FlatRange): void;
  logStop?(range: FlatRange): void;
}

/** A listener and the address space that it listens to. */
export interface Registration {
  readonly space: AddressSpace;
  readonly listener: MemoryListener;
}

/** Calls something that may throw; the caller goes on and reports later. */
export type Attempt = (step: () => void) => void;

/** Tells `listeners` (lowest priority first) how `next` differs from `old`: deletions, then the rest (rule 27.2). */
export function announceChange(
  listeners: readonly MemoryListener[],
  old: FlatView,
  next: FlatView,
  attempt: Attempt,
): void {
  if (listeners.length === 0 || old === next) return;
  const reversed = [...listeners].reverse();
  walk(old, next, {
    gone: (range) => reversed.forEach((listener) => attempt(() => listener.regionDel?.(range))),
    kept: () => undefined,
    came: () => undefined,
  });
  walk(old, next, {
    gone: () => undefined,
    kept: (range, before) => {
      for (const listener of listeners) attempt(() => listener.regionNop?.(range));
      if (range.dirty && !before.dirty) for (const listener of listeners) attempt(() => listener.logStart?.(range));
      if (!range.dirty && before.dirty) for (const listener of reversed) attempt(() => listener.logStop?.(range));
    },
    came: (range) => {
      for (const listener of listeners) attempt(() => listener.regionAdd?.(range));
      if (range.dirty) for (const listener of listeners) attempt(() => listener.logStart?.(range));
    },
  });
}

interface Visitor {
  gone(range: FlatRange): void;
  kept(range: FlatRange, before: FlatRange): void;
  came(range: FlatRange): void;
}

/** Walks two views in address order. */
function walk(old: FlatView, next: FlatView, visitor: Visitor): void {
  let i = 0;
  let j = 0;
  while (i < old.ranges.length || j < next.ranges.length) {
    const before = old.ranges[i];
    const after = next.ranges[j];
    if (before && after && before.sameAs(after)) {
      visitor.kept(after, before);
      i++;
      j++;
    } else if (before && (!after || before.start <= after.start)) {
      visitor.gone(before);
      i++;
    } else {
      visitor.came(after!);
      j++;
    }
  }
}
