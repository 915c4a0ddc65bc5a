import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Memory } from "../memory.ts";
import { type LoadedFile, coreName } from "./load.ts";
import { type BoundFile, type Entity, type MemberEntity, spanOf, type TypeEntity } from "./model.ts";
import { didYouMean } from "./suggest.ts";

/** A file while its names are being collected. */
export interface OpenFile extends BoundFile {
  readonly declared: Map<string, Entity>;
  readonly names: Map<string, Entity>;
  module: string | null;
  readonly imports: { readonly node: ast.Import; readonly file: BoundFile }[];
}

/** A type while its base and members are being found. */
export interface OpenType extends TypeEntity {
  node: ast.TypeDeclaration;
  base: TypeEntity | null;
  family: boolean;
  interfaces: readonly TypeEntity[];
  sits: TypeEntity | null;
  chosen: Map<string, TypeEntity | null>;
  members: Map<string, MemberEntity>;
}

/** Gives every declaration of every file its entity, then lets the imports see them. Reports names with two meanings or none. */
export function bindNames(loaded: ReadonlyMap<string, LoadedFile>, log: Log, memory: Memory): OpenFile[] {
  const kept = memory.unchanged(loaded) as ReadonlyMap<string, OpenFile>;
  const files = new Map<string, OpenFile>();
  for (const [path, { source, tree, module }] of loaded) {
    const core = path === coreName;
    const file = kept.get(path) ?? { source, tree, core, module, declared: new Map(), names: new Map(), imports: [] };
    files.set(path, file);
    file.module = module;
    memory.once(file, "declare", log, (inner) => {
      for (const node of tree.declarations) declare(file, node, inner);
    });
  }
  for (const [path, { imports }] of loaded) {
    const file = files.get(path)!;
    memory.once(file, "import", log, (inner) => bindImports(file, imports, files, inner));
  }
  memory.remember(files);
  return [...files.values()];
}

function bindImports(
  file: OpenFile,
  imports: LoadedFile["imports"],
  files: ReadonlyMap<string, OpenFile>,
  log: Log,
): void {
  for (const { node, path: from } of imports) importNames(file, node, files.get(from)!, log);
  for (const node of file.tree.imports) if (!imports.some((found) => found.node === node)) forgiveNames(file, node);
  checkUsed(file, log);
  addBuiltIns(file, files.get(coreName)!);
}

/** The enums of `qdl:core` are part of the language, as `u32` is: they need no import, and give way to every other meaning. */
function addBuiltIns(file: OpenFile, core: OpenFile): void {
  for (const [name, entity] of core.declared)
    if (entity.kind === "enum" && !file.names.has(name)) file.names.set(name, entity);
}

function declare(file: OpenFile, node: ast.Declaration, log: Log): void {
  if (node.kind === "broken" && !node.name) return;
  const name = node.name!.text;
  const before = file.declared.get(name);
  if (before) {
    log.report("bind/duplicate-name", spanOf(file, node.name!), { name }, firstPlace(file, before.node.name!));
    return;
  }
  const entity = entityOf(file, node);
  if (node.kind !== "const" && node.kind !== "broken") checkTypeName(file, node.name, log);
  file.declared.set(name, entity);
  file.names.set(name, entity);
}

/** What generated code calls by these names is not a type of the author's. */
const globals: ReadonlySet<string> = new Set(["Array", "BigInt", "Math", "Number", "Object", "RangeError"]);

/** A type becomes a class, and functions named after it, so that it begins with a capital and hides nothing. */
function checkTypeName(file: OpenFile, { text, ...place }: ast.Name, log: Log): void {
  if (file.core || (/^[A-Z]/.test(text) && !globals.has(text))) return;
  const capital = text.replace(/^_*./, (start) => start.toUpperCase().replace(/^_+/, ""));
  const usable = /^[A-Z]/.test(capital) && !globals.has(capital);
  const hint = usable ? `begin it with a capital: \`${capital}\`` : "choose another name, beginning with a capital";
  log.report("bind/type-name", spanOf(file, place), { name: text, hint });
}

