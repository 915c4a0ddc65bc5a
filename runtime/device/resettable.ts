/** What a reset is for; a device that makes no difference ignores it (rule 16.10 of the object model's semantics). */
export const ResetKind = { cold: 0, snapshotLoad: 1, wakeup: 2 } as const;
export type ResetKind = (typeof ResetKind)[keyof typeof ResetKind];

/** How deep in reset an object is. One for each device and each bus. */
export class ResetState {
  /** How many holders keep it in reset. */
  count = 0;
  /** Whether its hold phase is still to run. */
  holdPending = false;
  /** Whether its exit phase is running. */
  exiting = false;
}
