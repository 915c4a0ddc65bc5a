/** What holds of every machine that ships, found in the generated modules. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { globSync } from "tinyglobby";
import { describe, expect, test } from "vitest";
import {
  children,
  create,
  createMachine,
  Device,
  Heap,
  Machine,
  type ObjectClass,
  qomTree,
  qtree,
  type QomObject,
  regionTrees,
  resetChildren,
  restoreSnapshot,
  sessionOf,
  takeSnapshot,
  unref,
} from "@qdl/runtime";

const folder = join(import.meta.dirname, "../../generated");
const modules = await Promise.all(
  globSync("**/*.ts", { cwd: folder }).map(
    async (file) => (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>,
  ),
);
const classes = modules
  .flatMap((module) => Object.values(module))
  .filter((one): one is ObjectClass<Device> => typeof one === "function" && one.prototype instanceof Device);
const concrete = classes.filter(({ type }) => !type.abstract);
const machines = concrete.filter((of): of is ObjectClass<Machine> => of.prototype instanceof Machine);
const well = { left: [], errors: [], clean: true };

/** All objects below one, itself included. */
function below(object: QomObject): QomObject[] {
  return [object, ...children(object).flatMap(below)];
}

function running(of: ObjectClass<Machine>): Machine {
  const machine = createMachine(of);
  machine.realize();
  machine.reset();
  return machine;
}

describe.each(machines.map((of) => [of.type.name, of] as const))("%s", (_name, of) => {
  test("ends with nothing left, whether it was only made, or realized, reset and used for a while", () => {
    expect(createMachine(of).shutdown()).toEqual(well);
    const machine = running(of);
    machine.advance(1_000_000);
    machine.reset();
    expect(machine.shutdown()).toEqual(well);
    expect(machine.live.size).toBe(0);
  });

  test("is the same machine when it is realized again", () => {
    const machine = createMachine(of);
    machine.realize();
    machine.drain();
    const seen = (): string => qomTree(machine) + qtree(machine) + regionTrees(machine.session.memory);
    const once = seen();
    machine.unrealize();
    machine.realize();
    machine.drain();
    expect(seen()).toBe(once);
    expect(machine.shutdown()).toEqual(well);
  });

  test("resets every device of it, those on no bus included", () => {
    const machine = running(of);
    const reached = new Set<unknown>();
    const walk = (object: Parameters<typeof resetChildren>[0]): void => {
      reached.add(object);
      for (const child of resetChildren(object)) walk(child);
    };
    walk(machine);
    const missed = below(machine).filter((object) => object instanceof Device && !reached.has(object));
    expect(missed.map(({ path }) => path)).toEqual([]);
    expect(machine.shutdown()).toEqual(well);
  });

  test("goes on from a snapshot in a fresh machine", () => {
    const machine = running(of);
    machine.advance(1_000_000);
    const snapshot = takeSnapshot(machine);
    const fresh = running(of);
    restoreSnapshot(fresh, snapshot);
    for (const one of [machine, fresh]) one.advance(1_000_000);
    expect(Buffer.compare(takeSnapshot(fresh), takeSnapshot(machine))).toBe(0);
    expect([machine.shutdown(), fresh.shutdown()]).toEqual([well, well]);
  });
});

test("every type that ships can be made and ended without being realized, and leaves nothing", () => {
  expect(machines.length).toBeGreaterThan(2);
  for (const of of concrete) {
    const heap = new Heap();
    const session = sessionOf(heap);
    session.watchObjects();
    unref(create(heap, of).consume());
    while (!session.settled) session.drain();
    expect(
      [...session.live].map(({ path }) => path),
      of.type.name,
    ).toEqual([]);
  }
});
