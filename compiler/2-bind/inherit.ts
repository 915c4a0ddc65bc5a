import { type Log } from "../diagnostics/log.ts";
import { type Memory } from "../memory.ts";
import type * as ast from "../1-parse/ast.ts";
import { findType } from "./find-type.ts";
import { bindMembers } from "./members.ts";
import { isA, spanOf, type TypeEntity } from "./model.ts";
import { shownPath } from "./shown-path.ts";
import { chooseTypes, findFamilies, joinFamily, specialise } from "./variants.ts";
import { type OpenFile, type OpenType } from "./names.ts";

/** What each form of type must extend, by the name of the built-in type, and what it would lack otherwise. */
const roots = {
  device: ["Device", "realize, regions and lines"],
  soc: ["Device", "realize, regions and lines"],
  machine: ["Machine", "the root of a tree, and shutdown"],
  object: ["Object", "a count and a place in the tree"],
  bus: ["Bus", "slots"],
  interface: ["interface", "what instances can do, without how"],
} as const;

/** Resolves what each type extends, then gives it its members, ancestors first. */
export function bindInheritance(files: readonly OpenFile[], log: Log, memory: Memory): void {
  const types = files.flatMap((file) => [...file.declared.values()].filter((entity) => entity.kind === "type"));
  const each = (part: string, work: (type: OpenType, log: Log) => void) => {
    for (const type of types) memory.once(type, part, log, (inner) => work(type as OpenType, inner));
  };
  each("base", (type, inner) => void Object.assign(type, parentsOf(type, files, inner)));
  const settled = new Set<TypeEntity>();
  each("cycle", (type, inner) => breakCycle(type, settled, inner));
  findFamilies(types);
  each("family", joinFamily);
  each("form", (type, inner) => checkForm(type, files, inner));
  const done = new Set<TypeEntity>();
  for (const type of types) {
    const chain: TypeEntity[] = [];
    for (let at: TypeEntity | null = type; at && !done.has(at); at = at.base) chain.unshift(at);
    for (const at of chain) {
      memory.once(at, "members", log, (inner) => bindOwn(at as OpenType, inner));
      done.add(at);
    }
  }
}

/** Gives a type its members; what it extends has them already. */
function bindOwn(type: OpenType, log: Log): void {
  chooseTypes(type, log);
  specialise(type, log);
  bindMembers(type, log);
}

/** What a type extends, what it implements, and on which bus it sits. */
function parentsOf(
  type: TypeEntity,
  files: readonly OpenFile[],
  log: Log,
): Pick<TypeEntity, "base" | "interfaces" | "sits"> {
  const sits = type.node.members.find((node) => node.kind === "sits-on");
  return {
    base: findBase(type, files, log),
    interfaces: type.node.implements.flatMap((node) => findInterface(type, node, log) ?? []),
    sits: sits ? findType(type.file, sits.type, log, "a bus") : null,
  };
}

function findInterface(type: TypeEntity, node: ast.TypeRef, log: Log): TypeEntity | null {
  const found = findType(type.file, node, log, "an interface");
  if (!found || found.node.form === "interface") return found;
  const related = [{ span: spanOf(found.file, found.node.name), message: "it is declared here" }];
  const blanks = { name: found.name, form: found.node.form };
  log.report("bind/not-an-interface", spanOf(type.file, node), blanks, { related });
  return null;
}

function findBase(type: TypeEntity, files: readonly OpenFile[], log: Log): TypeEntity | null {
  if (type.node.base) return findType(type.file, type.node.base, log, "a type to extend");
  return type.file.core ? null : rootOf(type, files);
}

/** The built-in type that every type of this form extends. */
function rootOf(type: TypeEntity, files: readonly OpenFile[]): TypeEntity | null {
  const root = files.find((file) => file.core)?.declared.get(roots[type.node.form][0]);
  return root?.kind === "type" ? root : null;
}

/**
 * Cuts the chain of ancestors where it bites its own tail: at the first type of the circle, whoever else leads into it.
 * `settled` are the types whose chains are known to end, or to lead into a circle without being in it.
 */
function breakCycle(type: OpenType, settled: Set<TypeEntity>, log: Log): void {
  const chain = new Set<TypeEntity>();
  let at: TypeEntity | null = type;
  for (; at && !settled.has(at) && !chain.has(at); at = at.base) chain.add(at);
  const circular = at !== null && chain.has(at);
  if (circular && at === type) reportCycle(type, log);
  for (const link of chain) {
    if (circular && link === at && at !== type) break;
    settled.add(link);
  }
}

function reportCycle(type: OpenType, log: Log): void {
  const chain: TypeEntity[] = [type];
  for (let at = type.base; at && at !== type; at = at.base) chain.push(at);
  const related = chain
    .slice(1)
    .map((link) => ({ span: spanOf(link.file, link.node.name), message: `\`${link.name}\` takes part` }));
  const path = shownPath([...chain, type].map((link) => `\`${link.name}\``));
  const place = spanOf(type.file, type.node.base!.name);
  log.report("bind/inheritance-cycle", place, { name: type.name, path }, { related });
  type.base = null;
}

/** Whether an ancestor extends something that does not exist, or itself: that was reported, and says nothing of the form. */
function isCut(type: TypeEntity): boolean {
  let top = type;
  while (top.base) top = top.base;
  return top.node.base !== undefined;
}

function checkForm(type: TypeEntity, files: readonly OpenFile[], log: Log): void {
  if (type.file.core || !type.base) return;
  const { form, name } = type.node;
  const [rootName, lack] = roots[form];
  const root = rootOf(type, files);
  const fits = form === "interface" ? type.base.node.form === form : !root || isA(type.base, root);
  if (fits || isCut(type.base)) return;
  const place = spanOf(type.file, type.node.base?.name ?? name);
  const blanks = { form, name: name.text, baseForm: type.base.node.form, base: type.base.name, lack };
  const wanted = form === "interface" ? "an interface" : `\`${rootName}\` or a type that does`;
  log.report("bind/wrong-base", place, { ...blanks, wanted });
}
