import { StreamLanguage, type StringStream } from "@codemirror/language";
import textmate, { type IGrammar, type IToken, type StateStack } from "vscode-textmate";
import grammarOfEditors from "../../../grammar/qdl.tmLanguage.json" with { type: "json" };
import { browserPatterns } from "./scanner.ts";

/** How the scopes of the grammar are called by themes of CodeMirror; the longest that fits counts. */
const tags: Readonly<Record<string, string>> = {
  comment: "comment",
  "comment.line.documentation": "docComment",
  "string.quoted": "string",
  "constant.character.escape": "escape",
  "constant.numeric": "number",
  "constant.language": "atom",
  keyword: "keyword",
  "keyword.operator": "operator",
  "keyword.other.clause": "modifier",
  "storage.type": "definitionKeyword",
  "storage.modifier": "controlKeyword",
  "entity.name.type": "typeName",
  "entity.other.inherited-class": "typeName",
  "support.type": "typeName.standard",
  "entity.name.function": "variableName.function",
  "variable.other": "propertyName",
};

const prefixes = Object.keys(tags).sort((a, b) => b.length - a.length);

/** Loads the grammar that every editor colours definitions by. */
export async function loadGrammar(): Promise<IGrammar> {
  const registry = new textmate.Registry({
    onigLib: Promise.resolve(browserPatterns),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(JSON.stringify(grammarOfEditors), "qdl.json")),
  });
  return (await registry.loadGrammar("source.qdl"))!;
}

/** Where a line is read: what the lines before it left open, and its tokens. */
interface Reading {
  stack: StateStack;
  tokens: readonly IToken[];
}

/** Definitions as a language of CodeMirror, coloured line by line by the TextMate grammar. */
export function qdlLanguage(grammar: IGrammar): StreamLanguage<Reading> {
  return StreamLanguage.define<Reading>({
    name: "qdl",
    startState: () => ({ stack: textmate.INITIAL, tokens: [] }),
    copyState: ({ stack, tokens }) => ({ stack, tokens }),
    token(stream, reading) {
      if (stream.sol()) {
        const { tokens, ruleStack } = grammar.tokenizeLine(stream.string, reading.stack);
        reading.tokens = tokens;
        reading.stack = ruleStack;
      }
      return tagAt(stream, reading.tokens);
    },
    languageData: { commentTokens: { line: "//", block: { open: "/*", close: "*/" } } },
  });
}

/** Goes to the end of the token at the stream's place. */
function tagAt(stream: StringStream, tokens: readonly IToken[]): string | null {
  const token = tokens.find(({ endIndex }) => endIndex > stream.pos);
  stream.pos = Math.min(token?.endIndex ?? stream.string.length, stream.string.length);
  const scope = token?.scopes.at(-1) ?? "";
  const prefix = prefixes.find((one) => scope === one || scope.startsWith(`${one}.`));
  return prefix === undefined ? null : tags[prefix]!;
}
