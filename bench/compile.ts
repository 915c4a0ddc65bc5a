import { join } from "node:path";
import { type BenchResult, ratio } from "./bench.ts";
import {
  definitions,
  linesOf,
  manyRegisters,
  messages,
  models,
  type Size,
  structs,
  type Texts,
} from "./compile/inputs.ts";
import {
  buildPackage,
  editTime,
  phasesOf,
  qdl,
  type Task,
  timeOf,
  timesOf,
  writeProject,
} from "./compile/processes.ts";

const modules = join(import.meta.dirname, "../node_modules");

/** 60,000 lines in files of about 1,200. */
const large: Size = { files: 50, devices: 29 };

/** One of the things that are compared: its input, and the process that compiles it. */
interface Contestant {
  readonly texts: Texts;
  readonly words: readonly string[];
  readonly fresh: readonly string[];
}

const contestants: Readonly<Record<"qdl" | "protoc-gen-es" | "typespec" | "kaitai", Contestant>> = {
  qdl: { texts: definitions(large), words: [qdl, "build"], fresh: ["generated", "node_modules"] },
  "protoc-gen-es": {
    texts: new Map([
      ...messages(large),
      ["buf.yaml", "version: v2\n"],
      [
        "buf.gen.yaml",
        `version: v2\nplugins:\n  - local: [node, ${join(modules, "@bufbuild/protoc-gen-es/bin/protoc-gen-es")}]\n    opt: target=ts\n    out: out\n`,
      ],
    ]),
    words: [join(modules, "@bufbuild/buf/bin/buf"), "generate"],
    fresh: ["out"],
  },
  typespec: {
    texts: models(large),
    words: [
      join(modules, "@typespec/compiler/cmd/tsp.js"),
      "compile",
      "main.tsp",
      "--emit",
      "@typespec/json-schema",
      "--output-dir",
      "out",
    ],
    fresh: ["out"],
  },
  kaitai: {
    texts: structs(large),
    words: [join(import.meta.dirname, "compile/kaitai.mjs"), ".", "out"],
    fresh: ["out", "package.json"],
  },
};

type Rows = BenchResult["rows"][number][];

/** Whole processes beside their peers, cold; what the time goes into; growth; builds with little to do. */
export async function run(): Promise<BenchResult> {
  buildPackage();
  const rows: Rows = [];
  const figures = {
    ...growth(rows),
    ...besidePeers(rows),
    ...(await again(rows)),
    ...registers(rows),
  };
  return { title: "compile: whole processes, cold, from definitions to formatted modules on disk", rows, figures };
}

function build(name: string, texts: Texts): Task {
  return { folder: writeProject(name, texts), words: [qdl, "build"], fresh: ["generated", "node_modules"] };
}

function growth(rows: Rows) {
  const sizes = {
    1000: { files: 1, devices: 24 },
    10000: { files: 8, devices: 30 },
    100000: { files: 80, devices: 30 },
  };
  const texts = Object.entries(sizes).map(([lines, size]) => [`grow-${lines}`, definitions(size)] as const);
  const times = timesOf(Object.fromEntries(texts.map(([name, text]) => [name, build(name, text)])), 3);
  const speeds = texts.map(([name, text]) => linesOf(text) / times[name]!);
  texts.forEach(([name, text], at) => {
    rows.push({
      name: `${count(linesOf(text))} lines`,
      value: `${seconds(times[name]!)}, ${count(speeds[at]!)} lines/s`,
    });
  });
  return { growth_ratio: ratio(speeds[1]!, speeds[2]!) };
}

function besidePeers(rows: Rows) {
  const names = Object.keys(contestants) as (keyof typeof contestants)[];
  const tasks = names.map((name) => {
    const { texts, words, fresh } = contestants[name];
    return [name, { folder: writeProject(name, texts), words, fresh }] as const;
  });
  const times = timesOf(Object.fromEntries(tasks) as Record<keyof typeof contestants, Task>, 3);
  const speed = (name: keyof typeof contestants) => linesOf(contestants[name].texts) / times[name];
  for (const name of names)
    rows.push({
      name: `${name}, ${count(linesOf(contestants[name].texts))} lines`,
      value: `${seconds(times[name])}, ${count(speed(name))} lines/s`,
    });
  const { peak, ...spent } = phasesOf(tasks[0]![1].folder);
  for (const [phase, time] of Object.entries(spent))
    rows.push({ name: `of it ${phase}`, value: `${Math.round(time)} ms` });
  rows.push({ name: "peak memory", value: `${Math.round(peak!)} MB` });
  return {
    vs_protoc_gen_es: ratio(speed("qdl"), speed("protoc-gen-es")),
    vs_typespec: ratio(speed("qdl"), speed("typespec")),
    vs_kaitai: ratio(speed("qdl"), speed("kaitai")),
    peak_mb: Math.round(peak!),
  };
}

async function again(rows: Rows) {
  const texts = definitions({ files: 500, devices: 3 });
  const cold = build("many-files", texts);
  const times: { cold: number[]; noop: number[] } = { cold: [], noop: [] };
  for (let round = 0; round < 3; round++) {
    times.cold.push(timeOf(cold));
    times.noop.push(timeOf({ ...cold, fresh: [] }));
  }
  const [full, noop] = [Math.min(...times.cold), Math.min(...times.noop)];
  const text = texts.get("f250.qdl")!;
  const edits = Array.from({ length: 12 }, (_, at) => text.replace("reset 0x1 ", `reset 0x${(at + 2).toString(16)} `));
  const edit = await editTime(cold.folder, "f250.qdl", edits);
  rows.push({ name: `500 files, ${count(linesOf(texts))} lines`, value: seconds(full) });
  rows.push({ name: "  again, nothing to do", value: seconds(noop) });
  rows.push({ name: "  one edited while watching", value: `${edit.toFixed(0)} ms` });
  return { noop_ratio: ratio(noop, full), edit_ms: Math.round(edit * 10) / 10 };
}

function registers(rows: Rows) {
  const texts = manyRegisters();
  const { many } = timesOf({ many: build("registers", texts) }, 3);
  rows.push({ name: `1,000 registers of 4 fields, ${count(linesOf(texts))} lines`, value: seconds(many) });
  return { registers_20k_s: Math.round(many * 1000) / 1000 };
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}
