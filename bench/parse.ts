import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parse } from "../compiler/1-parse/index.ts";
import { Parser } from "../compiler/1-parse/parser.generated.ts";
import { Log } from "../compiler/diagnostics/log.ts";
import { type BenchResult } from "./bench.ts";

const root = join(import.meta.dirname, "..");
const lines = 10_000;

/** One way to read a text of 10,000 lines. */
interface Way {
  readonly name: string;
  readonly figure: string;
  readonly read: (declarations: readonly string[]) => unknown;
}

/** Measures lines per second and heap growth of reading 10,000 lines: Ohm on the whole file, Ohm by declaration, the compiled parser. */
export async function run(): Promise<BenchResult> {
  const importing = performance.now();
  const { default: grammar } = await import("../grammar/qdl.ohm-bundle.generated.js");
  const ohmImport = performance.now() - importing;
  const ways: readonly Way[] = [
    { name: "Ohm, whole file", figure: "ohm_file", read: (all) => grammar.match(whole(all), "File").succeeded() },
    {
      name: "Ohm, declaration by declaration",
      figure: "ohm_declarations",
      read: (all) => all.every((one) => grammar.match(one, "Item").succeeded()),
    },
    { name: "compiled parser, concrete tree", figure: "compiled", read: (all) => new Parser(whole(all)).File() },
    { name: "compiled parser, tree of the language", figure: "parse", read: (all) => parsed(whole(all)) },
  ];
  const declarations = manyDeclarations();
  const rows: { name: string; value: string }[] = [];
  const figures: Record<string, number> = {};
  for (const { name, figure, read } of ways) {
    const { speed, megabytes } = measure(() => read(declarations));
    rows.push({ name, value: `${speed.toLocaleString("en")} lines/s, ${megabytes} MB` });
    figures[`${figure}_lines_per_s`] = speed;
    figures[`${figure}_mb`] = megabytes;
  }
  rows.push({ name: "loading Ohm and the bundle", value: `${Math.round(ohmImport)} ms` });
  return { title: `reading ${lines.toLocaleString("en")} lines`, rows, figures };
}

/** Best of five for the time; the first for the memory: what it allocated, as far as nothing was collected meanwhile. */
function measure(read: () => unknown): { speed: number; megabytes: number } {
  const collect = garbageCollector();
  collect();
  const before = process.memoryUsage().heapUsed;
  const times: number[] = [];
  let megabytes = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const result = read();
    times.push(performance.now() - start);
    if (!result) throw new Error("the text of the bench is not the language");
    if (round === 0) megabytes = Math.round((process.memoryUsage().heapUsed - before) / 1e6);
  }
  return { speed: Math.round((lines / Math.min(...times)) * 1000), megabytes };
}

/** Collects garbage, so that what one way leaves behind is not counted for the next. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

function parsed(text: string): boolean {
  const log = new Log();
  return parse({ name: "bench.qdl", text }, log).declarations.length > 0 && !log.failed;
}

function whole(declarations: readonly string[]): string {
  return `qdl 1;\n${declarations.join("\n")}\n`;
}

/** The declarations of the example files again and again, about 10,000 lines. */
function manyDeclarations(): string[] {
  const once = ["uart", "soc", "family", "xhci"].flatMap((name) => {
    const text = readFileSync(join(root, `test/parse/examples/${name}.qdl`), "utf8");
    const { declarations } = parse({ name, text }, new Log());
    return declarations.map(({ start, end }) => text.slice(start, end));
  });
  const length = once.reduce((sum, one) => sum + one.split("\n").length, 0);
  return Array.from({ length: Math.ceil(lines / length) }, () => once).flat();
}
