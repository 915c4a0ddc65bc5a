import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from "vscode-languageserver/node";
import { type BoundFile } from "qdl";
import { type Declaration, type Meaning, type Occurrence } from "../names/declaration.ts";
import { occurrencesIn } from "../names/occurrences.ts";
import { linesOf } from "../texts.ts";

/** The names of the protocol's standard colours that we use, in the order in which numbers stand for them. */
export const legend: SemanticTokensLegend = {
  tokenTypes: ["type", "enum", "enumMember", "property", "variable", "parameter", "method", "event"],
  tokenModifiers: ["declaration", "readonly", "defaultLibrary"],
};

const colours: Readonly<Record<Meaning, string>> = {
  type: "type",
  enum: "enum",
  "enum value": "enumMember",
  constant: "variable",
  member: "property",
  line: "event",
  register: "property",
  field: "property",
  parameter: "parameter",
  variable: "variable",
  hook: "method",
};

/** What every name of a file means, as colours. */
export function semanticTokensOf(file: BoundFile): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const lines = linesOf(file.source);
  for (const one of occurrencesIn(file)) {
    const { line, character } = lines.positionAt(one.start);
    builder.push(line, character, one.end - one.start, colourOf(one.of), modifiersOf(one));
  }
  return builder.build();
}

function colourOf({ meaning, node }: Declaration): number {
  const isMethod = "kind" in node && node.kind === "method";
  const isLine = "kind" in node && (node.kind === "irq" || node.kind === "clock");
  return legend.tokenTypes.indexOf(isMethod ? "method" : isLine ? "event" : colours[meaning]);
}

function modifiersOf({ of, declares }: Occurrence): number {
  const isReadonly = of.meaning === "constant" || of.meaning === "enum value";
  return (declares ? 1 : 0) | (isReadonly ? 2 : 0) | (of.file.core ? 4 : 0);
}