function entityOf(file: OpenFile, node: ast.Declaration): Entity {
  const name = node.name!.text;
  switch (node.kind) {
    case "enum":
      return { kind: "enum", name, file, node };
    case "const":
      return { kind: "const", name, file, node };
    case "type":
      return openType(file, node, null);
    case "variant":
      return openType(file, { ...node, ...asType, base: node.of }, node);
    case "broken":
      return { kind: "broken", name, file, node };
  }
}

/** A member of a family, until its family is found. */
const asType = { kind: "type", form: "device", abstract: false, implements: [], members: [] } as const;

function openType(file: BoundFile, node: ast.TypeDeclaration, variant: ast.VariantDeclaration | null): OpenType {
  const name = node.name.text;
  const open = { base: null, interfaces: [], sits: null, family: false };
  const made = node.form === "interface" ? { ...node, abstract: true } : node;
  return { kind: "type", name, file, node: made, variant, ...open, members: new Map(), chosen: new Map() };
}

function importNames(file: OpenFile, node: ast.Import, from: BoundFile, log: Log): void {
  file.imports.push({ node, file: from });
  for (const { name, local } of node.names) {
    const entity = from.declared.get(name.text);
    const before = file.names.get(local.text);
    if (!entity) {
      const hint = didYouMean(
        name.text,
        from.declared.keys(),
        "declare it there, or import something that it declares",
      );
      log.report("bind/unknown-export", spanOf(file, name), { path: from.source.name, name: name.text, hint });
      file.names.set(local.text, { kind: "broken", name: local.text, file, node: { name: local } });
    } else if (before) {
      const first = firstPlace(file, file.declared.get(local.text)?.node.name ?? importedName(file, local));
      log.report("bind/duplicate-name", spanOf(file, local), { name: local.text }, first);
    } else file.names.set(local.text, entity);
  }
}

/** The names of an import that leads nowhere: that was reported once, their uses are not. */
function forgiveNames(file: OpenFile, node: ast.Import): void {
  for (const { local } of node.names)
    if (!file.names.has(local.text))
      file.names.set(local.text, { kind: "broken", name: local.text, file, node: { name: local } });
}

function importedName(file: BoundFile, local: ast.Name): ast.Name {
  const names = file.tree.imports.flatMap((node) => node.names);
  return names.find((other) => other.local.text === local.text)?.local ?? local;
}

function firstPlace(file: BoundFile, name: ast.Name) {
  return { related: [{ span: spanOf(file, name), message: "the first one is here" }] };
}

/** An import is used when its name stands anywhere in a declaration; a name that only means something else there does no harm. */
function checkUsed(file: OpenFile, log: Log): void {
  const unused = new Set(file.imports.flatMap(({ node }) => node.names.map(({ local }) => local.text)));
  removeNames(file.tree.declarations, unused);
  if (unused.size === 0 || file.tree.declarations.some((node) => containsBroken(node))) return;
  for (const { node } of file.imports)
    for (const { local } of node.names)
      if (unused.has(local.text)) log.report("bind/unused-import", spanOf(file, local), { name: local.text });
}

function containsBroken(node: ast.Declaration): boolean {
  return node.kind === "broken" || ("members" in node && node.members.some((member) => member.kind === "broken"));
}

/** Takes every name of a tree out of a set, whatever it stands for, in the order of the text until none is left. */
function removeNames(tree: object, from: Set<string>): void {
  const pending = [tree];
  while (pending.length > 0 && from.size > 0) {
    const value = pending.pop()!;
    if ("kind" in value && value.kind === "name" && "text" in value) from.delete(String(value.text));
    else
      pending.push(
        ...Object.values(value as Record<string, unknown>)
          .filter(isObject)
          .reverse(),
      );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
