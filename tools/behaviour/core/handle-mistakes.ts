import type ts from "typescript";
import { block, type Listener } from "./flow-statements.ts";
import { evaluate } from "./flow-expressions.ts";
import { consumed, type Exit, type Fact, live, settled, type State } from "./flow-state.ts";
import { type Effect, handleKind } from "./handles.ts";
import { type Code, type FunctionNode, isFunction, symbolOf, walk } from "./syntax.ts";

/** One misuse of a handle. */
export interface HandleMistake {
  readonly kind: "use-after-consume" | "handle-not-disposed" | "mapping-not-unmapped";
  readonly node: ts.Node;
  /** The handle as it is written there. */
  readonly name: string;
  /** Where it was consumed, or where it is left; null if that is the place itself. */
  readonly other: ts.Node | null;
  /** Whether it happens on every way there. */
  readonly always: boolean;
  /** Whether nobody else gets the handle on any way, so that the end of its scope may drop it. */
  readonly stays: boolean;
}

/**
 * Follows every handle through every function of a file: what is used after it was consumed, on any way through branches, loops and
 * early returns, and what is made and never let go. Works on TypeScript's own tree, so that any host of it can ask.
 */
export function findHandleMistakes(file: ts.SourceFile, code: Code): HandleMistake[] {
  const found = new Map<string, HandleMistake>();
  const note = (mistake: HandleMistake): void => {
    const key = `${mistake.kind} ${mistake.node.pos}`;
    if (!found.has(key)) found.set(key, mistake);
  };
  const analysis = new Analysis(code, note);
  walk(file, (node) => void (isFunction(node, code) && analysis.run(node)), code);
  analysis.runModule(file);
  const mistakes = [...found.values()].map((mistake) => ({ ...mistake, stays: analysis.stays(mistake.node) }));
  return mistakes.sort((a, b) => a.node.pos - b.node.pos);
}

class Analysis {
  readonly #code: Code;
  readonly #note: (mistake: HandleMistake) => void;
  readonly #summaries = new Map<ts.Node, (Effect | null)[]>();
  /** What each variable can be where its scope ends. */
  readonly #ends = new Map<ts.Symbol, number>();

  constructor(code: Code, note: (mistake: HandleMistake) => void) {
    this.#code = code;
    this.#note = note;
  }

  run(fn: FunctionNode): void {
    this.#follow(fn, this.#parameters(fn), this.#listener(this.#note));
  }

  /** Whether a variable is never given on, by its name where it is declared. */
  stays(name: ts.Node): boolean {
    const variable = symbolOf(name, this.#code);
    const mask = variable && this.#ends.get(variable);
    return typeof mask === "number" && (mask & settled) === 0;
  }

  runModule(file: ts.SourceFile): void {
    // What a module keeps at its top lasts as long as the program: only uses after consume are wrong.
    const note = (mistake: HandleMistake): void => {
      if (mistake.kind === "use-after-consume") this.#note(mistake);
    };
    block(file.statements, new Map(), { node: file, listener: this.#listener(note) });
  }

  #follow(
    fn: FunctionNode,
    state: State,
    listener: Listener,
  ): { readonly exits: readonly Exit[]; readonly next: State | null } {
    const { ts } = this.#code;
    const { body } = fn;
    if (!body) return { exits: [], next: state };
    if (ts.isBlock(body)) return block(body.statements, state, { node: body, listener });
    return { exits: [], next: evaluate(body, state, listener) };
  }

  #parameters(fn: FunctionNode): State {
    const facts = new Map<ts.Symbol, Fact>();
    for (const { name } of fn.parameters) {
      const kind = this.#code.ts.isIdentifier(name) ? handleKind(name, this.#code) : null;
      const symbol = kind && symbolOf(name, this.#code);
      if (kind && symbol) facts.set(symbol, { mask: live, made: null, spent: null, kind });
    }
    return facts;
  }

  #listener(note: (mistake: HandleMistake) => void): Listener {
    const code = this.#code;
    return {
      code,
      misused: (node, fact) => {
        const always = fact.mask === consumed;
        note({ kind: "use-after-consume", node, name: node.getText(), other: fact.spent, always, stays: false });
      },
      lost: (node, fact) => note(leak(fact, node, null)),
      closed: (variable, fact, exit) => {
        this.#ends.set(variable, (this.#ends.get(variable) ?? 0) | fact.mask);
        if (fact.mask & live && fact.made) note(leak(fact, fact.made, exit));
      },
      summary: (fn, at) => this.#summary(fn as FunctionNode, at),
      inline: (fn, state) => {
        const { next, exits } = this.#follow(fn as FunctionNode, state, this.#listener(note));
        return exits.reduce((at, exit) => exit.state ?? at, next ?? state);
      },
    };
  }

  /** What a function does to an argument on all of its ways to the end. */
  #summary(fn: FunctionNode, at: number): Effect | null {
    const known = this.#summaries.get(fn) ?? [];
    if (at in known) return known[at]!;
    this.#summaries.set(fn, known);
    // Until it is known, a function that calls itself keeps what it gets.
    known[at] = null;
    const parameter = fn.parameters[at];
    const symbol = parameter && symbolOf(parameter.name, this.#code);
    if (!symbol) return null;
    const { next, exits } = this.#follow(
      fn,
      this.#parameters(fn),
      this.#listener(() => undefined),
    );
    const ends = [...(next ? [next] : []), ...exits.filter(({ kind }) => kind === "return").map(({ state }) => state)];
    const masks = new Set(ends.map((state) => state.get(symbol)?.mask ?? settled));
    const effect = masks.size !== 1 ? null : masks.has(consumed) ? "consumes" : masks.has(live) ? "uses" : null;
    known[at] = effect;
    return effect;
  }
}

function leak({ kind, mask }: Fact, node: ts.Node, exit: ts.Node | null): HandleMistake {
  const mistake = kind === "mapping" ? "mapping-not-unmapped" : "handle-not-disposed";
  return { kind: mistake, node, name: node.getText(), other: exit, always: mask === live, stays: false };
}
