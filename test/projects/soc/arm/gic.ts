import { type GicHooks } from "../generated/arm/gic.ts";

/** Every line goes to the first processor. */
export const gicHooks: GicHooks = {
  forward(self, line, level) {
    const word = line >>> 5;
    const bit = 1 << (line & 31);
    const pending = self.getPending(word);
    self.setPending(word, level ? pending | bit : pending & ~bit);
    let any = 0;
    for (let at = 0; at < 3; at++) any |= self.getPending(at);
    self.cpuIrq[0]!.set(any === 0 ? 0 : 1);
  },
};
