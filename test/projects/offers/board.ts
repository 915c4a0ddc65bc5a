import { type WatchHooks } from "./generated/board.ts";

export const watchHooks: WatchHooks = {
  note(self, line, level) {
    self.levels.set(line, level);
  },
};
