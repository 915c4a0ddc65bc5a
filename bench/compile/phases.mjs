// Compiles the folder that is named, cold, and tells in JSON how many ms went into what.
import { performance } from "node:perf_hooks";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import "../../dist/tools/cli/engine.js";
import { compile, Memory } from "qdl";

const [folder] = process.argv.slice(2);
const phases = new Map([
  ["parse", "parse"],
  ["needs", "check"],
  ["check", "check"],
  ["wires", "check"],
  ["graph", "prove"],
  ["prove", "prove"],
  ["emit", "emit"],
]);
const spent = { start: 0, read: 0, parse: 0, bind: 0, check: 0, prove: 0, emit: 0 };
let phase = "start";
let since = 0;

function enter(next) {
  const now = performance.now();
  spent[phase] += now - since;
  [phase, since] = [next, now];
}

enter("read");
const names = readdirSync(folder).filter((name) => name.endsWith(".qdl"));
const texts = new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
enter("parse");
const host = { read: (path) => (texts.has(path) ? { text: texts.get(path) } : { problem: "missing" }) };
const memory = new Memory((part) => enter(phases.get(part.split(" ", 1)[0]) ?? "bind"));
const { modules } = compile(names, host, { memory });
enter("start");
if (modules.length !== names.length) throw new Error("the definitions of the bench do not compile");
console.log(JSON.stringify({ ...spent, peak: process.resourceUsage().maxRSS / 1024 }));
