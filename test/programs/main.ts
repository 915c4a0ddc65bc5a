import { typeErrorsOf } from "./type-check.ts";
import { type Choices, renderTrial, type Trial, tryInvalid, tryValid } from "./trials.ts";

const usage = "usage: npm run programs -- [--count N] [--seed N] [--typed N]";

/** Tries as many programs as it is told, valid ones and ones with a hazard, and prints what went wrong with its seed. */
function main(args: readonly string[]): number {
  const options = new Map([
    ["--count", 1000],
    ["--seed", 1],
    // How many of the accepted programs are type-checked.
    ["--typed", 20],
  ]);
  for (let at = 0; at < args.length; at += 2) {
    const value = Number(args[at + 1]);
    if (!options.has(args[at]!) || !Number.isSafeInteger(value) || value < 0) {
      console.error(usage);
      return 2;
    }
    options.set(args[at]!, value);
  }
  const [count, first, typed] = [options.get("--count")!, options.get("--seed")!, options.get("--typed")!];
  const refused = new Map<string, number>();
  const sample: Trial[] = [];
  const sums = { accepted: 0, planted: 0, wrong: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const choices = choicesOf(seed);
    const valid = attempt(tryValid, choices);
    const invalid = attempt(tryInvalid, choices);
    if (valid?.codes.length === 0 && sums.accepted++ < typed) sample.push(valid);
    for (const code of valid?.codes ?? []) refused.set(code, (refused.get(code) ?? 0) + 1);
    if (invalid) sums.planted++;
    for (const trial of [valid, invalid]) {
      if (!trial || trial.complaints.length === 0) continue;
      sums.wrong++;
      console.log(`seed ${seed}: ${renderTrial(trial)}`);
    }
  }
  console.log(`${count} programs tried: ${sums.accepted} accepted and used, ${count - sums.accepted} refused`);
  for (const [code, times] of [...refused].sort(([, a], [, b]) => b - a)) console.log(`  ${code} ${times}`);
  console.log(`${sums.planted} programs with a hazard tried; ${sums.wrong} programs of all went wrong`);
  const typeErrors = typeErrorsOf(sample);
  console.log(`${sample.length} of the accepted type-checked: ${typeErrors.length} errors`);
  for (const error of typeErrors) console.log(`  ${error}`);
  return sums.wrong + typeErrors.length > 0 ? 1 : 0;
}

/** A trial; whatever it throws is a complaint. */
function attempt(one: (choices: Choices) => Trial | null, choices: Choices): Trial | null {
  try {
    return one(choices);
  } catch (error) {
    const { stack = "" } = error as Error;
    return { text: "", behaviour: "", codes: [], complaints: [stack] };
  }
}

/** The choices that a seed stands for. */
function choicesOf(seed: number): Choices {
  let at = Math.imul(seed + 1, 0x9e37_79b1) >>> 0;
  const next = (): number => {
    at = (Math.imul(at, 1664525) + 1013904223) >>> 0;
    return at >>> 8;
  };
  const program = Array.from({ length: 300 }, next);
  return { program, life: Array.from({ length: 200 }, next) };
}

process.exitCode = main(process.argv.slice(2));
