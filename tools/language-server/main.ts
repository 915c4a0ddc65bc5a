#!/usr/bin/env node
import { startServer } from "./server.ts";

/** `--stdio`, and what editors add to it: `--clientProcessId` with a number. */
const words = process.argv.slice(2);
if (words.includes("--stdio")) startServer();
else {
  process.stderr.write(
    "usage: qdl-language-server --stdio\n\nAn editor starts it and talks to it over stdin and stdout.\n",
  );
  process.exitCode = 2;
}
