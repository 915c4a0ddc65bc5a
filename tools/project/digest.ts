import { hash } from "node:crypto";
import { type ReadResult } from "qdl";

/** A short text that stands for a long one: two that differ have different ones. */
export function digest(text: string | Uint8Array): string {
  return hash("sha256", text, "base64url");
}

/** What stands for what came of reading a path: its text, or why there is none. */
export function digestOfRead(result: ReadResult): string {
  return "text" in result ? digest(result.text) : JSON.stringify(result);
}
