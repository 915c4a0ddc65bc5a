import { DeviceError } from "@qdl/runtime";
import { type EngineHooks } from "../../generated/declared/board.ts";

export const engineHooks: EngineHooks = {
  checkRate(self) {
    if (self.rate === 0) throw new DeviceError(self, "a rate of 0 is none");
  },
};
