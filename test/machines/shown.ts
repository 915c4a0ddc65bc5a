import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMachine, type Machine, type ObjectClass } from "@qdl/runtime";
import { expect } from "vitest";

/** What was recorded of a machine of the field. */
export const recorded = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");

/** What `show` says of a machine that is realized and reset; it must leave nothing behind. */
export function shown(of: ObjectClass<Machine>, show: (machine: Machine) => string): string {
  const machine = createMachine(of);
  machine.realize();
  machine.reset();
  const text = show(machine);
  expect(machine.shutdown().left).toEqual([]);
  return text;
}
