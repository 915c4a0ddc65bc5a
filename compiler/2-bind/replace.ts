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

/** A bank is replaced register by register; every other member as a whole. */
function merged(before: Named, node: Named): Named {
  if (before.kind !== "bank" || node.kind !== "bank") return node;
  const keys = new Map(node.members.map((member) => [keyOf(member), member]));
  const known = new Set(before.members.map(keyOf));
  const isReplaced = (member: ast.BankMember): boolean =>
    member.kind === "register" ? member.override && known.has(keyOf(member)) : known.has(keyOf(member));
  const replacing = new Set(node.members.filter((member) => member.kind !== "overlay" && isReplaced(member)));
  const settled = (member: ast.BankMember): ast.BankMember =>
    member.kind === "register" ? { ...member, override: false } : member;
  const kept = before.members.map((member) => {
    const by = keys.get(keyOf(member));
    return by && replacing.has(by) ? settled(by) : member;
  });
  return { ...node, members: [...kept, ...node.members.filter((member) => !replacing.has(member))] };
}

/** What tells two members of a bank apart: a register has a name, and each other thing is said once. */
function keyOf(member: ast.BankMember): string {
  if (member.kind === "register") return `register ${member.name.text}`;
  return member.kind === "overlay" ? `overlay ${member.start}` : member.kind;
}
