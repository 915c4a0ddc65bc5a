import { type Hover } from "vscode-languageserver/node";
import { type Cursor, nameAt } from "../cursor.ts";
import { type Declaration } from "../names/declaration.ts";
import { type Project } from "../project.ts";
import { rangeOf } from "../texts.ts";
import { checkedType, layoutOf } from "./layout.ts";
import { lifetimeOf } from "./lifetime.ts";
import { docOf, signatureOf } from "./signature.ts";

/** What is known of the name under the cursor: its declaration, its documentation, its place in memory, its life. */
export function hoverAt(cursor: Cursor): Hover | undefined {
  const found = nameAt(cursor);
  if (!found) return undefined;
  const { of } = found;
  const facts = [
    ...layoutOf(of, cursor.project.now),
    ...lifetimeOf(of, cursor.project),
    ...callersOf(of, cursor.project),
  ];
  const blocks = ["```qdl\n" + signatureOf(of) + "\n```", docOf(of), facts.join("\n\n")];
  const value = blocks.filter((block) => block).join("\n\n");
  return { contents: { kind: "markdown", value }, range: rangeOf(cursor.file.source, found) };
}

/** When a hook is called. */
function callersOf({ meaning, name, type }: Declaration, project: Project): string[] {
  const hooks = meaning === "hook" ? checkedType(type!, project.now)?.hooks : undefined;
  const uses = hooks?.find(({ uses }) => uses.some(({ node }) => node.name.text === name.text))?.uses ?? [];
  return uses.length === 0 ? [] : [`Called when ${uses.map(({ when }) => when).join(", or when ")}.`];
}
