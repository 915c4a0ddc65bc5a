import { reset } from "@qdl/runtime";
import { type Nrf51Peripheral } from "../../generated/nrf51/peripheral.ts";

/** Whether a task is started by what was written to its register. */
export const isTask = (value: number): boolean => (value & 1) !== 0;

/** Tells the interconnect of an event; `offset` is that of the event's register. */
export function publish(self: Nrf51Peripheral, offset: number): void {
  self.ppi?.publish(self.id, offset);
}

/** 0 was written to POWER: the peripheral loses all that it had (chapter 10). */
export function powerOff(self: Nrf51Peripheral & { power: number }): void {
  reset(self);
  self.power = 0;
}
