import { type Command } from "commander";
import { catalogue, type Entry, nearestName, printable } from "qdl";
import { type Terminal } from "../terminal.ts";

const entries: ReadonlyMap<string, Entry> = new Map(Object.entries(catalogue));

/** `qdl explain`: what a diagnostic's code means. */
export function registerExplain(program: Command, terminal: Terminal): void {
  program
    .command("explain")
    .summary("say what a diagnostic means")
    .description("Explains the code of a diagnostic: what is wrong, what would happen on the board, what to do.")
    .argument("[code]", "the code in brackets after `error` or `warning` (default: list all codes)")
    .addHelpText(
      "after",
      `
Examples:
  qdl explain                 every code with its message
  qdl explain parse/syntax    one of them in full`,
    )
    .action((code: string | undefined) => runExplain(terminal, code));
}

function runExplain(terminal: Terminal, code: string | undefined): void {
  if (code === undefined) return terminal.out(listed());
  const entry = entries.get(code);
  if (entry) return terminal.out(explained(code, entry));
  const near = nearestName(code, [...entries.keys()]);
  const hint = near === undefined ? "`qdl explain` lists all codes" : `did you mean \`${near}\`?`;
  terminal.err(`error: no diagnostic has the code \`${printable(code)}\`; ${hint}\n`);
  terminal.exit(1);
}

function listed(): string {
  const width = Math.max(...[...entries.keys()].map((code) => code.length));
  return [...entries].map(([code, entry]) => `${code.padEnd(width)}  ${withBlanks(entry.message)}\n`).join("");
}

function explained(code: string, entry: Entry): string {
  const page = `docs/errors/${code.replace("/", "-")}.md`;
  const help = withBlanks(entry.help);
  return `${entry.severity}[${code}]: ${withBlanks(entry.message)}

  why: ${withBlanks(entry.why)}
${help && `  help: ${help}\n`}
More is in ${page}.
`;
}

/** A text of the catalogue with its blanks as a reader expects them. */
function withBlanks(text: string): string {
  return text.replace("{hint}", "").replace(/\{(\w+)\}/g, "<$1>");
}
