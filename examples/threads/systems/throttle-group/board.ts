import { type DiskHooks, type ThrottleGroupHooks } from "../../generated/throttle-group/board.ts";

export const throttleGroupHooks: ThrottleGroupHooks = {
  join(self) {
    self.members++;
  },
  leave(self) {
    self.members--;
  },
  isEmpty: (self) => self.members === 0,
};

export const diskHooks: DiskHooks = {
  enter: (self) => self.group?.join(),
  leave: (self) => self.group?.leave(),
};
