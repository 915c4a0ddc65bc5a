import { type TimerHooks } from "../../generated/clock-in/board.ts";

export const timerHooks: TimerHooks = {
  retime(self) {
    self.heard++;
  },
};
