import { type Device } from "../device.ts";

/**
 * Who has a say when a device comes to a bus or leaves it (rules 15.1 to 15.4). A function of its own for each step;
 * a missing one agrees. Throwing refuses.
 */
export interface HotplugHandler {
  /** Before the device is realized. */
  prePlug?(device: Device): void;
  /** When the device is realized, as the last step. */
  plug?(device: Device): void;
  /** Asks the guest to let go; the device stays until somebody calls `completeUnplug`. */
  unplugRequest?(device: Device): void;
  /** Before the device leaves at once. */
  unplug?(device: Device): void;
}
