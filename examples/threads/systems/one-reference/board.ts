import { type ProcessorHooks } from "../../generated/one-reference/board.ts";

/** How many processors have been finalized. */
export const finalized = { count: 0 };

export const processorHooks: ProcessorHooks = {
  saySo: () => void finalized.count++,
};
