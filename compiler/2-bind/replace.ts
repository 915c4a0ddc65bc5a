import type * as ast from "../1-parse/ast.ts";

/**
 * The members of a family together with those of a family that extends it. What says `override` there stands in the place of
 * what it replaces, since nothing is laid out before the members of the family are; inside a `when` it stands where it is.
 */
export function withReplaced(inherited: readonly ast.Member[], own: readonly ast.Member[]): ast.Member[] {
  const before = new Map([...named(inherited)].map((node) => [node.name.text, node]));
  const replacing = new Map<string, ast.Member>();
  const settle = (node: ast.Member): ast.Member => {
    if (node.kind === "when") return { ...node, members: node.members.map(settle) };
    if (!isNamed(node) || !node.override) return node;
    const replaced = before.get(node.name.text);
    return replaced ? { ...merged(replaced, node), override: false } : node;
  };
  const settled = own.map(settle);
  for (const [at, node] of own.entries()) for (const name of overridden([node])) replacing.set(name, settled[at]!);
  const kept = replaceIn(inherited, replacing);
  return [...kept, ...settled.filter((node) => !(isNamed(node) && replacing.get(node.name.text) === node))];
}

type Named = Extract<Exclude<ast.Member, ast.Broken>, { readonly name: ast.Name }>;

function isNamed(node: ast.Member): node is Named {
  return node.kind !== "broken" && "name" in node;
}

function* named(members: readonly ast.Member[]): Generator<Named> {
  for (const node of members) {
    if (node.kind === "when") yield* named(node.members);
    else if (isNamed(node)) yield node;
  }
}

function overridden(members: readonly ast.Member[]): string[] {
  return [...named(members)].filter(({ override }) => override).map(({ name }) => name.text);
}

/** Puts a member in the place of what it replaces; what stands in a `when` of its own only takes it out. */
function replaceIn(members: readonly ast.Member[], replacing: ReadonlyMap<string, ast.Member>): ast.Member[] {
  return members.flatMap((node): ast.Member[] => {
    if (node.kind === "when") return [{ ...node, members: replaceIn(node.members, replacing) }];
    const by = isNamed(node) ? replacing.get(node.name.text) : undefined;
    if (!by) return [node];
    return by.kind === "when" ? [] : [by];
  });
}

/** Whether a member of a bank only says what an inherited register is reset to. */
export function isResetOnly(member: ast.BankMember): boolean {
  if (member.kind !== "register" || !member.override || !member.reset || member.members.length > 0) return false;
  const { address, bound, stride, width, constant, computed, volatile, direction } = member;
  return !address && !bound && !stride && !width && !constant && !computed && !volatile && direction === "both";
}

/** A register in the place of an inherited one: with another reset value, or as a whole. */
function registerFor(before: ast.Register, node: ast.Register): ast.Register {
  if (!isResetOnly(node)) return { ...node, override: false };
  const members = before.members.map((member) => {
    if (member.kind !== "field") return member;
    const { reset: _, ...field } = member;
    return field;
  });
  return { ...before, ...(node.reset && { reset: node.reset }), ...(node.mask && { mask: node.mask }), members };
}

/** A bank is replaced register by register, those of its overlays too, and setting by setting; every other member as a whole. */
function merged(before: Named, node: Named): Named {
  if (before.kind !== "bank" || node.kind !== "bank") return node;
  const registers = new Map<string, ast.Register>();
  const settings = new Map<string, ast.BankMember>();
  for (const member of node.members)
    if (member.kind === "register") {
      if (member.override) registers.set(member.name.text, member);
    } else if (member.kind !== "overlay" && member.kind !== "broken") settings.set(member.kind, member);
  const used = new Set<ast.BankMember>();
  const replaced = <One extends ast.Register | ast.Broken>(one: One): One | ast.Register => {
    const by = one.kind === "register" ? registers.get(one.name.text) : undefined;
    if (!by || one.kind !== "register") return one;
    used.add(by);
    return registerFor(one, by);
  };
  const kept = before.members.map((member): ast.BankMember => {
    if (member.kind === "register") return replaced(member);
    if (member.kind === "overlay") return { ...member, registers: member.registers.map(replaced) };
    const by = settings.get(member.kind);
    if (by) used.add(by);
    return by ?? member;
  });
  return { ...node, members: [...kept, ...node.members.filter((member) => !used.has(member))] };
}
