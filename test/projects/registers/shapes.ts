import { type ShapesHooks } from "./generated/shapes.ts";

/** Notes what it is told in the device's state. */
export const shapesHooks: ShapesHooks = {
  byteWritten(self, index, value) {
    self.log = (index << 8) | value;
  },
  timeChanged(self, value, old) {
    self.stamps.set(0, old);
    self.stamps.set(1, value);
  },
  takeCount(self) {
    return ++self.ticks;
  },
  setCount(self, value) {
    self.ticks += value;
  },
  laneChanged(self, element, value, old) {
    self.log = (element << 16) | (value << 8) | old;
  },
  ask() {
    return 0x5a;
  },
  told(self, value) {
    self.log = value;
  },
  settle(self) {
    self.delta -= 1n;
  },
};
