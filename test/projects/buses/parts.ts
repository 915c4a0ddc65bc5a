import { type WatchHooks } from "./generated/parts.ts";

export const watchHooks: WatchHooks = {
  note(self, line, level) {
    self.levels.set(line, level);
  },
};
