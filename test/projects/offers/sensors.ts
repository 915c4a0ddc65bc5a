import {
  type HygrometerHooks,
  type LedgerHooks,
  type PreciseHooks,
  type ReaderHooks,
  type ThermometerHooks,
  type TipHooks,
} from "./generated/sensors.ts";

export const thermometerHooks: ThermometerHooks = {
  sample: (self, channel, unit) => self.degrees + channel + (unit === "kelvin" ? 273 : 0),
  silence(self) {
    self.silent = true;
  },
  average: (self, of, wide) => (BigInt(self.degrees + of.sample(0, "celsius")) + wide) / 2n,
};

export const preciseHooks: PreciseHooks = {
  sample: (self, channel) => 100 * self.degrees + channel,
};

export const hygrometerHooks: HygrometerHooks = {
  sample: (self, channel, unit) => -self.inner.sample(channel, unit),
  silence: (self) => self.inner.silence(),
};

export const readerHooks: ReaderHooks = {
  look(self) {
    self.seen = self.sensor?.sample(1, "celsius") ?? 0;
  },
};

export const tipHooks: TipHooks = {
  ask: (self) => self.holder.sample(0, "celsius"),
};

export const ledgerHooks: LedgerHooks = {
  finish(self) {
    self.done += 1;
  },
  ask: (self) => !self.locked,
};
