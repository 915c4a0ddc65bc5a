import type ts from "typescript";
import { type HandleKind } from "./handles.ts";

/** What a handle can be at a point of a function; of several ways there, any of them. */
export const live = 1;
export const consumed = 2;
/** Null, or given to somebody who answers for it. */
export const settled = 4;

/** What is known of one handle. */
export interface Fact {
  readonly mask: number;
  /** What made it, while it may be live; null for a parameter: its caller answers for it. */
  readonly made: ts.Node | null;
  /** What consumed it, while it may be consumed. */
  readonly spent: ts.Node | null;
  readonly kind: HandleKind;
}

/** Handles by variable. */
export type State = ReadonlyMap<ts.Symbol, Fact>;

/** Both of two ways that lead to one point; a way that is never taken is null. */
export function join(a: State | null, b: State | null): State | null {
  if (!a || !b || a === b) return a ?? b;
  const all = new Map(a);
  for (const [symbol, fact] of b) {
    const other = all.get(symbol);
    if (!other) all.set(symbol, fact);
    else
      all.set(symbol, {
        ...fact,
        mask: other.mask | fact.mask,
        made: other.made ?? fact.made,
        spent: other.spent ?? fact.spent,
      });
  }
  return all;
}

/** A way out of a statement that is not its end. */
export interface Exit {
  readonly kind: "return" | "throw" | "break" | "continue";
  readonly label: string | null;
  readonly state: State;
  readonly node: ts.Node;
}

/** Where a statement leads: to its end, if it is reached, and out of it. */
export interface Flow {
  readonly next: State | null;
  readonly exits: readonly Exit[];
}

/** Whether two states say the same, so that another round of a loop adds nothing. */
export function isSameState(a: State | null, b: State | null): boolean {
  if (!a || !b) return a === b;
  if (a.size !== b.size) return false;
  for (const [symbol, { mask }] of a) if (b.get(symbol)?.mask !== mask) return false;
  return true;
}
