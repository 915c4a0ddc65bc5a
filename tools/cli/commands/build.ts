import { performance } from "node:perf_hooks";
import { join } from "node:path";
import { type Command } from "commander";
import { arrange, compile, counted, type Diagnostic, type Module } from "qdl";
import { withLevels } from "../../project/config.ts";
import { makeDiskHost } from "../../project/disk-host.ts";
import { projectPath } from "../../project/inputs.ts";
import { type Plan, planOutput } from "../../project/output.ts";
import { writeOutput } from "../../project/write.ts";
import { refuseEmpty } from "../no-inputs.ts";
import { hasErrors, report } from "../report.ts";
import { type CommonOptions, formatOption, rootOption, type Settings, settle } from "../settings.ts";
import { type Terminal } from "../terminal.ts";

interface BuildOptions extends CommonOptions {
  readonly check?: boolean;
}

/** `qdl build`: compiles definitions into modules, all or none. */
export function registerBuild(program: Command, terminal: Terminal): void {
  program
    .command("build")
    .summary("compile definitions into TypeScript modules")
    .description(
      "Compiles definitions and everything that they import into TypeScript modules, one a file, in folders as the definitions are.\n" +
        "Nothing is written when there is an error; only files whose text changes are written; files that were not generated are never touched.",
    )
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below the project folder)")
    .option("-o, --out <folder>", "where the modules go (default: generated)")
    .option("--check", "write nothing; list what differs, is missing or left over, and exit 1 if anything is")
    .addOption(rootOption())
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
Examples:
  qdl build                                  all definitions below this folder, into generated/
  qdl build devices --out build/models       one folder of definitions
  qdl build --root devices --out generated   devices/uart/a.qdl becomes generated/uart/a.ts
  qdl build --check                          in continuous integration: is generated/ up to date?

Exit status: 0 done, 1 errors or outputs out of date, 2 the command line makes no sense.`,
    )
    .action((paths: string[], options: BuildOptions) => runBuild(terminal, paths, options));
}

async function runBuild(terminal: Terminal, paths: readonly string[], options: BuildOptions): Promise<void> {
  const begun = performance.now();
  const settings = await settle(terminal, paths, options);
  if (!settings) return;
  const { inputs, format } = settings;
  if (refuseEmpty(terminal, inputs)) return;
  const made = make(settings);
  const plan = made.plan && withShownPaths(made.plan);
  const written = made.plan && !options.check && !hasErrors(made.diagnostics) ? writeOutput(made.plan) : [];
  const diagnostics = arrange([...made.diagnostics, ...written]);
  const failed = hasErrors(diagnostics);
  const facts = plan && !failed ? factsOf(plan, options.check === true) : {};
  await report(terminal, format, { diagnostics, root: inputs.root, facts });
  if (failed || !plan) return terminal.exit(1);
  if (options.check && isStale(plan)) terminal.exit(1);
  if (format !== "text") return;
  terminal.out(options.check ? compared(plan) : done(plan, performance.now() - begun));
}

/** What a build would write, unless there are errors. */
interface Made {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

function make({ inputs, out: { folder, name }, levels }: Settings): Made {
  const host = makeDiskHost(inputs.root);
  const compilation = compile(inputs.files, host, { sources: projectPath(folder, inputs.root) || "." });
  const diagnostics = withLevels([...inputs.diagnostics, ...compilation.diagnostics], levels);
  if (hasErrors(diagnostics)) return { diagnostics };
  const isGone = (source: string) => {
    const result = host.read(source);
    return isSearched(source, inputs.folders) && "problem" in result && result.problem === "missing";
  };
  const plan = planOutput(compilation.modules, { folder, name, isGone });
  return { plan, diagnostics: [...diagnostics, ...plan.diagnostics] };
}

/** A build of single files says nothing about the others, so only searched folders can miss a definition. */
function isSearched(source: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === "" || source.startsWith(`${folder}/`));
}

/** The plan with paths that begin with the output folder as it was typed. */
function withShownPaths(plan: Plan): Plan {
  const seen = (path: string) => join(plan.target.name, path);
  return {
    ...plan,
    changes: plan.changes.map((change) => ({ ...change, path: seen(change.path) })),
    unchanged: plan.unchanged.map(seen),
    leftOver: plan.leftOver.map(seen),
  };
}

function factsOf({ changes, unchanged, leftOver }: Plan, checking: boolean) {
  const paths = changes.map((change) => change.path);
  if (!checking) return { written: paths, unchanged, removed: leftOver };
  const isNew = new Set(changes.filter((change) => !change.before).map((change) => change.path));
  return {
    differs: paths.filter((path) => !isNew.has(path)),
    missing: paths.filter((path) => isNew.has(path)),
    leftOver,
    unchanged,
  };
}

function isStale({ changes, leftOver }: Plan): boolean {
  return changes.length + leftOver.length > 0;
}

function compared(plan: Plan): string {
  if (!isStale(plan)) return `${counted(plan.unchanged.length, "file")} up to date\n`;
  const lines = [
    ...plan.changes.map(({ path, before }) => `${before ? "differs" : "missing"}: ${path}`),
    ...plan.leftOver.map((path) => `left over: ${path}`),
  ];
  return `${lines.join("\n")}\n\n${counted(lines.length, "file")} out of date; \`qdl build\` without --check writes them\n`;
}

/** So many written files are named; a large project's would scroll everything else away. */
const named = 20;

function done({ changes, unchanged, leftOver }: Plan, milliseconds: number): string {
  const rows = changes.slice(0, named).map(({ path, text }) => `wrote ${path} (${counted(linesIn(text), "line")})`);
  if (changes.length > named) rows.push(`wrote ${counted(changes.length - named, "more file")}`);
  const removed = leftOver.map((path) => `removed ${path}`);
  const lines = changes.reduce((sum, change) => sum + linesIn(change.text), 0);
  const counts = [
    `${counted(changes.length, "file")} written (${counted(lines, "line")})`,
    `${unchanged.length} unchanged`,
    ...(leftOver.length > 0 ? [`${leftOver.length} removed`] : []),
  ];
  return [...rows, ...removed, `${counts.join(", ")} in ${Math.round(milliseconds)} ms`, ""].join("\n");
}

function linesIn(text: Module["text"]): number {
  return text.split("\n").length - 1;
}
