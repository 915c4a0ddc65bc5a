import type * as ast from "./ast.ts";
import { type Reports } from "./reports.ts";

const form = /^\/\/\s*qdl-allow\s+([^\s:]+)\s*(?::\s*(.*?))?\s*$/;

/** The waivers among the comments; one without a reason is reported and waives nothing. */
export function waiversOf(text: string, comments: readonly ast.Comment[], reports: Reports): ast.Waiver[] {
  const waivers: ast.Waiver[] = [];
  for (const comment of comments) {
    if (comment.form !== "line") continue;
    const [whole, code = "", reason = ""] = form.exec(text.slice(comment.start, comment.end)) ?? [];
    if (whole === undefined) continue;
    const { start, end } = comment;
    if (reason === "") reports.add("parse/waiver-without-reason", { start, end }, { code });
    else waivers.push({ kind: "waiver", code, reason, covers: nextLine(text, end), start, end });
  }
  return waivers;
}

/** The next line that is neither blank nor a comment. */
function nextLine(text: string, from: number): { readonly start: number; readonly end: number } {
  let start = from;
  while (start < text.length) {
    const next = text.indexOf("\n", start);
    if (next < 0) break;
    start = next + 1;
    const stop = text.indexOf("\n", start);
    const end = stop < 0 ? text.length : stop;
    const line = text.slice(start, end).trim();
    if (line !== "" && !line.startsWith("//")) return { start, end };
  }
  return { start: text.length, end: text.length };
}
