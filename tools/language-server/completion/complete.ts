import { type CompletionItem } from "vscode-languageserver/node";
import { type BoundFile, type Entity, type TypeEntity } from "qdl";
import { type Cursor } from "../cursor.ts";
import { type Declaration } from "../names/declaration.ts";
import { occurrencesIn } from "../names/occurrences.ts";
import { enumNamed, lookUp, type Reached, registersOf, type Scope } from "../names/scope.ts";
import { itemOf, membersOf, namesOf, valueTypes, wordItem } from "./candidates.ts";
import { type Context, contextAt, leadOf, wordsIn } from "./context.ts";
import { importCompletion } from "./imports.ts";

/** What can be written at the cursor: the words that the grammar allows there, and the names that mean something there. */
export function completionAt(cursor: Cursor): CompletionItem[] {
  const { file, offset, project } = cursor;
  const context = contextAt(file.source.text, offset);
  if (!context) return [];
  if (context.statement[0] === "import") return importCompletion(context, file, project);
  if (context.quoted !== null) return [];
  const scope = scopeOf(context, file);
  const words = wordsIn(context).map(wordItem);
  // A path goes on at any name, so that the grammar says nothing of it.
  if (context.statement.at(-1) === ".") return afterDot(context, scope);
  return context.expected.includes("a name") ? [...words, ...namesFor(context, scope)] : words;
}

function scopeOf({ blocks }: Context, file: BoundFile): Scope {
  const entity = file.declared.get(typeNameIn(blocks[0] ?? []));
  const type = entity?.kind === "type" ? entity : null;
  const named = blocks.find((words) => leadOf(words) === "bank")?.[1];
  const bank = named === undefined ? undefined : type?.members.get(named)?.node;
  return { file, type, bank: bank?.kind === "bank" ? bank : null, locals: new Map(), wanted: null };
}

function typeNameIn(words: readonly string[]): string {
  const at = words[0] === "abstract" ? 2 : 1;
  return words[at] ?? "";
}

/** Words behind which a new name is being thought up. */
const naming: ReadonlySet<string> = new Set(
  "device soc machine object interface enum variant const prop method alias embed own link ref hold up region sub space bank register field in out timer or split unimplemented package as for state".split(
    " ",
  ),
);

function namesFor(context: Context, scope: Scope): CompletionItem[] {
  const { statement, blocks } = context;
  const lead = leadOf(statement);
  const before = statement.at(-1) ?? "";
  const block = leadOf(blocks.at(-1) ?? []);
  if (isTypeNext(context)) return typesFor(lead, context, scope.file);
  if (before === "=>") return block === "own" || block === "embed" ? namesOf(scope.file, isConcrete) : hooksOf(scope);
  if (isNewName(context, before)) return [];
  const set = settingOf(context, scope);
  if (set && statement.length === 0) return membersOf(set.type, isSettable);
  if (lead === "set" && before === "set") return scope.type ? membersOf(scope.type, isSettable) : [];
  return [...valuesWanted(context, scope, set?.type), ...seen(context, scope)];
}

function isNewName({ statement, blocks, expected }: Context, before: string): boolean {
  const domain = before === "in" && ["irq", "clock"].every((word) => leadOf(statement) !== word);
  if (naming.has(before) && !domain) return true;
  const kindOfAlias = leadOf(statement) === "alias" && statement.length === 2;
  const inList =
    expected.length < 3 && statement.length === 0 && ["enum", "irq", "state"].includes(leadOf(blocks.at(-1) ?? []));
  const firstOfBus = before === "bus" && statement.length === 1;
  return kindOfAlias || inList || firstOfBus;
}

function isTypeNext({ statement }: Context): boolean {
  const before = statement.at(-1);
  const lead = leadOf(statement);
  if (before === ":") return !["region", "sub", "space", "field", "bar"].includes(lead) && !statement.includes("?");
  if (before === "implements" || (before === "," && statement.includes("implements"))) return true;
  return (lead === "variant" && before === "of") || (lead === "sits" && before === "on");
}

function typesFor(lead: string, { blocks }: Context, file: BoundFile): CompletionItem[] {
  const isEnum = ({ meaning }: Declaration) => meaning === "enum";
  const inState = leadOf(blocks.at(-1) ?? []) === "state";
  if (inState) return valueTypes(false);
  if (["prop", "const", "variant"].includes(lead)) return [...valueTypes(true), ...namesOf(file, isEnum)];
  if (lead === "method") return [...valueTypes(true), ...namesOf(file, (of) => isEnum(of) || of.meaning === "type")];
  if (lead === "embed") return namesOf(file, isConcrete);
  if (lead === "own") return namesOf(file, (of) => isType(of) && of.type!.node.form !== "machine");
  if (lead === "bus" || lead === "sits") return namesOf(file, (of) => isType(of) && of.type!.node.form === "bus");
  return namesOf(file, isType);
}

function isType({ meaning }: Declaration): boolean {
  return meaning === "type";
}

function isConcrete(of: Declaration): boolean {
  return isType(of) && !of.type!.node.abstract && of.type!.node.form !== "machine";
}

const settable: ReadonlySet<string> = new Set(["prop", "relation", "alias", "variant-const", "variant-type"]);

function isSettable({ node }: Declaration): boolean {
  return "kind" in node && settable.has(node.kind as string) && !("relation" in node && node.relation === "up");
}

