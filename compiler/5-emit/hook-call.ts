import { type CheckedRegister } from "../3-check/index.ts";
import { capital } from "../3-check/names.ts";
import { call as callCode } from "./code.ts";
import { type ClassContext } from "./context.ts";
import { argumentsOf, importHooks } from "./hooks.ts";

/** What a hook is called for: a register, an element of an array of them where `index` is in scope, an element of a field. */
export interface HookCall {
  readonly register: CheckedRegister;
  readonly element?: number | string | null;
  readonly given: readonly string[];
}

/** A call of a hook with what it takes; null without a hook. */
export function hookCall(name: string | null, call: HookCall, context: ClassContext): string | null {
  const hook = context.type.hooks.find((one) => one.name === name);
  if (!hook) return null;
  const { register, element = null, given } = call;
  const indices = [...(register.count === null ? [] : ["index"]), ...(element === null ? [] : [String(element)])];
  const all = argumentsOf(hook).length === 0 ? [] : [...indices, ...given];
  const list = ["self", ...all.slice(0, argumentsOf(hook).length)];
  return callCode(`${importHooks(context)}.${hook.name}`, ...list);
}

/** A stored register, or the element of an array whose `index` is in scope. */
export function loaded({ name, count }: CheckedRegister): string {
  return count === null ? `self.${name}` : `self.get${capital(name)}(index)`;
}
