import { type Paint, type Role } from "qdl";
import { styleText } from "node:util";
import { systemCode, systemReason } from "../project/system-reason.ts";

/** Where a command runs and speaks. Results go to `out`, reports for people to `err`. */
export interface Terminal {
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colours for what goes to `err`. */
  readonly paint: Paint;
  /** Ends the command with this status when it has said everything. */
  readonly exit: (status: Status) => void;
  /** Shows one line that the next replaces, an empty one by nothing; absent when nobody is watching. */
  readonly status?: (line: string) => void;
  /** Aborted when a command that goes on and on has to end. */
  readonly stop?: AbortSignal;
}

/** 0: well; 1: reports, or outputs out of date; 2: the command line makes no sense; 70: a mistake of ours. */
export type Status = 0 | 1 | 2 | 70;

/** The terminal of this process; none when the current folder is gone. */
export function processTerminal(): Terminal | undefined {
  tolerateClosedPipe(process.stdout);
  tolerateClosedPipe(process.stderr);
  const cwd = currentFolder();
  if (cwd === undefined) return undefined;
  return {
    cwd,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    paint: wantsColour(process.env, process.stderr.isTTY) ? colour : (_role, text) => text,
    exit: (status) => {
      process.exitCode = status;
    },
    ...(process.stderr.isTTY && { status: (line: string) => void process.stderr.write(`\r\u001b[2K${line}`) }),
    get stop() {
      return untilInterrupted();
    },
  };
}

/** Aborted when someone interrupts this process; from the first call on, that no longer ends it by itself. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** NO_COLOR wins, then FORCE_COLOR, then whether someone is watching. */
export function wantsColour(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = environment;
  if (no) return false;
  if (force !== undefined) return force !== "0" && force !== "false";
  return isTerminal && term !== "dumb";
}

type Styles = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Role, Styles>> = {
  error: ["bold", "red"],
  warning: ["bold", "yellow"],
  note: ["bold", "cyan"],
  help: ["bold", "green"],
  gutter: ["bold", "blue"],
  title: "bold",
  added: "green",
  removed: "red",
};

function colour(role: Role, text: string): string {
  return styleText(styles[role], text, { validateStream: false });
}

/** A reader that has seen enough, such as `head`, is no failure; a full disk behind a redirection is one. */
function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on("error", (error) => {
    if (systemCode(error) === "EPIPE") process.exit();
    if (stream === process.stdout) process.stderr.write(`error: cannot write the output: ${systemReason(error)}\n`);
    process.exit(1);
  });
}

/** The current folder; a shell may stand in one that someone has removed. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
