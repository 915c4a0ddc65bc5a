import { type Command, Option } from "commander";

/** `qdl language-server`: what an editor talks to. */
export function registerLanguageServer(program: Command): void {
  program
    .command("language-server")
    .summary("serve an editor")
    .description(
      "Serves an editor by the Language Server Protocol, until the editor says that it is done: reports, hover, definitions,\n" +
        "references, renaming, completion, colours, outline, layout, fixes, and hints of offsets and sizes.",
    )
    .requiredOption("--stdio", "talk over stdin and stdout")
    .addOption(new Option("--clientProcessId <pid>", "end when this process does").hideHelp())
    .addHelpText(
      "after",
      `
Examples:
  qdl language-server --stdio    what to tell an editor; docs/editor.md says where`,
    )
    .action(async () => {
      // Loaded here, because it takes longer than all other commands together, and help needs none of it.
      const { startServer } = await import("../../language-server/server.ts");
      startServer();
    });
}
