import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format } from "prettier";
import { type Diagnostic, lifetimes, renderText, type StorageModel } from "qdl";
import { checkCase, listCases, modelOf, withoutMarkers } from "../../test/fixture-cases.ts";
import { drawLifetimes } from "../graph/draw.ts";
import { makeDiskHost } from "../project/disk-host.ts";
import { findInputs } from "../project/inputs.ts";

const template = join(import.meta.dirname, "lifetimes-page.md");
const tests = join(import.meta.dirname, "../../test");

/** Rewrites docs/lifetimes.md and its pictures. */
export async function generateLifetimes(root: string): Promise<void> {
  for (const [name, text] of await lifetimePages()) {
    const file = join(root, "docs", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** The page on lifetimes and its pictures by file name in docs: what `qdl check` says of each story, and what `qdl graph` draws. */
export async function lifetimePages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const text = readFileSync(template, "utf8");
  let page = text.replaceAll(/\{\{story ([\w-]+)\}\}/g, (_, name: string) => printStory(name));
  for (const [whole, project, type] of text.matchAll(/\{\{picture ([\w-]+) (\w+)\}\}/g)) {
    const file = `lifetimes/${project!}.svg`;
    pages.set(file, await drawPicture(project!, type!));
    page = page.replace(whole, `![The lifetime graph of ${type!}](${file})`);
  }
  return pages.set("lifetimes.md", await format(page, { parser: "markdown", printWidth: 130 }));
}

function storyOf(name: string) {
  return listCases().find((one) => one.name === `lifetime/story-${name}`)!;
}

/** A story without its first lines, and the first report on it. */
function printStory(name: string): string {
  const story = storyOf(name);
  const text = withoutMarkers(readFileSync(join(story.folder, "input.qdl"), "utf8"));
  const declarations = text.slice(text.search(/^(device|machine) /m)).trim();
  return `${fenced("qdl", declarations)}\n\n${fenced("text", reportOf(checkCase(story).diagnostics.slice(0, 1)))}`;
}

/** A report as the command shows it, without the last line that counts. */
function reportOf(diagnostics: readonly Diagnostic[]): string {
  return withoutMarkers(renderText(diagnostics)).trimEnd().split("\n").slice(0, -2).join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Draws a type of a story, or of a project among the tests. */
async function drawPicture(project: string, type: string): Promise<string> {
  const story = storyOf(project);
  const folder = story?.folder ?? join(tests, "projects", project);
  const model: StorageModel = story ? modelOf(story) : "counted";
  const { files } = findInputs({ cwd: folder, paths: [] });
  const { found, diagnostics } = lifetimes(files, makeDiskHost(folder), type, { model });
  return drawLifetimes({ ...found[0]!, diagnostics }, { format: "svg", depth: 3 });
}
