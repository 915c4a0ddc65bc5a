import { type ast } from "qdl";
import { type Declaration } from "../names/declaration.ts";

/** A declaration on one line as its text has it, without what stands in its braces. */
export function signatureOf({ file, node, name, meaning, type }: Declaration): string {
  const { text } = file.source;
  if (meaning === "hook") return `hook ${name.text} of ${type!.name}`;
  if (meaning === "variable") return `${name.text}, an index`;
  if (meaning === "line") return `line ${name.text}`;
  const written = text.slice(node.start, node.end).replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, " ");
  const head =
    meaning === "register" || meaning === "type" || meaning === "enum" ? beforeBraces(written) : oneLine(written);
  return head.replace(/\s+/g, " ").trim().replace(/;$/, "");
}

function beforeBraces(text: string): string {
  return text.replace(/[{;][\s\S]*$/, "");
}

/** All of a short declaration, the beginning of a long one. */
function oneLine(text: string): string {
  return text.includes("\n") ? beforeBraces(text) : text;
}

/** The doc comment of a declaration. */
export function docOf({ node }: Declaration): string | undefined {
  return "doc" in node ? (node as ast.Documented).doc : undefined;
}
