import { readFileSync } from "node:fs";
import { format } from "node:util";
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  customMatchers,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";

/**
 * What test files import as `vitest` while mutants are tested: tests are collected once, and run as often as there are mutants, in
 * one process that stays loaded. Only what those files use is here.
 */

type Work = (...values: never[]) => unknown;

/** A test of a file that was loaded. */
export interface Test {
  /** The file, and the names of its groups and of itself; no two tests have the same. */
  readonly id: string;
  readonly run: () => unknown;
}

/** All tests that were collected, by id. */
export const collected = new Map<string, Test>();

let groups: readonly string[] = [];
let beginners: readonly Work[] = [];
let finishers: (() => unknown)[] = [];

/** Loads a test file; its tests are collected under its name. */
export async function collect(name: string, load: () => Promise<unknown>): Promise<void> {
  groups = [name];
  beginners = [];
  await load();
}

/** Runs one test to its end. */
export async function runTest({ run }: Test): Promise<void> {
  try {
    await run();
  } finally {
    for (const finish of finishers.splice(0)) await finish();
  }
}

/** Before each test of the file. */
export function beforeEach(begin: Work): void {
  beginners = [...beginners, begin];
}

export function onTestFinished(finish: () => unknown): void {
  finishers = [finish, ...finishers];
}

/** `%s` and its like are filled; what a table has twice is told apart by a number. */
function eachOf(one: (name: string, work: Work) => void) {
  return (table: readonly unknown[]) => (name: string, work: Work) => {
    for (const row of table) {
      const values = Array.isArray(row) ? (row as unknown[]) : [row];
      const blanks = name.match(/%[a-z]/g)?.length ?? 0;
      one(format(name, ...values.slice(0, blanks)), () => work(...(values as never[])));
    }
  };
}

function addTest(name: string, work: Work): void {
  const title = [...groups, name].join(" > ");
  let id = title;
  for (let number = 2; collected.has(id); number++) id = `${title} (${number})`;
  const begin = beginners as readonly (() => unknown)[];
  const run = async (): Promise<void> => {
    for (const one of begin) await one();
    await (work as () => unknown)();
  };
  collected.set(id, { id, run });
}

function addGroup(name: string, work: Work): void {
  const outer = groups;
  groups = [...outer, name];
  (work as () => void)();
  groups = outer;
}

export const test = Object.assign(addTest, { each: eachOf(addTest) });
export const describe = Object.assign(addGroup, { each: eachOf(addGroup) });

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const asymmetric = (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT];
export const expect = Object.assign(
  (value: unknown, message?: string): Chai.Assertion => chai.expect(value, message),
  chai.expect,
  asymmetric,
);
setState({ assertionCalls: 0 }, expect as never);
(chai.expect as never as { extend: (...of: object[]) => void }).extend(expect, {
  ...customMatchers,
  toMatchFileSnapshot(received: string, path: string) {
    return { pass: received === readFileSync(path, "utf8"), message: () => `it is not what ${path} says` };
  },
});
