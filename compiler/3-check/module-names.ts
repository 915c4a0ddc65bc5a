import type * as ast from "../1-parse/ast.ts";
import { type BoundFile, spanOf } from "../2-bind/model.ts";
import { type CheckedFile, type CheckedType } from "./checked.ts";
import { capital, lower } from "./names.ts";
import { type Scope } from "./scope.ts";

/** Something that a generated module declares beside its classes: its name, what it is, and to what it belongs. */
interface ModuleName {
  readonly name: string;
  readonly what: string;
  readonly of: ast.Name;
}

/** The names that the module of a file declares, beside those of the definition: of enums, hooks and banks. */
export function moduleNames({ enums, types }: Pick<CheckedFile, "enums" | "types">): ModuleName[] {
  return [...enums.flatMap(({ entity: { node } }) => enumNames(node)), ...types.flatMap(typeNames)];
}

function enumNames({ name, values }: ast.EnumDeclaration): ModuleName[] {
  const { text } = name;
  const own = { name: `${text}Values`, what: `the values of \`${text}\``, of: name };
  const numbered = values.some(({ value }) => value !== undefined);
  return numbered ? [own, { name: `${text}Numbers`, what: `the numbers of \`${text}\``, of: name }] : [own];
}

function typeNames({ entity, hooks, banks, regions, onBuses }: CheckedType): ModuleName[] {
  const { name: of } = entity.node;
  const own = lower(entity.name);
  const found: ModuleName[] = [];
  const add = (name: string, what: string, place = of): void => void found.push({ name, what, of: place });
  if (hooks.length > 0) {
    add(`${entity.name}Hooks`, `the hooks of \`${entity.name}\``);
    add(`${own}Hooks`, `the behaviour of \`${entity.name}\``);
  }
  for (const { name, node } of banks) add(own + capital(name), `bank \`${node.name.text}\``, node.name);
  for (const { name, node, ops } of regions)
    if (ops?.access) add(`${own}${capital(name)}Ops`, `the operations of \`${node.name.text}\``, node.name);
  if (onBuses.msix) add(`${own}Msix`, `MSI-X of \`${entity.name}\``);
  return found;
}

/** Reports what a generated module would declare twice: a type under a name that it makes itself, or two such names. */
export function checkModuleNames(file: BoundFile, checked: Pick<CheckedFile, "enums" | "types">, scope: Scope): void {
  const taken = new Map<string, ModuleName>();
  for (const made of moduleNames(checked)) {
    const before = taken.get(made.name);
    if (before) report(made.of, before, scope);
    else taken.set(made.name, made);
  }
  for (const [name, { kind, node }] of file.declared) {
    const made = taken.get(name);
    if (made && node.name && kind !== "const") report(node.name, made, scope);
  }
}

function report(place: ast.Name, { name, what, of }: ModuleName, scope: Scope): void {
  const related = [{ span: spanOf(scope.file, of), message: `${what} would have that name` }];
  scope.log.report("check/module-name", spanOf(scope.file, place), { name, what }, { related });
}
