import {
  type AclintMtimer1,
  type AclintMtimer1Hooks,
  type AclintMtimer2,
  type AclintMtimer2Hooks,
  type AclintSwi1,
  type AclintSwi1Hooks,
  type AclintSwi2,
  type AclintSwi2Hooks,
} from "../../generated/riscv/aclint.ts";

type Swi = AclintSwi1 | AclintSwi2;
type Mtimer = AclintMtimer1 | AclintMtimer2;

const second = 1_000_000_000n;

const swi = {
  drive: (self: Swi, hart: number): void => self.msi[hart]!.set(self.getMsip(hart)),

  release(self: Swi): void {
    for (const line of self.msi) line.set(0);
  },
};

export const aclintSwi1Hooks: AclintSwi1Hooks = swi;
export const aclintSwi2Hooks: AclintSwi2Hooks = swi;

/** Ticks since the machine was made. */
const ticks = (self: Mtimer): bigint => (BigInt(self.session.clock.now) * BigInt(self.timebaseFreq)) / second;
const mtime = (self: Mtimer): bigint => BigInt.asUintN(64, ticks(self) + self.offset);

/** Drives every line, and waits for the comparator that is next. */
function compare(self: Mtimer): void {
  const now = mtime(self);
  let next: bigint | null = null;
  for (const [hart, line] of self.mti.entries()) {
    const at = self.getMtimecmp(hart);
    line.set(now >= at);
    if (at > now && (next === null || at < next)) next = at;
  }
  self.expiry.cancel();
  if (next === null) return;
  // The first ns at which that many ticks have passed; what lies beyond the reach of virtual time never comes.
  const due = ((next - self.offset) * second + BigInt(self.timebaseFreq) - 1n) / BigInt(self.timebaseFreq);
  if (due <= BigInt(Number.MAX_SAFE_INTEGER)) self.expiry.setAt(Number(due));
}

function setTime(self: Mtimer, time: bigint): void {
  self.offset = BigInt.asIntN(64, time - ticks(self));
  compare(self);
}

const mtimer = {
  readLow: (self: Mtimer): number => Number(mtime(self) & 0xffff_ffffn),
  readHigh: (self: Mtimer): number => Number(mtime(self) >> 32n),
  writeLow: (self: Mtimer, value: number): void =>
    setTime(self, ((mtime(self) >> 32n) << 32n) | BigInt.asUintN(32, BigInt(value))),
  writeHigh: (self: Mtimer, value: number): void =>
    setTime(self, (BigInt.asUintN(32, BigInt(value)) << 32n) | BigInt.asUintN(32, mtime(self))),
  compare,
  expired: compare,
  restart: (self: Mtimer): void => setTime(self, 0n),
};

export const aclintMtimer1Hooks: AclintMtimer1Hooks = mtimer;
export const aclintMtimer2Hooks: AclintMtimer2Hooks = mtimer;
