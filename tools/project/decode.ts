import { isUtf8 } from "node:buffer";
import { type ReadResult } from "qdl";

/** A file's bytes as text: strictly UTF-8, without a byte order mark; else the offset of the first byte that does not belong. */
export function decode(bytes: Uint8Array): ReadResult {
  if (!isUtf8(bytes)) return { problem: "encoding", offset: offsetOfFault(bytes) };
  return { text: new TextDecoder().decode(bytes) };
}

/** Finds where the last whole character before the fault ends, by halving: each probe costs one pass of the decoder. */
function offsetOfFault(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (beginsAsUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  while (good > 0 && !isUtf8(bytes.subarray(0, good))) good--;
  return good;
}

function beginsAsUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