/** The type whose properties are set in the block that is being written. */
function settingOf({ blocks }: Context, { file, type }: Scope): { readonly type: TypeEntity } | undefined {
  const block = blocks.at(-1) ?? [];
  const lead = leadOf(block);
  const arrow = block.lastIndexOf("=>");
  const name = arrow >= 0 ? block[arrow + 1] : lead === "variant" ? block[block.indexOf("of") + 1] : undefined;
  if (name !== undefined) return ofType(file.names.get(name));
  if ((lead !== "embed" && lead !== "own") || block.includes("choose") || block.includes("region")) return undefined;
  const of =
    type?.members.get(block[block.indexOf(lead) + 1] ?? "")?.type ?? ofType(file.names.get(typeIn(block)))?.type;
  return of ? { type: of } : undefined;
}

/** The type in `embed name[i : n] : Type`, which has the last colon that is in no bracket. */
function typeIn(block: readonly string[]): string {
  return block[block.lastIndexOf(":") + 1] ?? "";
}

function ofType(entity: Entity | undefined) {
  return entity?.kind === "type" ? { type: entity } : undefined;
}

/** The values that stand by their own names here. */
function valuesWanted({ statement, blocks }: Context, scope: Scope, set: TypeEntity | undefined): CompletionItem[] {
  const colon = statement.indexOf(":");
  const declared = statement.at(-1) === "=" && colon >= 0 ? scope.file.names.get(statement[colon + 1]!) : undefined;
  if (declared?.kind === "enum") return valueItems(enumNamed(scope.file, declared.name));
  const subject = blocks.at(-1)?.includes("choose") ? blocks.at(-1)!.at(-1) : undefined;
  const other = statement.at(-1) === "==" || statement.at(-1) === "!=" ? statement.at(-2) : undefined;
  const compared = statement.length === 0 ? subject : other;
  const target = compared ?? (statement.at(-1) === "=" ? statement[0] : undefined);
  const member =
    target === undefined ? undefined : ((compared === undefined ? set : undefined) ?? scope.type)?.members.get(target);
  return member?.node.kind === "prop" ? valueItems(enumNamed(member.owner.file, member.node.type.name.text)) : [];
}

function valueItems(values: Scope["wanted"]): CompletionItem[] {
  return [...(values ?? [])].map(([name, of]) => itemOf(name, of));
}

/** Kinds of members that statements join; what is not listed takes any. */
const joined = new Map<string, readonly string[]>([
  ["connect", ["irq", "clock", "child", "gate", "alias"]],
  ["map", ["region", "child", "alias", "space"]],
  ["realize", ["child"]],
  ["unparent", ["child", "relation"]],
  ["plug", ["child", "bus", "alias"]],
]);

function fitting({ statement, blocks }: Context): (of: Declaration) => boolean {
  const kinds = joined.get(leadOf(statement)) ?? joined.get(leadOf(blocks.at(-1) ?? []));
  return ({ node, meaning }) => !kinds || meaning === "line" || ("kind" in node && kinds.includes(node.kind as string));
}

/** What can be named by itself: registers of the bank, members of the type, constants of the file, and `self`. */
function seen(context: Context, scope: Scope): CompletionItem[] {
  const { type, bank, file } = scope;
  const registers = bank ? registersOf(bank).map(({ name }) => itemOf(name.text, lookUp(name.text, scope)!.of)) : [];
  const members = type ? membersOf(type, fitting(context)) : [];
  const isWiring = joined.has(leadOf(context.statement)) || leadOf(context.statement) === "uses";
  const constants = isWiring ? [] : namesOf(file, ({ meaning }) => meaning === "constant" || meaning === "enum");
  return [...registers, ...members, ...constants, ...(type ? [wordItem("self")] : [])];
}

/** Hooks that the type has already: the same one may answer several things. */
function hooksOf({ file, type }: Scope): CompletionItem[] {
  const hooks = occurrencesIn(file).filter(({ of }) => of.meaning === "hook" && of.type === type);
  return [...new Map(hooks.map(({ of }) => [of.name.text, itemOf(of.name.text, of)])).values()];
}

function afterDot(context: Context, scope: Scope): CompletionItem[] {
  const steps = pathBefore(context.statement);
  const [root, ...rest] = steps[0] === "self" ? steps.slice(1) : steps;
  const set = settingOf(context, scope);
  if (root === undefined) return scope.type ? membersOf(scope.type, fitting(context)) : [];
  const inside = set && !context.statement.includes("=") ? { ...scope, type: set.type } : scope;
  let at: Reached | undefined = lookUp(root, inside);
  for (const step of rest) at = at?.next(step);
  const fits = fitting(context);
  return [...(at?.parts ?? [])].filter(([, of]) => fits(of)).map(([name, of]) => itemOf(name, of));
}

/** The names of the path that ends with the last token, a dot, without what stands in brackets. */
function pathBefore(statement: readonly string[]): string[] {
  const names: string[] = [];
  let depth = 0;
  for (let at = statement.length - 1; at >= 0; at--) {
    const word = statement[at]!;
    if (word === "]") depth++;
    else if (word === "[") depth--;
    else if (depth === 0 && word !== ".") {
      names.unshift(word);
      if (statement[at - 1] !== ".") return names;
    }
  }
  return names;
}
