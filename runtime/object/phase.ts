/**
 * Values of an object's count below 1. A live object that nobody tracks has a count above 0, so that the only test in
 * `ref` and `unref` covers all of these, and costs nothing beside the count itself.
 */
export const Count = {
  /** Its children and links are being let go; children may still be added, and are let go, too. */
  releasing: -0x4000_0000,
  /** Its finalizers run. */
  finalizing: -0x3000_0000,
  /** Its finalizers have run. */
  finalized: -0x2000_0000,
  /** Live, and every reference is recorded: this plus the references. */
  tracked: -0x1000_0000,
} as const;
