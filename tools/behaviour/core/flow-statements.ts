import type ts from "typescript";
import { evaluate, factOf, isDuty, refine, type Surroundings, tracked } from "./flow-expressions.ts";
import { type Exit, type Fact, type Flow, isSameState, join, live, type State } from "./flow-state.ts";
import { handleKind, makesHandle } from "./handles.ts";
import { bare, symbolOf } from "./syntax.ts";

/** What statements tell the analysis around them. */
export interface Listener extends Surroundings {
  /** A variable goes out of scope at `exit`; what it holds may be live. */
  readonly closed: (variable: ts.Symbol, fact: Fact, exit: ts.Node) => void;
}

/** Rounds of a loop; a fact changes at most once a round for each of its bits. */
const mostRounds = 4;

/** Follows a statement. */
export function run(node: ts.Statement, state: State, listener: Listener): Flow {
  const { ts } = listener.code;
  if (ts.isBlock(node)) return block(node.statements, state, { node, listener });
  if (ts.isVariableStatement(node)) return { next: declare(node.declarationList, state, listener), exits: [] };
  if (ts.isIfStatement(node)) return choose(node, state, listener);
  if (ts.isIterationStatement(node, false)) return loop(node, state, { label: null, listener });
  if (ts.isLabeledStatement(node)) return labelled(node, state, listener);
  if (ts.isSwitchStatement(node)) return pick(node, state, listener);
  if (ts.isTryStatement(node)) return attempt(node, state, listener);
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) {
    const after = node.expression ? evaluate(node.expression, state, listener) : state;
    return { next: null, exits: [exitOf(node, ts.isReturnStatement(node) ? "return" : "throw", after)] };
  }
  if (ts.isBreakOrContinueStatement(node)) {
    const exit = exitOf(node, ts.isBreakStatement(node) ? "break" : "continue", state);
    return { next: null, exits: [{ ...exit, label: node.label?.text ?? null }] };
  }
  if (ts.isExpressionStatement(node)) return { next: statement(node, state, listener), exits: [] };
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return { next: state, exits: [] };
  return { next: evaluate(node, state, listener), exits: [] };
}

function exitOf(node: ts.Node, kind: Exit["kind"], state: State): Exit {
  return { kind, label: null, state, node };
}

interface Site {
  readonly node: ts.Node;
  readonly listener: Listener;
}

/** Statements in a scope: at its end, and at every way out of it, what was declared in it must have been let go. */
export function block(statements: readonly ts.Statement[], state: State, { node, listener }: Site): Flow {
  let next: State | null = state;
  const exits: Exit[] = [];
  for (const one of statements) {
    if (!next) break;
    const flow = run(one, next, listener);
    next = flow.next;
    exits.push(...flow.exits);
  }
  const leave = (at: State, exit: ts.Node): State => closeScope(at, state, { node: exit, listener });
  return {
    next: next && leave(next, node),
    exits: exits.map((exit) => ({ ...exit, state: leave(exit.state, exit.node) })),
  };
}

/** The state without what the scope declared. */
function closeScope(at: State, outside: State, { node, listener }: Site): State {
  const kept = new Map(at);
  for (const [symbol, fact] of at) {
    if (outside.has(symbol)) continue;
    kept.delete(symbol);
    listener.closed(symbol, fact, node);
  }
  return kept;
}

