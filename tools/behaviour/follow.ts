import type ts from "typescript";
import { type BehaviourChange, type BehaviourFacts, type EmbeddedChild, type Host } from "qdl";
import { bare, type Code, pickedName, walk } from "./core/syntax.ts";
import { hooksOf, isSelf, visitsOf } from "./hooks.ts";
import { loadModules } from "./load.ts";

/** What the definitions say after the change. */
export interface Changed {
  readonly behaviour: readonly BehaviourFacts[];
  readonly embedded: readonly EmbeddedChild[];
}

/** A piece of a text that becomes another one. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The new texts, by project path, of the behaviour modules that a change of definitions reaches: types of children that are no
 * longer embedded, and new names of parts in hooks. Everything else stays as it is, to the letter.
 */
export function followInModules(
  changes: readonly BehaviourChange[],
  host: Host,
  { behaviour, embedded }: Changed,
): ReadonlyMap<string, string> {
  const loaded = loadModules(
    behaviour.map(({ path }) => path),
    host,
    new Map(),
  );
  const texts = new Map<string, string>();
  const owned = new Set(changes.flatMap((change) => (change.kind === "owned" ? change.classes : [])));
  const still = new Set(embedded.map(({ type }) => type));
  for (const { path, file } of loaded.ownFiles) {
    const edits = [
      ...typeEdits(file, { owned, still }, loaded),
      ...renames(file, { changes, behaviour, path }, loaded),
    ];
    if (edits.length > 0) texts.set(path, edit(file.text, edits));
  }
  return texts;
}

function edit(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((at, { start, end, text: insert }) => at.slice(0, start) + insert + at.slice(end), text);
}

interface Classes {
  readonly owned: ReadonlySet<string>;
  readonly still: ReadonlySet<string>;
}

/** `Embedded<X>` becomes `Child<X>`; where other children of the class are still embedded, `X`, which both are. */
function typeEdits(file: ts.SourceFile, { owned, still }: Classes, code: Code): Edit[] {
  const { ts } = code;
  const edits: Edit[] = [];
  let kept = 0;
  walk(
    file,
    (node) => {
      if (!ts.isTypeReferenceNode(node) || node.typeName.getText() !== "Embedded") return;
      const name = node.typeArguments?.[0]?.getText() ?? "";
      if (!owned.has(name)) kept++;
      else if (still.has(name)) edits.push({ start: node.getStart(), end: node.end, text: name });
      else edits.push({ start: node.typeName.getStart(), end: node.typeName.end, text: "Child" });
    },
    code,
  );
  if (edits.length === 0) return edits;
  return [
    ...edits,
    ...importEdits(file, { needsChild: edits.some(({ text }) => text === "Child"), kept: kept > 0 }, code),
  ];
}

interface Needs {
  readonly needsChild: boolean;
  readonly kept: boolean;
}

/** The import of `Embedded` names what the module needs now. */
function importEdits(file: ts.SourceFile, { needsChild, kept }: Needs, { ts }: Code): Edit[] {
  const specifiers = file.statements.flatMap((statement) => {
    const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    return named && ts.isNamedImports(named) ? [...named.elements] : [];
  });
  const embedded = specifiers.find(({ name }) => name.text === "Embedded");
  const adds = needsChild && !specifiers.some(({ name }) => name.text === "Child");
  if (!embedded) return [];
  if (kept) return adds ? [{ start: embedded.getStart(), end: embedded.getStart(), text: "type Child, " }] : [];
  if (adds) return [{ start: embedded.name.getStart(), end: embedded.name.end, text: "Child" }];
  const list = embedded.parent.elements;
  const at = list.indexOf(embedded);
  if (list.length === 1) {
    const whole = embedded.parent.parent.parent;
    const lineEnd = /^[ \t]*\r?\n/.exec(file.text.slice(whole.end))?.[0] ?? "";
    return [{ start: whole.getStart(), end: whole.end + lineEnd.length, text: "" }];
  }
  const start = at === 0 ? embedded.getStart() : list[at - 1]!.end;
  return [{ start, end: at === 0 ? list[1]!.getStart() : embedded.end, text: "" }];
}

interface Renamed {
  readonly changes: readonly BehaviourChange[];
  readonly behaviour: readonly BehaviourFacts[];
  readonly path: string;
}

/** Parts that a hook knows by a new name, in it and in what it gives the device to, as far as that stands in this file. */
function renames(file: ts.SourceFile, { changes, behaviour, path }: Renamed, code: Code): Edit[] {
  const edits = new Map<number, Edit>();
  for (const change of changes) {
    const facts = behaviour.find((one) => change.kind === "renamed" && one.type === change.type && one.path === path);
    if (!facts || change.kind !== "renamed") continue;
    const hooks = hooksOf(facts, file, code).filter(({ hook }) => hook.name === change.hook);
    for (const visit of hooks.flatMap((hook) => visitsOf(hook, code).slice(0, 1)))
      walk(
        visit.fn,
        (node) => {
          const access = node as ts.PropertyAccessExpression;
          if (pickedName(node, code) !== change.from || !code.ts.isPropertyAccessExpression(node)) return;
          if (!isSelf(bare(access.expression, code), visit.selves, code)) return;
          edits.set(access.name.getStart(), { start: access.name.getStart(), end: access.name.end, text: change.to });
        },
        code,
      );
  }
  return [...edits.values()];
}
