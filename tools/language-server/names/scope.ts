import { type ast, type BoundFile, type Entity, type MemberEntity, type TypeEntity } from "qdl";
import { type Declaration } from "./declaration.ts";

/** Where a name stands: what it can see. */
export interface Scope {
  readonly file: BoundFile;
  /** The type whose members are seen by their names. */
  readonly type: TypeEntity | null;
  /** The bank whose registers are seen by their names. */
  readonly bank: ast.Bank | null;
  /** Loop variables and parameters. */
  readonly locals: ReadonlyMap<string, Declaration>;
  /** The enum whose values stand by their own names here. */
  readonly wanted: ReadonlyMap<string, Declaration> | null;
}

/** What stands behind a name so far on a path: its declaration, and what can follow a `.`. */
export interface Reached {
  readonly of: Declaration;
  readonly parts: ReadonlyMap<string, Declaration>;
  /** What can follow the next `.` after that, where the parts are members of a type. */
  readonly next: (name: string) => Reached | undefined;
}

/** What a name at the beginning of a path leads to. */
export function lookUp(name: string, scope: Scope): Reached | undefined {
  const value = scope.wanted?.get(name);
  if (value) return leaf(value);
  const local = scope.locals.get(name);
  if (local) return leaf(local);
  const register = scope.bank && registersOf(scope.bank).find((one) => one.name.text === name);
  if (register) return registerReached(register, scope);
  const member = scope.type?.members.get(name);
  if (member) return memberReached(member, name, scope.type!);
  const entity = scope.file.names.get(name);
  return entity && entityReached(entity);
}

function leaf(of: Declaration): Reached {
  return { of, parts: new Map(), next: () => undefined };
}

/** What a name of a file leads to; nothing if it could not be read. */
export function entityReached(entity: Entity): Reached | undefined {
  const of = entityDeclaration(entity);
  if (!of) return undefined;
  if (entity.kind !== "enum") return leaf(of);
  const values = valuesOf(entity);
  return { of, parts: values, next: (name) => (values.has(name) ? leaf(values.get(name)!) : undefined) };
}

/** The declaration behind a name of a file; nothing if it could not be read. */
export function entityDeclaration(entity: Entity): Declaration | undefined {
  const { file, node } = entity;
  switch (entity.kind) {
    case "type":
      return { meaning: "type", name: entity.node.name, file, node: entity.variant ?? entity.node, type: entity };
    case "enum":
      return { meaning: "enum", name: entity.node.name, file, node: entity.node, type: null };
    case "const":
      return { meaning: "constant", name: entity.node.name, file, node: entity.node, type: null };
    case "broken":
      return node.name && undefined;
  }
}

/** The values of an enum by name. */
export function valuesOf(entity: Extract<Entity, { kind: "enum" }>): ReadonlyMap<string, Declaration> {
  const { file, node } = entity;
  return new Map(
    node.values.map((value) => [
      value.name.text,
      { meaning: "enum value", name: value.name, file, node: value, type: null },
    ]),
  );
}

/** The values of the enum of that name in a file, which stand by their own names where one is wanted. */
export function enumNamed(file: BoundFile, name: string): Scope["wanted"] {
  const entity = file.names.get(name);
  return entity?.kind === "enum" ? valuesOf(entity) : null;
}

/** What a member leads to; `key` is its name among the members of `type`. */
export function memberReached(member: MemberEntity, key: string, type: TypeEntity): Reached {
  const of = memberDeclaration(member);
  const parts = new Map<string, Declaration>();
  if (member.node.kind === "irq")
    for (const line of member.node.lines) parts.set(line.text, { ...of, meaning: "line", name: line, node: line });
  for (const [name, inner] of type.members)
    if (name.startsWith(`${key}.`) && !name.slice(key.length + 1).includes("."))
      parts.set(inner.name, memberDeclaration(inner));
  const target = member.node.kind === "alias" ? aliased(member.node, type) : undefined;
  for (const [name, part] of target?.parts ?? []) parts.set(name, part);
  for (const [name, inner] of member.type?.members ?? [])
    if (!name.includes(".")) parts.set(name, memberDeclaration(inner));
  const next = (name: string): Reached | undefined => {
    const part = type.members.get(`${key}.${name}`);
    if (part) return memberReached(part, `${key}.${name}`, type);
    const inner = member.type?.members.get(name);
    if (inner) return memberReached(inner, name, member.type!);
    if (target) return target.next(name);
    return parts.has(name) ? leaf(parts.get(name)!) : undefined;
  };
  return { of, parts, next };
}

/** How many aliases of aliases are followed; more are a cycle. */
const mostAliases = 16;

function aliased({ target }: ast.Alias, type: TypeEntity, depth = 0): Reached | undefined {
  const member = type.members.get(target.root.text);
  if (!member || depth > mostAliases) return undefined;
  if (member.node.kind === "alias") return aliased(member.node, member.owner, depth + 1);
  let at: Reached | undefined = memberReached(member, target.root.text, type);
  for (const step of target.steps) if (step.kind === "member") at = at?.next(step.name.text);
  return at;
}

/** The declaration of a member. */
export function memberDeclaration({ node, owner }: MemberEntity): Declaration {
  const meaning = node.kind === "const" || node.kind === "variant-const" ? "constant" : "member";
  return { meaning, name: node.name!, file: owner.file, node, type: owner };
}

/** The registers of a bank, those of overlays among them. */
export function registersOf(bank: ast.Bank): readonly ast.Register[] {
  const all = bank.members.flatMap((member): readonly ast.BankMember[] =>
    member.kind === "overlay" ? member.registers : [member],
  );
  return all.filter((member) => member.kind === "register");
}

function registerReached(node: ast.Register, { file, type }: Scope): Reached {
  const of: Declaration = { meaning: "register", name: node.name, file, node, type };
  const fields = node.members.filter((member) => member.kind === "field");
  const parts = new Map(
    fields.map((field): [string, Declaration] => [
      field.name.text,
      { meaning: "field", name: field.name, file, node: field, type },
    ]),
  );
  return { of, parts, next: (name) => (parts.has(name) ? leaf(parts.get(name)!) : undefined) };
}
