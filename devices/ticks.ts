const second = 1_000_000_000;

/** Whole ticks of a clock of `hz` Hz in `ns` ns; exact up to the hours and MHz that machines run for. */
export function ticksIn(ns: number, hz: number): number {
  const seconds = Math.floor(ns / second);
  return seconds * hz + Math.floor(((ns % second) * hz) / second);
}

/** The first ns at which `ticks` ticks of a clock of `hz` Hz have passed. */
export function timeOf(ticks: number, hz: number): number {
  return Math.floor(ticks / hz) * second + Math.ceil(((ticks % hz) * second) / hz);
}
