import { AssemblyMistake, evaluate, unescape, type Lookup } from "./expression.ts";
import { encode, type Written } from "./instructions.ts";
import { rewrite } from "./pseudo.ts";

/** A mistake at its place; printed as `file:line: error: message`. */
export interface AssemblyError {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface Assembly {
  /** The image, to be loaded at the origin. Empty when there are errors. */
  readonly bytes: Uint8Array;
  /** Address or value of every label and constant. */
  readonly symbols: ReadonlyMap<string, number>;
  readonly errors: readonly AssemblyError[];
}

export interface AssembleOptions {
  /** The name that errors carry. */
  readonly file: string;
  /** The address of the first byte of the image, a multiple of 4; default 0. */
  readonly origin?: number;
}

/** A line's worth of output: where it goes, and how its bytes are made once every name is known. */
interface Chunk {
  readonly line: number;
  readonly section: Section;
  readonly offset: number;
  readonly size: number;
  readonly fill: (lookup: Lookup, into: DataView) => void;
}

interface Section {
  size: number;
  base: number;
}

/** What the first pass collects. */
interface Layout {
  readonly chunks: Chunk[];
  readonly constants: Map<string, number>;
  readonly labels: Map<string, { section: Section; offset: number }>;
  readonly text: Section;
  readonly data: Section;
  current: Section;
}

const WIDTHS = new Map([
  [".byte", 1],
  [".half", 2],
  [".word", 4],
]);
const LARGEST_IMAGE = 16 * 1024 * 1024;

/**
 * Assembles a program in two passes: the first finds the size of every line and with it the address of every label, the second makes
 * the bytes. `.text` comes first and `.data` right behind it, on a word boundary; the image is flat, so what lies in `.data` is
 * as writable as the memory that the image is loaded into. Mistakes are values in the result, at most one a line, in order.
 */
export function assemble(source: string, { file, origin = 0 }: AssembleOptions): Assembly {
  const errors: AssemblyError[] = [];
  const attempt = (line: number, action: () => void): void => {
    try {
      action();
    } catch (mistake) {
      if (!(mistake instanceof AssemblyMistake)) throw mistake;
      errors.push({ file, line, message: mistake.message });
    }
  };
  const layout = newLayout(origin);
  source.split(/\r?\n/).forEach((text, at) => attempt(at + 1, () => placeLine(layout, text, at + 1)));
  layout.data.base = origin + ((layout.text.size + 3) & ~3);

  const symbols = new Map(layout.constants);
  for (const [name, { section, offset }] of layout.labels) symbols.set(name, section.base + offset);
  const image = new Uint8Array(layout.data.size > 0 ? layout.data.base - origin + layout.data.size : layout.text.size);
  for (const { line, section, offset, size, fill } of layout.chunks) {
    const address = section.base + offset;
    const lookup: Lookup = (name) => (name === "." ? address : symbols.get(name));
    attempt(line, () => fill(lookup, new DataView(image.buffer, address - origin, size)));
  }
  errors.sort((one, other) => one.line - other.line);
  return { bytes: errors.length > 0 ? new Uint8Array(0) : image, symbols, errors };
}

function newLayout(origin: number): Layout {
  const text = { size: 0, base: origin };
  return { chunks: [], constants: new Map(), labels: new Map(), text, data: { size: 0, base: 0 }, current: text };
}

/** First pass over one line: `label: name operands`, each part optional. */
function placeLine(layout: Layout, text: string, line: number): void {
  let rest = withoutComment(text).trim();
  for (let match; (match = /^([A-Za-z_.$][\w.$]*)\s*:\s*/.exec(rest)); rest = rest.slice(match[0].length)) {
    define(layout, match[1]!);
    layout.labels.set(match[1]!, { section: layout.current, offset: layout.current.size });
  }
  if (rest === "") return;
  const [, name = "", operandText = ""] = /^(\S+)\s*(.*)$/.exec(rest)!;
  const written = { mnemonic: name.toLowerCase(), operands: splitOperands(operandText) };
  if (name.startsWith(".")) placeDirective(layout, written, line);
  else placeInstruction(layout, written, line);
}

function placeInstruction(layout: Layout, written: Written, line: number): void {
  const words = rewrite(written, (text) => known(layout, text));
  if (layout.current.size % 4 !== 0) {
    throw new AssemblyMistake("an instruction must be at a multiple of 4; put `.align 2` before it");
  }
  reserve(layout, line, words.length * 4, (lookup, into) => {
    words.forEach((word, at) => {
      const here: Lookup = (name) => (name === "." ? lookup(".")! + 4 * at : lookup(name));
      into.setInt32(4 * at, encode(word, here), true);
    });
  });
}

function placeDirective(layout: Layout, { mnemonic, operands }: Written, line: number): void {
  const width = WIDTHS.get(mnemonic);
  if (width !== undefined) return placeNumbers(layout, operands, line, width);
  switch (mnemonic) {
    case ".text":
    case ".data":
      takes(mnemonic, operands, 0);
      layout.current = mnemonic === ".text" ? layout.text : layout.data;
      return;
    case ".equ": {
      takes(mnemonic, operands, 2);
      const [name = "", value = ""] = operands;
      if (!/^[A-Za-z_$][\w.$]*$/.test(name)) throw new AssemblyMistake(`\`${name}\` is not a name`);
      define(layout, name);
      layout.constants.set(name, constant(layout, value));
      return;
    }
    case ".org":
      takes(mnemonic, operands, 1);
      return placeOrigin(layout, constant(layout, operands[0]!), line);
    case ".align": {
      takes(mnemonic, operands, 1);
      const power = constant(layout, operands[0]!);
      if (power < 0 || power > 12)
        throw new AssemblyMistake(`\`.align\` takes a power of two in 0..12, found ${power}`);
      return skip(layout, line, -layout.current.size & ((1 << power) - 1));
    }
    case ".space":
      takes(mnemonic, operands, 1);
      return skip(layout, line, constant(layout, operands[0]!));
    case ".ascii":
    case ".asciz":
      takes(mnemonic, operands, 1);
      return placeText(layout, line, readString(operands[0]!) + (mnemonic === ".asciz" ? "\0" : ""));
    default:
      throw new AssemblyMistake(`unknown directive \`${mnemonic}\``);
  }
}

/** `.org` counts from the start of the section and only goes forward. */
function placeOrigin(layout: Layout, offset: number, line: number): void {
  const { size } = layout.current;
  if (offset < size) throw new AssemblyMistake(`\`.org ${offset}\` goes back: the section has ${size} bytes already`);
  skip(layout, line, offset - size);
}

function placeNumbers(layout: Layout, operands: readonly string[], line: number, width: number): void {
  if (operands.length === 0) throw new AssemblyMistake("a value is missing");
  if (layout.current.size % width !== 0) {
    throw new AssemblyMistake(`a value of ${width} bytes must be at a multiple of ${width}; put \`.align\` before it`);
  }
  const bits = width * 8;
  reserve(layout, line, operands.length * width, (lookup, into) => {
    operands.forEach((text, at) => {
      const value = evaluate(text, lookup);
      if (value < -(2 ** (bits - 1)) || value >= 2 ** bits) {
        throw new AssemblyMistake(`\`${text}\` is ${value}, which does not fit ${bits} bits`);
      }
      for (let byte = 0; byte < width; byte++) into.setUint8(at * width + byte, value >> (8 * byte));
    });
  });
}

function placeText(layout: Layout, line: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  reserve(layout, line, bytes.length, (_, into) => bytes.forEach((byte, at) => into.setUint8(at, byte)));
}

function skip(layout: Layout, line: number, size: number): void {
  if (size < 0) throw new AssemblyMistake(`cannot skip ${size} bytes`);
  reserve(layout, line, size, () => {});
}

function reserve(layout: Layout, line: number, size: number, fill: Chunk["fill"]): void {
  const section = layout.current;
  if (section.size + size > LARGEST_IMAGE) throw new AssemblyMistake("the program is larger than 16 MiB");
  layout.chunks.push({ line, section, offset: section.size, size, fill });
  section.size += size;
}

function define(layout: Layout, name: string): void {
  if (name === ".") throw new AssemblyMistake("`.` is the current address and cannot be defined");
  if (layout.constants.has(name) || layout.labels.has(name)) {
    throw new AssemblyMistake(`\`${name}\` is defined twice`);
  }
}

/** A value that the layout depends on: only constants defined above it are known when it is needed. */
function constant(layout: Layout, text: string): number {
  return evaluate(text, (name) => {
    if (layout.labels.has(name)) throw new AssemblyMistake(`\`${name}\` is a label; only constants may be used here`);
    return layout.constants.get(name);
  });
}

function known(layout: Layout, text: string): number | undefined {
  let complete = true;
  const value = evaluate(text, (name) => {
    const found = layout.constants.get(name);
    if (found === undefined) complete = false;
    return found ?? 0;
  });
  return complete ? value : undefined;
}

function takes(name: string, operands: readonly string[], count: number): void {
  if (operands.length !== count) {
    throw new AssemblyMistake(`\`${name}\` takes ${count} operand(s), found ${operands.length}`);
  }
}

/** Strings and characters are units: a comma, a hash or slashes inside them mean themselves. */
const UNIT = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'|\/\/|[\s\S]/g;

function withoutComment(text: string): string {
  const units = text.match(UNIT) ?? [];
  const end = units.findIndex((unit) => unit === "#" || unit === "//");
  return (end < 0 ? units : units.slice(0, end)).join("");
}

function splitOperands(text: string): string[] {
  if (text === "") return [];
  const operands = [""];
  for (const unit of text.match(UNIT) ?? []) {
    if (unit === ",") operands.push("");
    else operands.push(operands.pop()! + unit);
  }
  return operands.map((operand) => operand.trim());
}

function readString(text: string): string {
  const match = /^"((?:\\.|[^"\\])*)"$/.exec(text);
  if (!match) throw new AssemblyMistake(`\`${text}\` is not a string in double quotes`);
  return match[1]!.replace(/\\(.)/g, (_, escape: string) => unescape(escape));
}
