import { type Log } from "./diagnostics/log.ts";
import { type Host, type Unread } from "./host.ts";
import { type Span } from "./source.ts";

/** Who asks for a file: where to report, and the place that names the file, unless it is the command line. */
export interface Reader {
  readonly host: Host;
  readonly log: Log;
  readonly span?: Span;
}

/** The text at a normalised project path, or `undefined` after a report that says why there is none. */
export function readText(path: string, { host, log, span }: Reader): string | undefined {
  const result = host.read(path);
  if ("text" in result) return result.text;
  reportUnread(path, result, log, span);
  return undefined;
}

/** Reports why a path has no text, at the place that names it. */
export function reportUnread(path: string, unread: Unread, log: Log, span?: Span): void {
  switch (unread.problem) {
    case "missing":
      return log.report("project/not-found", span, {
        path,
        hint: unread.near === undefined ? "" : `; did you mean \`${unread.near}\`?`,
      });
    case "directory":
      return log.report("project/is-directory", span, { path });
    case "encoding":
      return log.report("project/not-utf8", span, { path, offset: String(unread.offset) });
    case "outside":
      return log.report("project/outside", span, { path });
    case "unreadable":
      return log.report("project/unreadable", span, { path, reason: unread.reason });
  }
}
