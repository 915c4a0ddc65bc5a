import { type Doc, type Parser, type Plugin, type Printer } from "prettier";
import { builders } from "prettier/doc";
import { placeOf } from "qdl";
import { format } from "./format.ts";

/** What Prettier passes from the parser to the printer: the whole file as one node. */
interface Root {
  readonly text: string;
  readonly formatted: string;
}

/** Where Prettier shows a mistake in a frame of its own: lines from 1, columns from 1. */
class QdlSyntaxError extends SyntaxError {
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };

  constructor(message: string, text: string, offset: number) {
    super(message);
    this.loc = { start: placeOf(text, offset) };
  }
}

const parser: Parser<Root> = {
  astFormat: "qdl-layout",
  locStart: () => 0,
  locEnd: ({ text }) => text.length,
  parse(text) {
    const formatted = format({ name: "definition.qdl", text: text.replace(/^\uFEFF/, "") });
    if ("text" in formatted) return { text, formatted: formatted.text };
    const [first] = formatted.diagnostics;
    throw new QdlSyntaxError(`${first!.message} (${first!.code}: ${first!.help})`, text, first!.span?.start ?? 0);
  },
};

const { hardline, join } = builders;

const printer: Printer<Root> = {
  // The layout has no options, so that a file looks the same whichever way it was formatted: width and indentation of the caller do not count.
  print: ({ node }): Doc => join(hardline, node.formatted.split("\n")),
};

/** The languages that the plugin adds to Prettier. */
export const languages: NonNullable<Plugin["languages"]> = [
  { name: "QDL", parsers: ["qdl"], extensions: [".qdl"], vscodeLanguageIds: ["qdl"] },
];

/** The parser of each language. */
export const parsers: Readonly<Record<string, Parser>> = { qdl: parser };

/** The printer of what the parser makes. */
export const printers: Readonly<Record<string, Printer>> = { "qdl-layout": printer };
