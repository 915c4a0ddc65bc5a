import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { findType } from "./find-type.ts";
import { isA, spanOf, type TypeEntity } from "./model.ts";
import { type OpenType } from "./names.ts";
import { withReplaced } from "./replace.ts";
import { didYouMean } from "./suggest.ts";

/** Finds out which types are families: those that leave something to their members, and what extends them without being one. */
export function findFamilies(types: readonly TypeEntity[]): void {
  const known = new Set<TypeEntity>();
  for (const type of types) {
    const chain: TypeEntity[] = [];
    for (let at: TypeEntity | null = type; at && !known.has(at); at = at.base) chain.push(at);
    for (const at of chain.reverse()) {
      const open = at.node.members.some(({ kind }) => kind === "variant-const" || kind === "variant-type");
      (at as OpenType).family = at.variant === null && (open || (at.base?.family ?? false));
      known.add(at);
    }
  }
}

/** Gives a member of a family the form of its family. Reports what is no family, and what extends one of another file. */
export function joinFamily(type: OpenType, log: Log): void {
  const { base, variant, family, node } = type;
  const place = variant ? variant.of : family ? node.base : undefined;
  if (!place || !base) return;
  const span = spanOf(type.file, place);
  const related = [{ span: spanOf(base.file, base.node.name), message: "it is declared here" }];
  if (base.family && base.file !== type.file)
    log.report("bind/variant-elsewhere", span, { name: base.name }, { related });
  if (!variant) return;
  if (!base.family) log.report("bind/not-a-family", span, { name: base.name }, { related });
  type.node = { ...type.node, form: base.node.form };
}

/** What each `variant type` of a type stands for; a member's own choices win. */
export function chooseTypes(type: OpenType, log: Log): void {
  for (const node of familyMembers(type)) {
    if (node.kind !== "variant-type") continue;
    const name = node.name.text;
    const base = findType(type.file, node.base, log);
    type.chosen.set(name, type.variant ? chosenType(type, node, base, log) : base);
  }
}

function chosenType(type: OpenType, node: ast.VariantType, base: TypeEntity | null, log: Log): TypeEntity | null {
  const setting = settingOf(type, node.name.text);
  if (!setting) return node.default ? findType(type.file, refTo(node.default), log) : null;
  const { value } = setting;
  const span = spanOf(type.file, value);
  if (value.kind !== "path" || value.steps.length > 0) {
    log.report("bind/variant-type", span, { name: node.name.text, base: node.base.name.text });
    return null;
  }
  const chosen = findType(type.file, refTo(value.root), log);
  if (chosen && base && !isA(chosen, base))
    log.report("bind/variant-type", span, { name: node.name.text, base: base.name });
  return chosen;
}

function refTo(name: ast.Name): ast.TypeRef {
  return { kind: "type-ref", list: false, start: name.start, end: name.end, name };
}

/** Makes the family's members this member's own: its constants are constants, its types chosen. Reports what is missing or surplus. */
export function specialise(type: OpenType, log: Log): void {
  const { variant, base } = type;
  if (!variant || !base?.family) return;
  const open = familyMembers(type).filter((node) => node.kind === "variant-const" || node.kind === "variant-type");
  reportSettings(type, open, log);
  const members = familyMembers(type).filter((node) => node.kind !== "typename");
  type.node = { ...type.node, doc: variant.doc ?? "", members: members.map((node) => settle(node, type)) };
}

/** The members that a family and the families that it extends declare, the most general first, without what is replaced. */
function familyMembers(type: TypeEntity): ast.Member[] {
  const found: (readonly ast.Member[])[] = [];
  for (let at = type.variant ? type.base : type; at && at.family; at = at.base) found.unshift(at.node.members);
  return found.length === 1 ? [...found[0]!] : found.reduce<ast.Member[]>(withReplaced, []);
}

function settle(node: ast.Member, type: OpenType): ast.Member {
  switch (node.kind) {
    case "when":
      return { ...node, members: node.members.map((inner) => settle(inner, type)) };
    case "const":
      // A constant in terms of the family's has a value for each member.
      return { ...node };
    case "variant-const":
      return constOf(node, settingOf(type, node.name.text)?.value ?? node.default) ?? missing(node);
    case "variant-type":
      return constOf(node, { ...truth(node), value: Boolean(type.chosen.get(node.name.text)) }) ?? missing(node);
    default:
      return node;
  }
}

/** A constant with this value; one that may be left out, and is, reads as false. */
function constOf(node: ast.VariantConst | ast.VariantType, value?: ast.Expression): ast.Const | null {
  if (!value && !node.optional) return null;
  const { doc, override, name, start, end } = node;
  const told = doc === undefined ? {} : { doc };
  const typed = value && node.kind === "variant-const" ? { type: node.type } : {};
  return { ...told, ...typed, kind: "const", override, start, end, name, value: value ?? truth({ start, end }) };
}

/** What has no value, which is reported once: nothing is said of its uses. */
function missing({ name, start, end }: Open): ast.Broken {
  return { kind: "broken", name, start, end };
}

function truth({ start, end }: { readonly start: number; readonly end: number }): ast.BoolLiteral {
  return { kind: "bool", start, end, value: false };
}

function settingOf({ variant }: TypeEntity, name: string): ast.Setting | undefined {
  return variant?.settings.find(({ target }) => target.root.text === name && target.steps.length === 0);
}

type Open = ast.VariantConst | ast.VariantType;

function reportSettings(type: OpenType, open: readonly Open[], log: Log): void {
  const { settings, name } = type.variant!;
  const seen = new Map<string, ast.Setting>();
  for (const setting of settings) {
    const { target } = setting;
    const before = seen.get(target.root.text);
    const span = spanOf(type.file, target);
    if (before) {
      const related = [{ span: spanOf(type.file, before.target), message: "the first one is here" }];
      log.report("bind/duplicate-member", span, { type: type.name, name: target.root.text }, { related });
    } else if (target.steps.length > 0 || !open.some((node) => node.name.text === target.root.text)) {
      const known = open.map((node) => node.name.text);
      const hint = didYouMean(target.root.text, known, "remove it, or declare it in the family");
      log.report("bind/variant-surplus", span, { family: type.base!.name, name: target.root.text, hint });
    }
    seen.set(target.root.text, setting);
  }
  for (const node of open) {
    if (node.optional || node.default || seen.has(node.name.text)) continue;
    const related = [{ span: spanOf(type.file, node.name), message: "every member has to say it" }];
    log.report("bind/variant-missing", spanOf(type.file, name), { type: type.name, name: node.name.text }, { related });
  }
}
