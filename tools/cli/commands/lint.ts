import { type Command, InvalidArgumentError, Option } from "commander";
import { arrange, counted, type Diagnostic, type Host, placeOf, type StorageModel, survey } from "qdl";
import { type Fixed, fixAll, overlay } from "../../lint/fix.ts";
import { followChanges } from "../../lint/follow.ts";
import { unifiedDiff } from "../../lint/difference.ts";
import { parseLevels } from "../../lint/levels.ts";
import { type LintRun, type Project, runLint } from "../../lint/run.ts";
import { summarizeLint } from "../../lint/summary.ts";
import { type Levels, withLevels } from "../../project/levels.ts";
import { makeDiskHost } from "../../project/disk-host.ts";
import { projectPath } from "../../project/inputs.ts";
import { saveTexts } from "../../project/save.ts";
import { refuseEmpty } from "../no-inputs.ts";
import { hasErrors, nameIn, report } from "../report.ts";
import { type CommonOptions, formatOption, rootOption, type Settings, settle } from "../settings.ts";
import { type Terminal } from "../terminal.ts";

interface LintOptions extends CommonOptions {
  readonly model: StorageModel;
  readonly level: readonly string[];
  readonly maxWarnings?: number;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

/** `qdl lint`: advice on definitions and behaviour that exist already, and the mechanical changes that follow it. */
export function registerLint(program: Command, terminal: Terminal): void {
  program
    .command("lint")
    .summary("advise on lifetimes in definitions and behaviour; --fix makes what is mechanical")
    .description(
      "Reports what `check` does, every embedded child with its hazards, and misuse of lifetimes in the behaviour modules beside the definitions.\n" +
        "A summary by child, hazard and file goes to standard output. A report is waived by `// qdl-allow CODE: reason` on the line before.",
    )
    .argument("[paths...]", "files, folders or patterns (default: every .qdl file below the project folder)")
    .addOption(
      new Option("--model <model>", "whose rules memory follows: the runtime's, QEMU's of today, or none for embedding")
        .choices(["counted", "legacy", "no-embed"])
        .default("counted"),
    )
    .option("--level <code=level>", "off, note, warning or error for one code; may be repeated", append, [])
    .option("--max-warnings <count>", "exit 1 if there are more warnings", wholeNumber)
    .option("--fix", "make the changes that reports offer, if they end the report and cause no other")
    .option("--dry-run", "with --fix: write nothing, show the changes as a diff")
    .addOption(rootOption())
    .addOption(formatOption())
    .addHelpText(
      "after",
      `
Examples:
  qdl lint                                         everything below this folder
  qdl lint hw --model legacy                       what would be dangerous without a count of storages
  qdl lint --fix --dry-run                         which embedded children would become owned, as a diff
  qdl lint --level lint/embedded-dual-impl=off     without one rule; \`levels\` in qdl.config.json says it for good
  qdl lint --format sarif > lint.sarif             for code scanning

Exit status: 0 clean, 1 errors or more warnings than --max-warnings allows, 2 the command line makes no sense.`,
    )
    .action((paths: string[], options: LintOptions) => runLintCommand(terminal, paths, options));
}

function append(word: string, before: readonly string[]): string[] {
  return [...before, word];
}

function wholeNumber(word: string): number {
  if (!/^\d{1,9}$/.test(word)) throw new InvalidArgumentError("It is not a whole number.");
  return Number(word);
}

async function runLintCommand(terminal: Terminal, paths: readonly string[], options: LintOptions): Promise<void> {
  const chosen = parseLevels(options.level);
  const problem = "problem" in chosen ? chosen.problem : misuse(options);
  if (problem !== undefined) {
    terminal.err(`error: ${problem}\n(add --help for more information)\n`);
    return terminal.exit(2);
  }
  const settings = await settle(terminal, paths, options);
  if (!settings || refuseEmpty(terminal, settings.inputs)) return;
  const levels = { ...settings.levels, ...(chosen as Levels) };
  const project = projectOf(settings, options.model);
  const host = makeDiskHost(settings.inputs.root);
  const fixed = options.fix ? await fix(host, project, levels) : undefined;
  const run = await runLint(fixed ? overlay(host, fixed.texts) : host, project);
  const written = fixed && !options.dryRun ? saveTexts(settings.inputs.root, fixed.texts) : [];
  const diagnostics = withLevels(arrange([...settings.inputs.diagnostics, ...run.diagnostics, ...written]), levels);
  await tell(terminal, { settings, run, diagnostics, fixed, host, options });
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  if (hasErrors(diagnostics) || warnings > (options.maxWarnings ?? Infinity)) terminal.exit(1);
}

function misuse({ fix, dryRun }: LintOptions): string | undefined {
  return dryRun && !fix ? "--dry-run says what --fix would do, so it needs --fix" : undefined;
}

function projectOf({ inputs, out }: Settings, model: StorageModel): Project {
  return { roots: inputs.files, model, out: projectPath(inputs.root, out.folder) };
}

/** The fixes of what is not off, and what behaviour modules must follow. */
async function fix(host: Host, project: Project, levels: Levels | undefined): Promise<Fixed> {
  const fixed = await fixAll(host, async (over) => withLevels((await runLint(over, project)).diagnostics, levels));
  return { ...fixed, texts: await followChanges(fixed, host, project) };
}

interface Told {
  readonly settings: Settings;
  readonly run: LintRun;
  readonly diagnostics: readonly Diagnostic[];
  readonly fixed: Fixed | undefined;
  readonly host: Host;
  readonly options: LintOptions;
}

async function tell(terminal: Terminal, told: Told): Promise<void> {
  const { settings, run, diagnostics, fixed, host, options } = told;
  const { format, inputs } = settings;
  const children = survey(run.embedded, diagnostics);
  const nameOf = nameIn(terminal, inputs.root);
  const shown = children.map(({ span, ...child }) => ({
    ...child,
    file: nameOf(span.file),
    line: placeOf(span.file.text, span.start).line,
  }));
  const facts = {
    model: options.model,
    files: run.files.map((file) => file.name),
    behaviour: run.modules,
    embedded: shown,
    ...(fixed && { fixed: [...fixed.texts.keys()] }),
  };
  await report(terminal, format, { diagnostics, root: inputs.root, facts });
  if (format !== "text") return;
  if (fixed) terminal.out(options.dryRun ? differences(fixed, host, nameOf) : changed(fixed, nameOf));
  const files = run.files.length + run.modules.length;
  terminal.out(summarizeLint({ model: options.model, files, children, diagnostics, nameOf }));
}

type NameOf = ReturnType<typeof nameIn>;

function differences({ texts }: Fixed, host: Host, nameOf: NameOf): string {
  const diffs = [...texts].map(([path, text]) => {
    const before = host.read(path);
    return unifiedDiff(nameOf({ name: path, text }), "text" in before ? before.text : "", text);
  });
  return diffs.length === 0 ? "nothing to fix\n\n" : `${diffs.join("")}\n`;
}

function changed({ texts, made, left }: Fixed, nameOf: NameOf): string {
  const rows = [...texts].map(([path, text]) => `fixed ${nameOf({ name: path, text })}\n`);
  const sum =
    texts.size === 0
      ? "nothing fixed\n"
      : `${counted(made.length, "report")} fixed in ${counted(texts.size, "file")}\n`;
  const refused = left.filter(({ fixes }) => fixes.length > 0).length;
  const rest =
    refused === 0
      ? ""
      : `${counted(refused, "fix").replace("fixs", "fixes")} not made: another report would come of it\n`;
  return `${rows.join("")}${sum}${rest}\n`;
}
