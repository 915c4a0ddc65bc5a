import { join } from "node:path";
import { Editor } from "../test/editor/client.ts";
import { type BenchResult, median } from "./bench.ts";
import { definitions, linesOf } from "./compile/inputs.ts";
import { writeProject } from "./compile/processes.ts";

const files = 500;
const edits = 40;
const path = "f250.qdl";

/** From an edit until its reports are there, with a real server process and a project of 500 files. */
export async function run(): Promise<BenchResult> {
  const texts = definitions({ files, devices: 3 });
  const register = join(import.meta.dirname, "register.mjs");
  const main = join(import.meta.dirname, "../tools/language-server/main.ts");
  const editor = await Editor.start(writeProject("editor", texts), [
    "--conditions=source",
    "--import",
    register,
    main,
    "--stdio",
  ]);
  const text = texts.get(path)!;
  const opened = performance.now();
  await editor.write(path, text.replace("Chardev optional", "Chardef optional"));
  await editor.reports(path);
  const first = performance.now() - opened;
  const times: number[] = [];
  for (let at = 0; at < edits; at++) {
    const mistaken = at % 2 === 1;
    const start = performance.now();
    await editor.write(path, mistaken ? text.replace("Chardev optional", "Chardef optional") : text);
    await editor.reports(path, (reports) => reports.length > 0 === mistaken);
    times.push(performance.now() - start);
  }
  await editor.end();
  const time = median(times);
  return {
    title: `editor: reports of the language server, ${files} files, ${linesOf(texts)} lines`,
    rows: [
      { name: "a project is opened", value: `${first.toFixed(0)} ms` },
      { name: `an edit, median of ${edits}`, value: `${time.toFixed(1)} ms` },
    ],
    figures: { diagnostics_ms: Math.round(time * 10) / 10 },
  };
}
