import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { type BoundFile, type TypeEntity } from "../2-bind/model.ts";
import { type Value } from "./value.ts";

/** Where an expression stands: what its names can mean, and where mistakes in it are reported. */
export interface Scope {
  readonly file: BoundFile;
  readonly log: Log;
  /** The type whose members the expression may name. */
  readonly type: TypeEntity | null;
  /** Loop variables and fields of a bank, nearest meaning first served. */
  readonly locals: ReadonlyMap<string, Value>;
  /** What constants come to, worked out once for the type or file that asks. */
  readonly constants: Constants;
}

/** Constants and their values; "open" while one is being worked out, so that one in terms of itself is noticed. */
export interface Constants {
  readonly values: Map<ast.Const, Value | "open">;
  /** How many are open. */
  depth: number;
}

/** The same scope with more local names. */
export function withLocals(scope: Scope, locals: Iterable<readonly [string, Value]>): Scope {
  return { ...scope, locals: new Map([...scope.locals, ...locals]) };
}

/** The same scope with its local names taken for constants: what still differs then differs from instance to instance. */
export function withFixedLocals(scope: Scope): Scope {
  return withLocals(
    scope,
    [...scope.locals].map(([name, value]) => [name, { ...value, fixed: true }] as const),
  );
}
