import { relative } from "node:path";
import { type Inputs } from "../project/inputs.ts";
import { type Terminal } from "./terminal.ts";

/** Tells someone who has no definitions yet how one begins; then there is nothing else to do. */
export function refuseEmpty(terminal: Terminal, { root, files, diagnostics }: Inputs): boolean {
  if (files.length > 0 || diagnostics.length > 0) return false;
  const place = relative(terminal.cwd, root) || "this folder";
  terminal.err(`error: there are no .qdl files below ${place}

Name files or folders, as in \`qdl check devices\`, or begin with a file such as hello.qdl:

  qdl 1;
  package hello;

Then run \`qdl check\` again; \`qdl --help\` lists the commands.
`);
  terminal.exit(2);
  return true;
}
