import { type BoundFile, madeAfter, type Model, type TypeEntity } from "../2-bind/model.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Memory } from "../memory.ts";
import { type CheckedFile, type CheckedType } from "./checked.ts";
import { checkContainers, type Upward } from "./containers.ts";
import { checkDeclarations, enumNumbers } from "./declarations.ts";
import { checkFamily, memberScope } from "./family.ts";
import { checkMemberNames, type MemberNames } from "./member-names.ts";
import { checkModuleNames } from "./module-names.ts";
import { orderTypes } from "./order.ts";
import { checkRequired, type Known, type Need } from "./required.ts";
import { type Scope } from "./scope.ts";
import { checkTypenames } from "./type-rules.ts";
import { checkType } from "./type.ts";
import { checkWires, type Wires } from "./wires.ts";

export * from "./checked.ts";
export * from "./checked-bank.ts";
export * from "./checked-bus.ts";

/** Types, constants, layout, wiring and address maps of every file; what is wrong is in the log, what is right is returned. */
export function check(model: Model, log: Log, memory: Memory): CheckedFile[] {
  const types = model.files.flatMap((file) => [...file.declared.values()].filter((entity) => entity.kind === "type"));
  const words = new Map<TypeEntity, number>();
  const checked = new Map<TypeEntity, CheckedType>();
  const wires = new Map<TypeEntity, Wires>();
  const names = new Map<TypeEntity, MemberNames>();
  for (const entity of types) if (entity.family) checkFamily(entity, types, scopeOf(entity.file, entity, log));
  for (const entity of orderTypes(types, log, memory)) {
    const type = memory.once(entity, "check", log, (inner) =>
      checkType(entity, { words, bases: checked }, scopeOf(entity.file, entity, inner)),
    );
    words.set(entity, type.words);
    checked.set(entity, type);
    const named = memory.once(entity, "names", log, (inner) =>
      checkMemberNames(type, names, memberScope(scopeOf(entity.file, entity, inner))),
    );
    names.set(entity, named);
    const own = memory.once(entity, "wires", log, (inner) =>
      checkWires(type, wires, memberScope(scopeOf(entity.file, entity, inner))),
    );
    wires.set(entity, own);
  }
  checkNeeds({ checked, wires }, log, memory);
  checkUpward(checked, log, memory);
  checkTypenames([...checked.values()], (type) => scopeOf(type.file, type, log));
  return model.files.map((file) => memory.once(file, "check", log, (inner) => checkFile(file, checked, inner)));
}

/** What every type needs from outside; asked of the types that it contains first, those that it chooses from among them. */
function checkNeeds(known: Omit<Known, "needsOf">, log: Log, memory: Memory): void {
  const needs = new Map<TypeEntity, readonly Need[]>();
  const needsOf = (entity: TypeEntity): readonly Need[] => {
    const before = needs.get(entity);
    const type = known.checked.get(entity);
    if (before || !type) return before ?? [];
    // A type that contains itself was reported; asked for itself, it needs nothing.
    needs.set(entity, []);
    const own = memory.once(entity, "required", log, (inner) =>
      checkRequired(type, { ...known, needsOf }, memberScope(scopeOf(entity.file, entity, inner))),
    );
    needs.set(entity, own);
    return own;
  };
  for (const entity of known.checked.keys()) needsOf(entity);
}

/** What must stand above every type; asked of the types that it contains first. */
function checkUpward(checked: ReadonlyMap<TypeEntity, CheckedType>, log: Log, memory: Memory): void {
  const upward = new Map<TypeEntity, readonly Upward[]>();
  const upwardOf = (entity: TypeEntity): readonly Upward[] => {
    const before = upward.get(entity);
    const type = checked.get(entity);
    if (before || !type) return before ?? [];
    // A type that contains itself was reported; asked for itself, it looks for nothing.
    upward.set(entity, []);
    const own = memory.once(entity, "containers", log, (inner) =>
      checkContainers(type, upwardOf, memberScope(scopeOf(entity.file, entity, inner))),
    );
    upward.set(entity, own);
    return own;
  };
  for (const entity of checked.keys()) upwardOf(entity);
}

/** Every type and every file works out constants for itself: what one reports says nothing of whether another would. */
function scopeOf(file: BoundFile, type: TypeEntity | null, log: Log): Scope {
  return { file, log, type, locals: new Map(), constants: { values: new Map(), depth: 0 } };
}

function checkFile(file: BoundFile, checked: ReadonlyMap<TypeEntity, CheckedType>, log: Log): CheckedFile {
  const scope = scopeOf(file, null, log);
  checkDeclarations(file, scope);
  const declared = [...file.declared.values()];
  const enums = declared.flatMap((entity) =>
    entity.kind === "enum" ? [{ entity, numbers: enumNumbers(entity, scope) }] : [],
  );
  const types = basesFirst(declared.filter((entity) => entity.kind === "type")).map((entity) => checked.get(entity)!);
  checkModuleNames(file, { enums, types }, scope);
  return { file, enums, types };
}

/** The types of a file in the order of its text, except that what a class is made with comes before it. */
function basesFirst(types: readonly TypeEntity[]): TypeEntity[] {
  const order = new Set<TypeEntity>();
  for (const type of types) place(type, order);
  return [...order];
}

/** Chains may be longer than the stack is deep, so they are walked, not descended. */
function place(type: TypeEntity, order: Set<TypeEntity>): void {
  const stack = [type];
  const opened = new Set<TypeEntity>();
  for (let at = stack.at(-1); at; at = stack.at(-1)) {
    const waiting = madeAfter(at).filter((one) => one.file === type.file && !order.has(one) && !opened.has(one));
    opened.add(at);
    if (waiting.length > 0) stack.push(...waiting.reverse());
    else order.add(stack.pop()!);
  }
}