function declare(list: ts.VariableDeclarationList, state: State, listener: Listener): State {
  const { code } = listener;
  const { ts } = code;
  // `using` lets go of it at the end of the scope, whatever happens.
  const using = (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;
  let at = state;
  for (const { name, initializer } of list.declarations) {
    const kind = ts.isIdentifier(name) ? handleKind(name, code) : null;
    const alias = initializer && kind ? tracked(initializer, at, code) : null;
    const symbol = kind ? symbolOf(name, code) : null;
    if (initializer && !alias) at = evaluate(initializer, at, listener);
    if (!kind || !symbol) continue;
    if (!initializer) at = new Map(at).set(symbol, { mask: 0, made: null, spent: null, kind });
    else if (alias) at = rename(at, alias, symbol);
    else {
      const fact = factOf(initializer, name, kind, code);
      at = new Map(at).set(symbol, using ? { ...fact, made: null } : fact);
    }
  }
  return at;
}

/** A second name takes the duty over; what either consumes, this analysis sees at the second. */
function rename(state: State, from: ts.Symbol, to: ts.Symbol): State {
  const fact = state.get(from)!;
  return new Map(state).set(to, fact).set(from, { ...fact, made: null });
}

function statement(node: ts.ExpressionStatement, state: State, listener: Listener): State {
  const { code } = listener;
  const made = bare(node.expression, code);
  if (makesHandle(made, code) && isDuty(made, code)) {
    const kind = handleKind(made, code)!;
    listener.lost(made, { mask: live, made, spent: null, kind });
  }
  return evaluate(node.expression, state, listener);
}

function choose(node: ts.IfStatement, state: State, listener: Listener): Flow {
  const { yes, no } = refine(node.expression, state, listener);
  const a = run(node.thenStatement, yes, listener);
  const b = node.elseStatement ? run(node.elseStatement, no, listener) : { next: no, exits: [] };
  return { next: join(a.next, b.next), exits: [...a.exits, ...b.exits] };
}

interface LoopSite {
  readonly label: string | null;
  readonly listener: Listener;
}

function loop(node: ts.IterationStatement, state: State, { label, listener }: LoopSite): Flow {
  const { ts } = listener.code;
  let entry = enter(node, state, listener);
  let left: State | null = null;
  let exits: readonly Exit[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const tested = test(node, entry, listener);
    const body = run(node.statement, tested.yes, listener);
    const mine = (exit: Exit): boolean =>
      (exit.kind === "break" || exit.kind === "continue") && (exit.label === null || exit.label === label);
    const broken = body.exits.filter((exit) => mine(exit) && exit.kind === "break");
    const continued = body.exits.filter((exit) => mine(exit) && exit.kind === "continue");
    let again = continued.reduce((at: State | null, exit) => join(at, exit.state), body.next);
    if (again && ts.isForStatement(node) && node.incrementor) again = evaluate(node.incrementor, again, listener);
    exits = body.exits.filter((exit) => !mine(exit));
    const ended = ts.isDoStatement(node) ? again && refine(node.expression, again, listener).no : tested.no;
    left = broken.reduce((at: State | null, exit) => join(at, exit.state), isEndless(node, listener) ? null : ended);
    const next = join(entry, again)!;
    if (isSameState(next, entry)) break;
    entry = next;
  }
  return { next: left, exits };
}

/** A loop whose condition is `true` ends by `break` alone. */
function isEndless(node: ts.IterationStatement, { code: { ts } }: Listener): boolean {
  return ts.isForStatement(node)
    ? !node.condition
    : ts.isWhileStatement(node) && node.expression.kind === ts.SyntaxKind.TrueKeyword;
}

function enter(node: ts.IterationStatement, state: State, listener: Listener): State {
  const { ts } = listener.code;
  if (ts.isForStatement(node) && node.initializer)
    return ts.isVariableDeclarationList(node.initializer)
      ? declare(node.initializer, state, listener)
      : evaluate(node.initializer, state, listener);
  return ts.isForOfStatement(node) || ts.isForInStatement(node) ? evaluate(node.expression, state, listener) : state;
}

function test(
  node: ts.IterationStatement,
  state: State,
  listener: Listener,
): { readonly yes: State; readonly no: State } {
  const { ts } = listener.code;
  if (ts.isWhileStatement(node)) return refine(node.expression, state, listener);
  if (ts.isForStatement(node) && node.condition) return refine(node.condition, state, listener);
  return { yes: state, no: state };
}

function labelled(node: ts.LabeledStatement, state: State, listener: Listener): Flow {
  const { ts } = listener.code;
  const label = node.label.text;
  const flow = ts.isIterationStatement(node.statement, false)
    ? loop(node.statement, state, { label, listener })
    : run(node.statement, state, listener);
  const broken = flow.exits.filter((exit) => exit.kind === "break" && exit.label === label);
  const next = broken.reduce((at: State | null, exit) => join(at, exit.state), flow.next);
  return { next, exits: flow.exits.filter((exit) => !broken.includes(exit)) };
}

function pick(node: ts.SwitchStatement, state: State, listener: Listener): Flow {
  const { ts } = listener.code;
  const entry = evaluate(node.expression, state, listener);
  const exits: Exit[] = [];
  let through: State | null = null;
  for (const clause of node.caseBlock.clauses) {
    const flow = block(clause.statements, join(through, entry)!, { node: clause, listener });
    through = flow.next;
    exits.push(...flow.exits);
  }
  const broken = exits.filter((exit) => exit.kind === "break" && exit.label === null);
  const complete = node.caseBlock.clauses.some((clause) => ts.isDefaultClause(clause));
  const ends = broken.reduce((at: State | null, exit) => join(at, exit.state), through);
  return { next: complete ? ends : join(ends, entry), exits: exits.filter((exit) => !broken.includes(exit)) };
}

/** What throws in a `try` leaves a handle as it was: the runtime's functions that take one over say so. */
function attempt(node: ts.TryStatement, state: State, listener: Listener): Flow {
  const tried = run(node.tryBlock, state, listener);
  const thrown = tried.exits.filter(({ kind }) => kind === "throw");
  const passing = tried.exits.filter(({ kind }) => kind !== "throw");
  const entry = thrown.reduce((at: State | null, exit) => join(at, exit.state), state as State | null)!;
  const caught = node.catchClause ? run(node.catchClause.block, entry, listener) : { next: null, exits: thrown };
  const next = join(tried.next, caught.next);
  const exits = [...passing, ...caught.exits];
  if (!node.finallyBlock) return { next, exits };
  const last = node.finallyBlock;
  const after = (at: State): Flow => run(last, at, listener);
  const ends = next && after(next);
  const left = exits.map((exit) => ({ exit, flow: after(exit.state) }));
  return {
    next: ends ? ends.next : null,
    exits: [
      ...(ends?.exits ?? []),
      ...left.flatMap(({ exit, flow }) => [...(flow.next ? [{ ...exit, state: flow.next }] : []), ...flow.exits]),
    ],
  };
}
