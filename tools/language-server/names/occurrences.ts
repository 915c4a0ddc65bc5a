import { type ast, type BoundFile, type TypeEntity } from "qdl";
import { type Declaration, type Meaning, type Occurrence } from "./declaration.ts";
import {
  entityDeclaration,
  entityReached,
  enumNamed,
  lookUp,
  memberReached,
  type Reached,
  type Scope,
} from "./scope.ts";

const known = new WeakMap<BoundFile, readonly Occurrence[]>();

/** Every name of a file that means something, in the order of the text. What a file says of names changes with its object only. */
export function occurrencesIn(file: BoundFile): readonly Occurrence[] {
  const before = known.get(file);
  if (before) return before;
  const walk = new Walk(file);
  walk.file();
  const found = [...walk.found].sort((a, b) => a.start - b.start || a.end - b.end);
  known.set(file, found);
  return found;
}

type Tree = { readonly kind: string } & ast.Node;

class Walk {
  readonly found: Occurrence[] = [];
  readonly #file: BoundFile;

  constructor(file: BoundFile) {
    this.#file = file;
  }

  file(): void {
    const top: Scope = { file: this.#file, type: null, bank: null, locals: new Map(), wanted: null };
    for (const { node, file } of this.#file.imports) this.#import(node, file);
    for (const node of this.#file.tree.declarations) this.#declaration(node, top);
  }

  #import({ names }: ast.Import, from: BoundFile): void {
    for (const { name, local } of names) {
      const entity = from.declared.get(name.text);
      const of = entity && entityDeclaration(entity);
      if (!of) continue;
      this.#use(name, of);
      if (local !== name) this.#use(local, of);
    }
  }

  #declaration(node: ast.Declaration, top: Scope): void {
    if (node.kind === "broken") return;
    const entity = this.#file.declared.get(node.name.text);
    // Of two with one name, the first has it.
    if (!entity || entity.node.name?.start !== node.name.start) return;
    const of = entityDeclaration(entity);
    if (of) this.#declare(node.name, of);
    const type = entity.kind === "type" ? entity : null;
    if (node.kind === "variant") this.#variant(node, type!, top);
    else if (node.kind === "enum") this.#values(node, top);
    else this.#parts(node, { ...top, type, wanted: node.kind === "const" ? this.#enumOf(node.type) : null });
  }

  #values(node: ast.EnumDeclaration, scope: Scope): void {
    for (const value of node.values) {
      this.#declare(value.name, { meaning: "enum value", name: value.name, file: this.#file, node: value, type: null });
      if (value.value) this.#tree(value.value, scope);
    }
  }

