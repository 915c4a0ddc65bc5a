import { type VexpressA9Hooks } from "../../generated/arm/vexpress-a9.ts";

/** Behaviour of the board, from ARM DUI 0448: what asks for a reset resets all of it. */
export const vexpressA9Hooks: VexpressA9Hooks = {
  watchdogReset: (self) => self.reset(),
};
