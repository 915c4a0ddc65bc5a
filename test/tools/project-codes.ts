import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { check, compile, type Code, type Diagnostic, generatedHeader, Log, Memory, type Module } from "qdl";
import { putDepfile } from "../../tools/cli/build/depfile.ts";
import { make } from "../../tools/cli/build/make.ts";
import { createProject } from "../../tools/init/create.ts";
import { findConfig } from "../../tools/project/config.ts";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { findInputs } from "../../tools/project/inputs.ts";
import { planOutput } from "../../tools/project/output.ts";
import { ReadOnceHost } from "../../tools/project/read-once-host.ts";
import { NamingError } from "../../tools/load/property.ts";
import { reportEnd, reportMissing, reportThrown, reportUnloadable } from "../../tools/load/reports.ts";
import { problemsOf, unreadable } from "../../tools/simulate/report.ts";
import { readScript } from "../../tools/simulate/script.ts";
import { searchLifetime } from "../../tools/cli/lifetime.ts";
import { makeFolder } from "./temporary-project.ts";

type ProjectCode = Extract<Code, `project/${string}` | `emit/${string}` | `simulate/${string}` | `info/${string}`>;

const lamp = 'qdl 1;\nimport { Device } from "qdl:core";\ndevice Lamp : Device {}\n';

function lifetimeReports(name: string, files: Record<string, string>): readonly Diagnostic[] {
  return searchLifetime(name, findInputs({ cwd: makeFolder(files), paths: [] })).diagnostics;
}

/** For every code about files, a way to have it reported: these come from disks and command lines, so a fixture's text cannot hold them. */
export const raisers: Readonly<Record<ProjectCode, () => readonly Diagnostic[] | Promise<readonly Diagnostic[]>>> = {
  "project/not-found": () => find("b.qdl"),
  "project/is-directory": () => {
    const cwd = makeFolder({ "a.qdl/b.qdl": "" });
    return findInputs({ cwd, paths: ["a.qdl"] }).diagnostics;
  },
  "project/not-utf8": () => check(["a.qdl"], makeDiskHost(makeFolder({ "a.qdl": Uint8Array.of(0xff) }))).diagnostics,
  "project/unreadable": () => {
    const cwd = makeFolder();
    symlinkSync("a.qdl", join(cwd, "a.qdl"));
    return check(["a.qdl"], makeDiskHost(cwd)).diagnostics;
  },
  "project/outside": () => check(["../a.qdl"], makeDiskHost(makeFolder())).diagnostics,
  "project/not-a-definition": () => find("a.txt"),
  "project/no-match": () => find("*.qdl"),
  "project/depfile-clash": () => {
    const cwd = makeFolder({ "a.qdl": "qdl 1;\n" });
    const inputs = findInputs({ cwd, paths: [] });
    const host = new ReadOnceHost(makeDiskHost(cwd));
    const job = {
      inputs,
      host,
      levels: {},
      sourceMaps: false,
      out: { folder: join(cwd, "generated"), name: "generated" },
    };
    const made = make(job, { memory: new Memory() });
    return putDepfile(made, { ...job, depfile: { file: "a.qdl", target: undefined } }, cwd);
  },
  "project/output-clash": () => plan([moduleOf("a"), moduleOf("A")], makeFolder()),
  "project/not-writable": () => {
    const folder = makeFolder();
    mkdirSync(join(folder, "a.ts"));
    return plan([moduleOf("a")], folder);
  },
  "project/unknown-type": () => lifetimeReports("Lmap", { "a.qdl": lamp }),
  "project/ambiguous-type": () => lifetimeReports("Lamp", { "a.qdl": lamp, "b.qdl": lamp }),
  "simulate/input": () => unreadable("play.txt", "no such file"),
  "simulate/empty": () => simulate("# nothing\n"),
  "simulate/operation": () => simulate("type P\nnwe p P\n"),
  "simulate/arguments": () => simulate("type P\nnew p\n"),
  "simulate/name": () => simulate("type P\nref q\n"),
  "info/no-machine": () => reported((log) => reportMissing("x", { known: ["y"], diagnostics: [] }, log)),
  "info/several-machines": () =>
    reported((log) => reportMissing("x", { known: ["x"], twice: ["a.qdl", "b.qdl"], diagnostics: [] }, log)),
  "info/module": () => reported((log) => reportUnloadable({ thrown: new Error("no such export"), root: "/" }, log)),
  "info/property": () =>
    reported((log) => reportThrown({ thrown: new NamingError("no child `x`", "name one"), root: "/" }, log)),
  "info/failed": () =>
    reported((log) => reportThrown({ thrown: new Error("no power"), root: "/", path: "/machine" }, log)),
  "info/left": () =>
    reported((log) => {
      const left = [{ path: "/machine", type: "board", refs: 1, holders: ["hold of nobody"] }];
      reportEnd({ left, errors: [], clean: false }, "/", log);
    }),
  "emit/no-behaviour": () => {
    const text = 'qdl 1;\nimport { Device } from "qdl:core";\ndevice A : Device { on realize => begin; }\n';
    return compile(["a.qdl"], makeDiskHost(makeFolder({ "a.qdl": text }))).diagnostics;
  },
  "emit/runtime-name": () => {
    const text =
      'qdl 1;\nimport { Device } from "qdl:core";\ndevice A : Device { state { count : u32; } on realize => begin; }\n';
    const behaviour = "export const aHooks = { begin: (self) => void (self.count += 1) };\n";
    return compile(["a.qdl"], makeDiskHost(makeFolder({ "a.qdl": text, "a.ts": behaviour }))).diagnostics;
  },
  "project/exists": () =>
    createProject({ folder: makeFolder({ "package.json": "{}" }), shown: "", version: "0.1.0" }).diagnostics,
  "project/config": async () => (await findConfig(makeFolder({ "qdl.config.json": "{]" })))!.diagnostics,
  "project/level": async () => {
    const text = '{ "levels": { "parse/syntax": "off" } }';
    return (await findConfig(makeFolder({ "qdl.config.json": text })))!.diagnostics;
  },
  "project/foreign-output": () => plan([moduleOf("a")], makeFolder({ "a.ts": "export {};\n" })),
};

function reported(report: (log: Log) => void): readonly Diagnostic[] {
  const log = new Log();
  report(log);
  return log.all;
}

function simulate(text: string): readonly Diagnostic[] {
  return problemsOf({ name: "play.txt", text }, readScript(text));
}

function find(path: string): readonly Diagnostic[] {
  return findInputs({ cwd: makeFolder({ "a.txt": "" }), paths: [path] }).diagnostics;
}

function moduleOf(name: string): Module {
  return { path: `${name}.ts`, source: `${name}.qdl`, text: generatedHeader(`${name}.qdl`), origins: () => [] };
}

function plan(modules: readonly Module[], folder: string): readonly Diagnostic[] {
  return planOutput(modules, { folder, name: "out", isGone: () => false }).diagnostics;
}