  #variant(node: ast.VariantDeclaration, type: TypeEntity, scope: Scope): void {
    this.#tree(node.of, scope);
    for (const setting of node.settings) {
      const member = type.members.get(setting.target.root.text) ?? type.base?.members.get(setting.target.root.text);
      this.#path(setting.target, member && memberReached(member, member.name, type));
      this.#tree(setting.value, scope);
    }
  }

  /** Everything below a node that is not its own name. */
  #parts(node: Tree, scope: Scope): void {
    for (const [key, value] of Object.entries(node)) {
      if (key === "name" || key === "variant") continue;
      for (const part of Array.isArray(value) ? (value as unknown[]) : [value])
        if (isTree(part)) this.#tree(part, scope);
    }
  }

  #tree(tree: Tree, scope: Scope): void {
    const node = tree as ast.Member | ast.BankMember | ast.RegisterMember | ast.Expression | Other;
    switch (node.kind) {
      case "path":
        return void this.#path(node, lookUp(node.root.text, scope), scope);
      case "type-ref":
        return this.#typeRef(node, scope);
      case "hook":
        return this.#hook(node, scope);
      case "binary":
        return this.#binary(node, scope);
      case "setting":
        return this.#setting(node, scope, null);
      case "name":
      case "broken":
        return;
      default:
        this.#member(node, scope);
    }
  }

  #member(node: Exclude<Named, ast.Path>, scope: Scope): void {
    const inner = this.#withLocals(node, scope);
    switch (node.kind) {
      case "bank":
        this.#declareMember(node, scope);
        return this.#parts(node, { ...inner, bank: node });
      case "register":
      case "field":
        this.#declare(node.name, { meaning: node.kind, name: node.name, file: this.#file, node, type: scope.type });
        return this.#parts(node, inner);
      case "child":
        this.#declareMember(node, scope);
        return this.#child(node, inner);
      case "set":
        return this.#setting({ ...node, kind: "setting" }, inner, scope.type);
      case "prop":
      case "const":
      case "variant-const":
        this.#declareMember(node, scope);
        return this.#parts(node, { ...inner, wanted: this.#enumOf(node.type) });
      case "irq":
        this.#declareMember(node, scope);
        for (const line of node.lines)
          this.#declare(line, { meaning: "line", name: line, file: this.#file, node: line, type: scope.type });
        return this.#parts(node, inner);
      case "region":
        this.#declareMember(node, scope);
        return this.#region(node.spec, node, inner);
      case "sub":
        this.#declare(node.name, { meaning: "member", name: node.name, file: this.#file, node, type: scope.type });
        return this.#region(node.spec, node, inner);
      case "method":
        this.#declareMember(node, scope);
        return this.#parts(node, inner);
      case "parameter":
        this.#declare(node.name, { meaning: "parameter", name: node.name, file: this.#file, node, type: scope.type });
        return this.#parts(node, inner);
      case "variant-type":
        this.#declareMember(node, scope);
        if (node.default) this.#typeName(node.default);
        return this.#parts({ ...node, default: undefined } as Tree, inner);
      default:
        if ("name" in node && node.name && declaring.has(node.kind)) this.#declareMember(node, scope);
        this.#parts(node, inner);
    }
  }

  #region(spec: ast.RegionSpec, node: ast.Region | ast.Sub, scope: Scope): void {
    const { spec: _, ...rest } = node;
    this.#parts(rest, scope);
    const behind = spec.behind && spec.behindKind === "bank" ? scope.type?.members.get(spec.behind.text) : undefined;
    if (spec.behind && spec.behindKind === "ops") this.#hookName(spec.behind, spec, scope);
    if (spec.behind && behind) this.#path(pathOf(spec.behind), memberReached(behind, behind.name, scope.type!));
    this.#parts(spec, scope);
  }

  #child(node: ast.Child, scope: Scope): void {
    const type = scope.type?.members.get(node.name.text)?.type ?? null;
    this.#parts({ ...node, settings: [], choose: undefined } as Tree, scope);
    for (const setting of node.settings) this.#setting(setting, scope, type);
    if (!node.choose) return;
    const { subject, arms } = node.choose;
    this.#tree(subject, scope);
    const wanted = wantedBeside(subject, scope);
    for (const arm of arms) {
      this.#tree(arm.pattern, { ...scope, wanted });
      this.#tree(arm.type, scope);
      const chosen = this.#file.names.get(arm.type.name.text);
      for (const setting of arm.settings) this.#setting(setting, scope, chosen?.kind === "type" ? chosen : type);
    }
  }

  /** `target` is a path in the type that is set, the value one in ours. */
  #setting(node: ast.Setting, outer: Scope, of: TypeEntity | null): void {
    const { target, value, loop } = node;
    const scope = this.#withLocals(node, outer);
    if (loop) this.#tree(loop.range, outer);
    const member = of?.members.get(target.root.text);
    const last = this.#path(target, member && memberReached(member, target.root.text, of!), scope);
    this.#tree(value, { ...scope, wanted: wantedFor(last?.of) });
  }

  #binary(node: ast.Binary, scope: Scope): void {
    // A chain of operators leans to the left and may be long.
    const chain: ast.Binary[] = [];
    let left: ast.Expression = node;
    for (; left.kind === "binary"; left = left.left) chain.push(left);
    this.#tree(left, scope);
    for (const { operator, left: beside, right } of chain.reverse()) {
      const compares = operator === "==" || operator === "!=";
      this.#tree(right, compares ? { ...scope, wanted: wantedBeside(beside, scope) } : scope);
    }
  }

  #typeRef(node: ast.TypeRef, scope: Scope): void {
    const chosen = scope.type?.members.get(node.name.text);
    if (chosen?.node.kind === "variant-type")
      this.#path(pathOf(node.name), memberReached(chosen, chosen.name, scope.type!));
    else this.#typeName(node.name);
    if (node.count) this.#tree(node.count, scope);
  }

  #enumOf(type: ast.TypeRef | undefined): Scope["wanted"] {
    return type ? enumNamed(this.#file, type.name.text) : null;
  }

  #typeName(name: ast.Name): void {
    const entity = this.#file.names.get(name.text);
    const reached = entity && entityReached(entity);
    if (reached) this.#use(name, reached.of);
  }

  #hook(node: ast.Hook, scope: Scope): void {
    this.#hookName(node.name, node, scope);
    for (const path of node.uses) this.#tree(path, scope);
  }

  #hookName(name: ast.Name, node: ast.Node, { type }: Scope): void {
    if (type) this.#use(name, { meaning: "hook", name, file: this.#file, node, type });
  }

  /** Every step of a path; returns what the last leads to. */
  #path(path: ast.Path, root: Reached | undefined, scope?: Scope): Reached | undefined {
    let at = root;
    if (at) this.#use(path.root, at.of);
    let fromSelf = !at && path.root.text === "self" && scope !== undefined;
    for (const step of path.steps) {
      if (step.kind === "member") {
        at = fromSelf
          ? lookUp(step.name.text, { ...scope!, locals: new Map(), wanted: null })
          : at?.next(step.name.text);
        fromSelf = false;
        if (at) this.#use(step.name, at.of);
      } else if (scope) this.#parts(step, { ...scope, wanted: null });
    }
    return at;
  }

  #withLocals(node: Tree, scope: Scope): Scope {
    const index = indexOf(node);
    if (!index) return scope;
    const of = this.#local(index, "variable", scope);
    this.#declare(index, of);
    return { ...scope, locals: new Map([...scope.locals, [index.text, of]]) };
  }

  #local(name: ast.Name, meaning: Meaning, { type }: Scope): Declaration {
    return { meaning, name, file: this.#file, node: name, type };
  }

  #declareMember(node: Tree & { readonly name?: ast.Name }, { type }: Scope): void {
    const { name } = node;
    if (!name) return;
    const meaning = node.kind === "const" || node.kind === "variant-const" ? "constant" : "member";
    this.#declare(name, { meaning, name, file: this.#file, node, type });
  }

  #declare(name: ast.Name, of: Declaration): void {
    this.found.push({ start: name.start, end: name.end, of, declares: true });
  }

  #use(name: ast.Name, of: Declaration): void {
    this.found.push({ start: name.start, end: name.end, of, declares: false });
  }
}

