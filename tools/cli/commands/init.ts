import { relative, resolve } from "node:path";
import { type Command } from "commander";
import { createProject } from "../../init/create.ts";
import { report } from "../report.ts";
import { type Terminal } from "../terminal.ts";
import { versionOfPackage } from "../version.ts";

/** `qdl init`: starts a project. */
export function registerInit(program: Command, terminal: Terminal): void {
  program
    .command("init")
    .summary("start a project that builds")
    .description(
      "Starts a project: a device with its behaviour, a machine that has it, and a test that runs the machine.\n" +
        "Nothing that is there already is changed; if a file is in the way, nothing is written.",
    )
    .argument("[folder]", "where; made if it is not there", ".")
    .addHelpText(
      "after",
      `
Examples:
  qdl init             in this folder
  qdl init my-board    in a new folder

Exit status: 0 done, 1 a file is in the way, 2 the command line makes no sense.`,
    )
    .action((folder: string) => runInit(terminal, folder));
}

async function runInit(terminal: Terminal, name: string): Promise<void> {
  const folder = resolve(terminal.cwd, name);
  const shown = relative(terminal.cwd, folder);
  const { files, diagnostics } = createProject({ folder, shown, version: versionOfPackage() });
  if (diagnostics.length > 0) {
    await report(terminal, "text", { diagnostics, root: terminal.cwd });
    return terminal.exit(1);
  }
  const enter = shown === "" ? "" : `  cd ${/^[\w./-]+$/.test(shown) ? shown : JSON.stringify(shown)}\n`;
  terminal.out(`${files.map((file) => `wrote ${file}`).join("\n")}

Next:
${enter}  npm install
  npm test             compiles the definitions, checks the types, runs the machine
  npx qdl build        compiles definitions alone

Begin with devices/counter.qdl: what stands there in a line is a class in generated/ a moment later.
`);
}
