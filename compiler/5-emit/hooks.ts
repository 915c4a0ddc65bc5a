import type * as ast from "../1-parse/ast.ts";
import { memberName } from "../3-check/names.ts";
import { type CheckedHook, type HookUse } from "../3-check/index.ts";
import { parametersOf, resultOf } from "./methods.ts";
import { className, type ClassContext, origin, relativePath, runtime } from "./context.ts";

/** What a hook gets, by what calls it; a hook with callers of several kinds gets what all of them have. */
const parameters: Record<HookUse["kind"], readonly string[]> = {
  life: [],
  read: ["current: number"],
  write: ["value: number", "old: number"],
  change: ["value: number", "old: number"],
  line: ["line: number", "level: number"],
  clock: ["event: number"],
  timer: [],
  ops: [],
  "complete-ops": [],
  translate: ["offset: number", "write: boolean"],
  ask: [],
  call: [],
};

/** The arguments beside the device with which a caller of this kind calls the hook. */
export function argumentsOf(hook: CheckedHook): readonly string[] {
  const lists = hook.uses.map(({ kind, wide, indices = [] }) => {
    const list = parameters[kind];
    const values = wide ? list.map((one) => one.replace("number", "bigint")) : list;
    return [...indices.map((index) => `${index}: number`), ...values];
  });
  const [first] = lists;
  return lists.every((list) => list.join() === first!.join()) ? first! : [];
}

/** Whether the hook answers reads, so that it returns what the guest sees. */
export function answers(hook: CheckedHook): boolean {
  return hook.uses.every((use) => use.kind === "read");
}

/** The name of the constant that the behaviour module exports. */
export function hookSetName(typeName: string): string {
  return `${typeName[0]!.toLowerCase()}${typeName.slice(1)}Hooks`;
}

/** The interface that the behaviour module implements: exactly these hooks. */
export function writeHookSet(context: ClassContext): void {
  const { type, writer } = context;
  if (type.hooks.length === 0) return;
  const name = type.entity.name;
  writer.line();
  writer.comment(`/** What \`${name}\` leaves to its behaviour module. */`);
  writer.block(`export interface ${name}Hooks {`, () => {
    for (const [at, hook] of type.hooks.entries()) {
      if (at > 0) writer.line();
      writer.doc(`Called when ${hook.uses.map((use) => use.when).join(", or when ")}.`);
      origin(context, hook.uses[0]!.node);
      writeHook(hook, context);
    }
  });
}

function writeHook(hook: CheckedHook, context: ClassContext): void {
  const { type, writer, imports } = context;
  const kinds = new Set(hook.uses.map(({ kind }) => kind));
  if (kinds.has("ops") || kinds.has("complete-ops")) {
    const of = imports.type(kinds.has("complete-ops") ? "CompleteOps" : "OpsHooks", runtime);
    writer.line(`readonly ${hook.name}: ${of}<${type.entity.name}>;`);
    return;
  }
  const [use] = hook.uses;
  if (use?.method) {
    writeSignature(hook, parametersOf(use.method, context), resultOf(use.method, context), context);
    return;
  }
  const translation = kinds.has("translate") ? `${imports.type("Translation", runtime)} | null` : null;
  const value = hook.uses.some((use) => use.wide) ? "bigint" : "number";
  const result = translation ?? (answers(hook) ? value : kinds.has("ask") ? "boolean" : "void");
  writeSignature(hook, argumentsOf(hook), result, context);
}

function writeSignature(hook: CheckedHook, given: readonly string[], result: string, context: ClassContext): void {
  const parameters = ["this: void", `self: ${selfType(hook, context)}`, ...given];
  context.writer.line(`${hook.name}(${parameters.join(", ")}): ${result};`);
}

/** The device as the hook may see it: a finalizer's has no children and no links any more (lifetimes, section 2.3). */
function selfType(hook: CheckedHook, context: ClassContext): string {
  const name = className(context.type.entity, context, false);
  if (!hook.uses.some((use) => use.node.event === "finalize")) return name;
  return `${context.imports.type("Finalizing", runtime)}<${name}>`;
}

/** A hook of the behaviour module, as code that can be called. */
export function hookName({ name }: ast.Hook, context: ClassContext): string {
  return `${importHooks(context)}.${memberName(name.text)}`;
}

/** Imports the behaviour module's hook set; the name under which the class calls it. */
export function importHooks(context: ClassContext): string {
  const { type, imports, sources, file } = context;
  const path = file.file.source.name.replace(/\.qdl$/, ".ts");
  const up = relativePath(path, `${sources}/${path}`);
  return imports.value(hookSetName(type.entity.name), up);
}
