import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { INSTRUMENTER_CONSTANTS, type MutantCoverage, type StrykerOptions } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import {
  determineHitLimitReached,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { collect, collected, runTest, type Test } from "./vitest.ts";

/** What mutants tell and are told. */
interface Namespace {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

const mutants = ((globalThis as Record<string, unknown>)[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {}) as Namespace;

/**
 * Runs the tests of Vitest files in one process that stays loaded, so that a mutant costs no more than the tests that reach it. The
 * option `inProcess` says which: by file, a pattern of the names.
 */
class InProcessRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options);
  readonly #files: Readonly<Record<string, string>>;
  readonly #reloaded: readonly string[];
  #loaded = false;
  #loads = 0;

  constructor(options: StrykerOptions) {
    this.#files = options["inProcess"] as Record<string, string>;
    this.#reloaded = (options["reloaded"] as string[] | undefined) ?? [];
  }

  /** What runs when modules are loaded is mutated by loading them again, or else in a process of its own. */
  capabilities() {
    return { reloadEnvironment: this.#reloaded.length > 0 };
  }

  async dryRun(): Promise<DryRunResult> {
    await this.#load();
    const tests: TestResult[] = [];
    for (const test of collected.values()) {
      mutants.currentTestId = test.id;
      tests.push(await resultOf(test));
    }
    mutants.currentTestId = undefined;
    return {
      status: DryRunStatus.Complete,
      tests,
      mutantCoverage: mutants.mutantCoverage ?? { static: {}, perTest: {} },
    };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, testFilter } = options;
    if (options.reloadEnvironment) this.#loaded = false;
    if (mutantActivation === "static") mutants.activeMutant = activeMutant.id;
    try {
      await this.#load();
    } catch (error) {
      // What cannot even be loaded fails in every test.
      const { message } = error as Error;
      return { status: MutantRunStatus.Killed, killedBy: testFilter ?? [], failureMessage: message, nrOfTests: 0 };
    }
    const result = await this.#runMutated(options);
    if (result.status !== MutantRunStatus.Killed) return result;
    // What a mutant before left behind may have failed the test: only what holds without a mutant counts.
    const killer = result.killedBy[0]!;
    if (mutantActivation === "static") await this.#reload();
    if (await stillHolds(killer)) return result;
    await this.#reload();
    if (!(await stillHolds(killer))) throw new Error(`${killer} fails without a mutant`);
    return this.#runMutated(options);
  }

  async #reload(): Promise<void> {
    this.#loaded = false;
    await this.#load();
  }

  async #runMutated({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    mutants.activeMutant = activeMutant.id;
    mutants.hitLimit = hitLimit;
    mutants.hitCount = hitLimit === undefined ? undefined : 0;
    const tests: TestResult[] = [];
    for (const id of testFilter ?? collected.keys()) {
      const result = await resultOf(collected.get(id)!);
      tests.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    const hits = determineHitLimitReached(mutants.hitCount, hitLimit);
    mutants.activeMutant = undefined;
    mutants.hitLimit = undefined;
    mutants.hitCount = undefined;
    return toMutantRunResult(hits ?? { status: DryRunStatus.Complete, tests });
  }

  /** Loads the test files of the sandbox, which is the working folder. */
  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    if (this.#loads++ === 0) register("./resolve.mjs", import.meta.url, { data: { reloaded: this.#reloaded } });
    collected.clear();
    for (const [file, names] of Object.entries(this.#files)) {
      const url = `${pathToFileURL(join(process.cwd(), file)).href}?load=${this.#loads}`;
      await collect(file, () => import(url));
      const pattern = new RegExp(names);
      for (const id of collected.keys()) {
        const inside = id.startsWith(`${file} > `);
        if (inside && !pattern.test(id.slice(file.length + 3))) collected.delete(id);
      }
    }
  }
}

/** Whether a test that a mutant failed passes without it. */
async function stillHolds(id: string): Promise<boolean> {
  const { status } = await resultOf(collected.get(id)!);
  return status === TestStatus.Success;
}

async function resultOf(test: Test): Promise<TestResult> {
  const begun = performance.now();
  const result = { id: test.id, name: test.id };
  try {
    await runTest(test);
    return { ...result, status: TestStatus.Success, timeSpentMs: performance.now() - begun };
  } catch (error) {
    const failureMessage = error instanceof Error ? error.message : String(error);
    return { ...result, status: TestStatus.Failed, failureMessage, timeSpentMs: performance.now() - begun };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessRunner)];

export const strykerValidationSchema = {
  properties: {
    inProcess: {
      description: "The test files, each with a pattern of the names of those of its tests that run.",
      type: "object",
      additionalProperties: { type: "string" },
    },
    reloaded: {
      description: "Folders whose modules are loaded anew for what is mutated while it is loaded, each with its slash.",
      type: "array",
      items: { type: "string" },
    },
  },
};
