import { type GpexHostHooks } from "../../generated/pci/gpex.ts";

/** Behaviour of a bus on which nothing sits. */
export const gpexHostHooks: GpexHostHooks = {
  nobody: {
    read(_self, _offset, access) {
      access.high = -1;
      return -1;
    },
    write: () => undefined,
  },
};
