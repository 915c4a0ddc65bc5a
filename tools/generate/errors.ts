import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { catalogue, type Diagnostic, type Entry, renderText, type Severity } from "qdl";
import { type FixtureCase, listCases, promisesOf, reportsOf, withoutMarkers } from "../../test/fixture-cases.ts";
import { replaceFolder } from "./replace-folder.ts";

/** Rewrites docs/errors: one page a code, and an index. */
export async function generateErrors(root: string): Promise<void> {
  replaceFolder(join(root, "docs/errors"), await errorPages());
}

/** The pages of docs/errors by file name, made from the catalogue; the examples are fixtures that report the code. */
export async function errorPages(): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries<Entry>(catalogue);
  const examples = findExamples();
  const pages = new Map<string, string>();
  for (const [code, entry] of entries) pages.set(pageOf(code), await tidy(await page(code, entry, examples.get(code))));
  return pages.set("README.md", await tidy(index(entries)));
}

/** The file name of a code's page. */
export function pageOf(code: string): string {
  return `${code.replaceAll("/", "-")}.md`;
}

/** For each code the case that is named after it, else the first whose own text carries the mark, so that new cases change few pages. */
function findExamples(): ReadonlyMap<string, FixtureCase> {
  const examples = new Map<string, FixtureCase>();
  for (const one of listCases()) {
    for (const { code } of promisesOf(one)) if (!examples.has(code) || one.name === code) examples.set(code, one);
  }
  return examples;
}

const kinds: Readonly<Record<Severity, string>> = {
  error: "An error: nothing is generated.",
  warning: "A warning: modules are generated nevertheless.",
  note: "A note: worth knowing; modules are generated.",
};

const waivableError =
  "An error: nothing is generated, unless it is [waived, or has another level](../lint.md#levels-and-waivers), with a reason.";

function isWaivableError({ severity, waivable = false }: Entry): boolean {
  return severity === "error" && waivable;
}

async function page(code: string, entry: Entry, example: FixtureCase | undefined): Promise<string> {
  return `<!-- Generated from the catalogue by \`npm run generate\`; edits are lost. -->

# \`${code}\`

${isWaivableError(entry) ? waivableError : kinds[entry.severity]}

> ${blanked(entry.message)}

- **Why it matters**: ${blanked(entry.why)}.
${blanked(entry.help) && `- **What to do**: ${blanked(entry.help)}.`}
${example ? await exampleOf(code, example) : ""}`;
}

/** More lines than this are not an example; then the report alone has to do. */
const exampleLines = 80;

async function exampleOf(code: string, example: FixtureCase): Promise<string> {
  const reports = (await reportsOf(example)).filter((diagnostic) => diagnostic.code === code);
  const sources = [shown(example, "input.qdl", "qdl"), shown(example, "input.ts", "ts")];
  return `\n## Example\n\n${sources.join("")}${fenced("text", reportOf(reports.slice(0, 1)))}`;
}

/** A file of a case as an example; nothing for one that is not there, or too long. */
function shown({ folder }: FixtureCase, name: string, language: string): string {
  const file = join(folder, name);
  const input = existsSync(file) ? withoutMarkers(readFileSync(file, "utf8")).trim() : "";
  return input === "" || input.split("\n").length > exampleLines ? "" : fenced(language, input);
}

/** A report as the command shows it, without the last line that counts. */
function reportOf(diagnostics: readonly Diagnostic[]): string {
  const lines = withoutMarkers(renderText(diagnostics)).trimEnd().split("\n");
  return lines.slice(0, -2).join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\`\n\n`;
}

function index(entries: readonly (readonly [string, Entry])[]): string {
  const rows = entries.map(([code, entry]) => {
    const severity = isWaivableError(entry) ? "error, waivable" : entry.severity;
    return `| [\`${code}\`](${pageOf(code)}) | ${severity} | ${blanked(entry.message).replaceAll("|", "\\|")} |`;
  });
  return `<!-- Generated from the catalogue by \`npm run generate\`; edits are lost. -->

# Diagnostics

Every code that a report can carry. \`qdl explain CODE\` says the same at the command line.

| Code | Severity | Message |
| --- | --- | --- |
${rows.join("\n")}
`;
}

/** A text with its blanks as readers expect them; angle brackets would be HTML here. */
function blanked(text: string): string {
  return text.replace("{hint}", "").replace(/\{(\w+)\}/g, "‹$1›");
}

function tidy(text: string): Promise<string> {
  return format(text, { parser: "markdown", printWidth: 120 });
}
