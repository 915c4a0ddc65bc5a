import { type Pl011Hooks } from "../generated/arm/pl011.ts";

/** Its line follows the data register. */
export const pl011Hooks: Pl011Hooks = {
  send(self, value) {
    self.intr[0]!.set(value);
  },
};
