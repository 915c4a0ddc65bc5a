import type { ESLint, Linter, Rule } from "eslint";
import ts from "typescript";
import { catalogue } from "qdl";
import { findHandleMistakes, type HandleMistake } from "../behaviour/core/handle-mistakes.ts";

/** What typescript-eslint's parser leaves for rules that ask for types. */
interface ParserServices {
  readonly program: ts.Program;
  readonly esTreeNodeToTSNodeMap: { get(node: unknown): ts.Node };
}

type Kind = HandleMistake["kind"];

/** Both rules ask the same of a file: it is followed once. */
const known = new WeakMap<ts.SourceFile, readonly HandleMistake[]>();

/** The rules of `qdl lint` that need no definitions, for any TypeScript that handles objects of the runtime. */
export const plugin: ESLint.Plugin = {
  meta: { name: "qdl" },
  rules: {
    "use-after-consume": ruleFor("a handle is not used after it was consumed, on any way there", ["use-after-consume"]),
    "undisposed-handle": ruleFor("a reference is dropped, and a mapping unmapped, on every way out", [
      "handle-not-disposed",
      "mapping-not-unmapped",
    ]),
  },
};

/** Both rules as errors. Types are needed: `languageOptions.parserOptions.projectService`. */
export const recommended: Linter.Config = {
  name: "qdl/recommended",
  plugins: { qdl: plugin },
  rules: { "qdl/use-after-consume": "error", "qdl/undisposed-handle": "error" },
};

function ruleFor(description: string, kinds: readonly Kind[]): Rule.RuleModule {
  const messages = Object.fromEntries(kinds.map((kind) => [kind, messageOf(kind)]));
  return {
    meta: { type: "problem", docs: { description }, messages, schema: [] },
    create: (context) => ({
      "Program:exit": (root) => {
        const services = context.sourceCode.parserServices as Partial<ParserServices>;
        if (!services.program || !services.esTreeNodeToTSNodeMap)
          throw new Error(`${context.id} needs types: set languageOptions.parserOptions.projectService to true`);
        const file = services.esTreeNodeToTSNodeMap.get(root) as ts.SourceFile;
        for (const mistake of mistakesIn(file, services.program))
          if (kinds.includes(mistake.kind)) report(mistake, context);
      },
    }),
  };
}

/** The text of the catalogue, with blanks as ESLint fills them. */
function messageOf(kind: Kind): string {
  const { message, help } = catalogue[`behaviour/${kind}`];
  return `${message.replace(/\{(\w+)\}/g, "{{$1}}")}; ${help}`;
}

function mistakesIn(file: ts.SourceFile, program: ts.Program): readonly HandleMistake[] {
  const before = known.get(file);
  if (before) return before;
  const found = findHandleMistakes(file, { ts, checker: program.getTypeChecker(), isOwn });
  known.set(file, found);
  return found;
}

/** What the runtime's functions do to handles is known; they are not looked into. */
function isOwn({ isDeclarationFile, fileName }: ts.SourceFile): boolean {
  return (
    !isDeclarationFile &&
    !/[\\/]node_modules[\\/]|[\\/]runtime[\\/](?:object|memory|device|machine)[\\/]/.test(fileName)
  );
}

function report({ kind, node, name, always }: HandleMistake, { sourceCode, report: send }: Rule.RuleContext): void {
  const start = sourceCode.getLocFromIndex(node.getStart());
  const end = sourceCode.getLocFromIndex(node.getEnd());
  const way = kind === "use-after-consume" ? ", on one way here" : ", on one way out";
  send({ loc: { start, end }, messageId: kind, data: { name: name.split("\n", 1)[0]!, hint: always ? "" : way } });
}
