import type ts from "typescript";
import { type Fix, type Span } from "qdl";
import { findHandleMistakes, type HandleMistake } from "../core/handle-mistakes.ts";
import { type BehaviourRule, type Examined } from "../examined.ts";

/** Handles that are used when they are spent, or never let go: what the flow through functions shows. */
export const handles: BehaviourRule = {
  check(examined) {
    for (const mistake of findHandleMistakes(examined.file, examined.code)) report(mistake, examined);
  },
};

function report({ kind, node, name, other, always, stays }: HandleMistake, examined: Examined): void {
  const { log, spanOf } = examined;
  const consumed = kind === "use-after-consume";
  const message = consumed ? "it was consumed here" : "it is left here";
  const related = other ? [{ span: exitSpan(other, examined), message }] : [];
  const hint = consumed && !always ? ", on one way here" : !consumed && !always ? ", on one way out" : "";
  const fixes = !consumed && stays ? usingFix(node, examined) : [];
  log.report(`behaviour/${kind}`, spanOf(node), { name: shown(name), hint }, { related, fixes });
}

/** A `const` that nobody lets go becomes a `using`, which the end of its scope does. */
function usingFix(node: ts.Node, { code: { ts }, spanOf }: Examined): Fix[] {
  const list = node.parent.parent;
  const alone =
    ts.isVariableDeclaration(node.parent) && ts.isVariableDeclarationList(list) && list.declarations.length === 1;
  if (!alone || !ts.isVariableStatement(list.parent) || (list.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const)
    return [];
  const span = spanOf(list);
  const edit = { span: { ...span, end: span.start + "const".length }, text: "using" };
  return [{ title: `let the end of the scope drop \`${node.getText()}\``, edits: [edit] }];
}

/** The first line of what is written, for it may be a call with functions in it. */
function shown(name: string): string {
  return name.split("\n", 1)[0]!;
}

/** A scope is left at its closing brace; everything else is where it stands. */
function exitSpan(node: ts.Node, { code: { ts }, spanOf }: Examined): Span {
  const span = spanOf(node);
  return ts.isBlock(node) ? { ...span, start: span.end - 1 } : span;
}
