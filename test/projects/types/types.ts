import { type PartHooks } from "./generated/types.ts";

/** The labels of parts in the order in which they left. */
export const left: string[] = [];

export const partHooks: PartHooks = {
  leave(self) {
    left.push(self.label);
  },
};
