import type * as ast from "../ast.ts";
import { type Context, type Leaf, textOf } from "./context.ts";

const units: Readonly<Record<string, { readonly unit: ast.Unit; readonly scale: bigint }>> = {
  "": { unit: "plain", scale: 1n },
  K: { unit: "size", scale: 1024n },
  M: { unit: "size", scale: 1024n ** 2n },
  G: { unit: "size", scale: 1024n ** 3n },
  T: { unit: "size", scale: 1024n ** 4n },
  Hz: { unit: "frequency", scale: 1n },
  kHz: { unit: "frequency", scale: 1000n },
  MHz: { unit: "frequency", scale: 1000n ** 2n },
  GHz: { unit: "frequency", scale: 1000n ** 3n },
  ns: { unit: "time", scale: 1n },
  us: { unit: "time", scale: 1000n },
  ms: { unit: "time", scale: 1000n ** 2n },
  s: { unit: "time", scale: 1000n ** 3n },
};

/** More digits than this are beyond 2^64 in every base; BigInt would take long over a million of them. */
const mostDigits = 100;

const radix = /^0([xb])([0-9a-f_]+)$/i;
const decimal = /^([0-9][0-9_]*)(?:\.([0-9][0-9_]*))?([A-Za-z]*)$/;

/** A number; one that is not well formed, or not below 2^64, is reported and counts as 0. */
export function numberOf(context: Context, node: Leaf): ast.NumberLiteral {
  const raw = textOf(context, node);
  const read = readNumber(raw);
  if (read === undefined) context.reports.add("parse/bad-number", node, { number: shorten(raw) });
  else if (read === "large" || read.value >= 2n ** 64n) {
    context.reports.add("parse/number-too-large", node, { number: shorten(raw) });
  } else return { kind: "number", raw, ...read, start: node.start, end: node.end };
  return { kind: "number", raw, value: 0n, unit: "plain", start: node.start, end: node.end };
}

function readNumber(raw: string): { value: bigint; unit: ast.Unit } | "large" | undefined {
  if (/^[1-9]?[0-9]$/.test(raw)) return { value: BigInt(raw), unit: "plain" };
  if (/^0x[0-9a-fA-F]{1,16}$/.test(raw)) return { value: BigInt(raw), unit: "plain" };
  if (raw.endsWith("_") || raw.includes("__")) return undefined;
  const plain = raw.replaceAll("_", "");
  const based = radix.exec(plain);
  if (based)
    return based[1]!.toLowerCase() === "b" && /[^01]/.test(based[2]!) ? undefined : bigint(plain.toLowerCase());
  const [, whole, fraction = "", suffix = ""] = decimal.exec(plain) ?? [];
  if (whole === undefined || (whole.length > 1 && whole.startsWith("0")) || !Object.hasOwn(units, suffix))
    return undefined;
  const { unit, scale } = units[suffix]!;
  const digits = bigint(whole + fraction);
  if (digits === "large") return "large";
  const scaled = digits.value * scale;
  const divisor = 10n ** BigInt(fraction.length);
  return scaled % divisor === 0n ? { value: scaled / divisor, unit } : undefined;
}

function bigint(text: string): { value: bigint; unit: "plain" } | "large" {
  return text.length > mostDigits ? "large" : { value: BigInt(text), unit: "plain" };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };

/** What a string says; an escape that the language does not have is reported and stands for its character. */
export function stringOf(context: Context, node: Leaf): string {
  const inner = context.text.slice(node.start + 1, node.end - 1);
  return inner.replace(/\\(.)/gsu, (whole, character: string, at: number) => {
    if (Object.hasOwn(escapes, character)) return escapes[character]!;
    const start = node.start + 1 + at;
    context.reports.add("parse/bad-escape", { start, end: start + whole.length }, { escape: whole });
    return character;
  });
}

/** Text for a message: long ones are cut. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
