import { type WriteMasks } from "../3-check/index.ts";
import { type Half, wordOf } from "./halves.ts";
import { hex } from "./literal.ts";
import { type Writer } from "./writer.ts";

/** A word that the guest writes, in code: `old`, `value` and `mask` are in scope, and `open` where bits are written once. */
interface WrittenWord {
  readonly masks: WriteMasks;
  readonly half: Half;
  /** Bits that the word has. */
  readonly bits: number;
}

type Kind = keyof WriteMasks;

const kinds: readonly Kind[] = ["rw", "once", "w1c", "w1s", "w0c", "w0s", "w1t"];

/**
 * The word after a write as an expression, with statements before it where several kinds of access meet; null if a write
 * changes nothing of it.
 */
export function writtenWord({ masks, half, bits }: WrittenWord, writer: Writer): string | null {
  const present = kinds.filter((kind) => wordOf(masks[kind], half) !== 0);
  const [only] = present;
  if (only === undefined) return null;
  const word = (kind: Kind, from: string): string => {
    const mask = wordOf(masks[kind], half);
    return mask === 2 ** bits - 1 && kind === "rw" ? `(${from} & ~mask) | value` : expressions[kind](from, hex(mask));
  };
  if (present.length === 1) return word(only, "old");
  const [first, ...rest] = present;
  writer.line(`let next = ${word(first!, "old")};`);
  for (const kind of rest) writer.line(`next = ${word(kind, "next")};`);
  return "next";
}

const expressions: Record<Kind, (from: string, mask: string) => string> = {
  rw: (from, mask) => `(${from} & ~(${mask} & mask)) | (value & ${mask})`,
  once: (from) => `(${from} & ~open) | (value & open)`,
  w1c: (from, mask) => `${from} & ~(value & ${mask})`,
  w1s: (from, mask) => `${from} | (value & ${mask})`,
  w0c: (from, mask) => `${from} & (value | ~(${mask} & mask))`,
  w0s: (from, mask) => `${from} | (~value & ${mask} & mask)`,
  w1t: (from, mask) => `${from} ^ (value & ${mask})`,
};
