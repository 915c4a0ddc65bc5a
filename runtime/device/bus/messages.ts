import { sendMsi } from "./msi.ts";
import { sendMsix } from "./msix.ts";
import { type PciDevice } from "./pci.ts";

/**
 * Sends message `vector` of a function in the way that the guest has turned on, MSI-X before MSI, or notes it as pending while it is
 * masked. False if the guest has turned on neither: the function then signals by its pin.
 */
export function sendMessage(self: PciDevice, vector: number): boolean {
  return (self.messages !== null && sendMsix(self, self.messages, vector)) || sendMsi(self, vector);
}
