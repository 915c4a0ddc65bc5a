/** What a bench comes to: rows to read, and figures by name for who compares. */
export interface BenchResult {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  readonly figures: Readonly<Record<string, number>>;
}

/** What each module of this folder exports as `run`. */
export type Bench = () => Promise<BenchResult>;

/** One of the things that are compared: does its work `times` times; what it returns keeps the work from being left out. */
export type Contestant = (times: number) => unknown;

/** How a comparison is run. */
export interface Rounds {
  /** Work of one round, in operations. */
  readonly times: number;
  /** Rounds that count; as many as a quarter of them come before, to warm up. */
  readonly rounds?: number;
  /** Short calls of each before all else, so that the engine compiles whole functions and not loops of them only; none is usual. */
  readonly shortCalls?: number;
}

/**
 * CPU time of each contestant in ns per operation: the medians of rounds in which each has its turn, so that what else
 * the machine does meets all of them alike.
 */
export function compare<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  { times, rounds = 24, shortCalls = 0 }: Rounds,
): Record<Name, number> {
  const names = Object.keys(contestants) as Name[];
  const measured = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let call = 0; call < shortCalls; call++) for (const name of names) kept = contestants[name](50);
  const warmUp = Math.ceil(rounds / 4);
  for (let round = -warmUp; round < rounds; round++)
    for (const name of names) {
      const start = process.cpuUsage();
      kept = contestants[name](times);
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) measured.get(name)!.push(((user + system) * 1000) / times);
    }
  return Object.fromEntries(names.map((name) => [name, median(measured.get(name)!)])) as Record<Name, number>;
}

/** The last result: written here, it cannot be optimized away. */
export let kept: unknown = null;

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A time as tables show it. */
export function nanoseconds(value: number): string {
  return `${value.toFixed(2)} ns`;
}

/** A ratio as figures carry it: three digits say more than the measurement knows. */
export function ratio(of: number, to: number): number {
  return Math.round((of / to) * 1000) / 1000;
}