type Other =
  | ast.TypeRef
  | ast.Hook
  | ast.Setting
  | ast.Name
  | ast.Sub
  | ast.Parameter
  | ast.StateField
  | ast.Bound
  | ast.Loop
  | ast.Range;

type Named = Exclude<
  ast.Member | ast.BankMember | ast.RegisterMember | ast.Expression | Other,
  ast.TypeRef | ast.Hook | ast.Binary | ast.Setting | ast.Name | ast.Broken
>;

/** Members whose name is theirs alone; those with more to say of it are walked by themselves. */
const declaring: ReadonlySet<string> = new Set(
  "alias relation space clock bus timer state-field unimplemented gate".split(" "),
);

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && "kind" in value && "start" in value;
}

function indexOf(node: Tree): ast.Name | undefined {
  if ("bound" in node && isTree(node.bound)) return (node.bound as ast.Bound).index;
  return "loop" in node && isTree(node.loop) ? (node.loop as ast.Loop).index : undefined;
}

function pathOf(name: ast.Name): ast.Path {
  return { kind: "path", root: name, steps: [], start: name.start, end: name.end };
}

/** The values that stand by their own names where a declaration is given one. */
function wantedFor(of: Declaration | undefined): Scope["wanted"] {
  if (!of || !("type" in of.node)) return null;
  const type = of.node.type as ast.TypeRef | undefined;
  return type ? enumNamed(of.file, type.name.text) : null;
}

/** The values that stand by their own names beside an expression. */
function wantedBeside(node: ast.Expression, scope: Scope): Scope["wanted"] {
  return node.kind === "path" && node.steps.length === 0 ? wantedFor(lookUp(node.root.text, scope)?.of) : null;
}
