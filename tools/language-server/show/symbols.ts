import { type DocumentSymbol, SymbolKind } from "vscode-languageserver/node";
import { type ast, type BoundFile, type SourceFile } from "qdl";
import { rangeOf } from "../texts.ts";

const kinds = new Map<string, SymbolKind>([
  ["type", SymbolKind.Class],
  ["variant", SymbolKind.Class],
  ["enum", SymbolKind.Enum],
  ["enum-value", SymbolKind.EnumMember],
  ["const", SymbolKind.Constant],
  ["variant-const", SymbolKind.Constant],
  ["variant-type", SymbolKind.TypeParameter],
  ["prop", SymbolKind.Property],
  ["method", SymbolKind.Method],
  ["child", SymbolKind.Object],
  ["relation", SymbolKind.Key],
  ["region", SymbolKind.Array],
  ["sub", SymbolKind.Array],
  ["space", SymbolKind.Namespace],
  ["bank", SymbolKind.Struct],
  ["register", SymbolKind.Field],
  ["field", SymbolKind.Variable],
  ["state-field", SymbolKind.Variable],
  ["irq", SymbolKind.Event],
  ["clock", SymbolKind.Event],
  ["timer", SymbolKind.Event],
]);

type Tree = ast.Node & { readonly kind: string };

/** The declarations of a file as a tree. */
export function symbolsOf({ source, tree }: BoundFile): DocumentSymbol[] {
  return tree.declarations.flatMap((node) => symbolsIn(node, source));
}

/** A node with a name is a symbol; `when`, `state` and `overlay` have none, so what they hold stands for them. */
function symbolsIn(node: Tree, source: SourceFile): DocumentSymbol[] {
  const children = partsOf(node).flatMap((part) => symbolsIn(part, source));
  const name = "name" in node && node.kind !== "broken" ? (node.name as ast.Name) : undefined;
  if (!name) return children;
  return [
    {
      name: name.text,
      detail: detailOf(node),
      kind: kinds.get(node.kind) ?? SymbolKind.Field,
      range: rangeOf(source, node),
      selectionRange: rangeOf(source, name),
      children,
    },
  ];
}

function partsOf(node: Tree): readonly Tree[] {
  const lists = ["members", "values", "registers", "fields"] as const;
  const own = lists.flatMap((key) => (key in node ? (node as unknown as Record<typeof key, Tree[]>)[key] : []));
  const spec = "spec" in node ? (node.spec as ast.RegionSpec).members.filter(({ kind }) => kind === "sub") : [];
  return [...own, ...spec];
}

function detailOf(node: Tree): string {
  if ("form" in node) return String(node.form);
  if ("storage" in node) return `${String(node.storage)} ${(node as ast.Child).type.name.text}`;
  if ("relation" in node) return `${String(node.relation)} ${(node as ast.Relation).type.name.text}`;
  if ("direction" in node && node.kind !== "register") return `${node.kind} ${String(node.direction)}`;
  return node.kind === "field" ? (node as ast.Field).access : node.kind.replace("-", " ");
}
