import { type LedMatrix, type LedMatrixHooks } from "../../generated/nrf51/led-matrix.ts";

const columnsOfRow = 9;
/** Where each of the 25 LEDs is wired, line by line: nine times its row, and its column. */
const wiring = [
  [0, 12, 1, 13, 2],
  [21, 22, 23, 24, 25],
  [10, 8, 11, 26, 9],
  [7, 6, 5, 4, 3],
  [20, 15, 18, 14, 19],
] as const;
const longest = 0xffff_ffff;

/** Adds up the time until now. */
function measure(self: LedMatrix): void {
  const { now } = self.session.clock;
  const passed = now - Number(self.since);
  self.since = BigInt(now);
  if (passed === 0 || self.rows === 0) return;
  for (let led = 0; led < self.lit.length; led++) {
    const row = Math.floor(led / columnsOfRow);
    const lit = self.rows & (1 << row) && !(self.columns & (1 << (led % columnsOfRow)));
    if (lit) self.lit.set(led, Math.min(self.lit.get(led) + passed, longest));
  }
}

const changed = (lines: number, index: number, level: number): number =>
  level ? lines | (1 << index) : lines & ~(1 << index);

/** Behaviour of the display. */
export const ledMatrixHooks: LedMatrixHooks = {
  rowChanged(self, index, level) {
    measure(self);
    self.rows = changed(self.rows, index, level);
  },

  columnChanged(self, index, level) {
    measure(self);
    self.columns = changed(self.columns, index, level);
  },

  begin(self) {
    measure(self);
    self.lit.fill(0);
  },

  litFor(self, x, y) {
    measure(self);
    return self.lit.get(wiring[y]![x]!);
  },
};
