import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { findHandleMistakes } from "../../tools/behaviour/core/handle-mistakes.ts";

/** Statements about one handle; conditions are independent of each other, so that every way can be taken. */
type Step =
  | { readonly kind: "use" | "consume" | "drop" | "return" | "break" | "continue" }
  | { readonly kind: "if"; readonly then: Steps; readonly otherwise: Steps }
  | { readonly kind: "while" | "do" | "forever"; readonly body: Steps }
  | { readonly kind: "finally"; readonly body: Steps; readonly last: Steps }
  | { readonly kind: "switch"; readonly cases: readonly Steps[] };
type Steps = readonly Step[];

const { steps } = fc.letrec<{ step: Step; steps: Steps }>((tie) => {
  const inner = tie("steps") as fc.Arbitrary<Steps>;
  const simple = (...kinds: ("use" | "consume" | "drop" | "return" | "break" | "continue")[]) =>
    fc.constantFrom(...kinds).map((kind): Step => ({ kind }));
  return {
    steps: fc.array(tie("step") as fc.Arbitrary<Step>, { maxLength: 3, depthIdentifier: "steps" }),
    step: fc.oneof(
      { maxDepth: 3, depthIdentifier: "steps", withCrossShrink: true },
      simple("use", "use", "consume", "drop", "return", "break", "continue"),
      fc.record({ kind: fc.constant("if" as const), then: inner, otherwise: inner }),
      fc.record({ kind: fc.constantFrom("while" as const, "do" as const, "forever" as const), body: inner }),
      fc.record({ kind: fc.constant("finally" as const), body: inner, last: inner }),
      fc.record({ kind: fc.constant("switch" as const), cases: fc.array(inner, { minLength: 1, maxLength: 2 }) }),
    ),
  };
});

const statements = { use: "h.value;", consume: "h.consume();", drop: "drop(h);", return: "return;" } as const;

/** The statements as text, one a line; what breaks out of nothing is left out. */
function write(all: Steps, inLoop: boolean): string[] {
  return all.flatMap((step) => {
    switch (step.kind) {
      case "break":
      case "continue":
        return inLoop ? [`${step.kind};`] : [];
      case "if":
        return ["if (c()) {", ...write(step.then, inLoop), "} else {", ...write(step.otherwise, inLoop), "}"];
      case "while":
        return ["while (c()) {", ...write(step.body, true), "}"];
      case "forever":
        return ["for (;;) {", ...write(step.body, true), "}"];
      case "do":
        return ["do {", ...write(step.body, true), "} while (c());"];
      case "finally":
        return ["try {", ...write(step.body, inLoop), "} finally {", ...write(step.last, inLoop), "}"];
      case "switch":
        return [
          "switch (n()) {",
          ...step.cases.flatMap((one, at) => [`case ${at}: {`, ...write(one, inLoop), "}"]),
          "}",
        ];
      default:
        return [statements[step.kind]];
    }
  });
}

/** A way that goes round for ever comes to no end, not even to a `finally`. */
type End = "end" | "return" | "break" | "continue" | "never";

/** Takes one way through the statements: `choose` answers the conditions. Lines are counted as `write` writes them. */
class Walk {
  readonly misused = new Set<number>();
  consumed = false;
  readonly #choose: (ways: number) => number;

  constructor(choose: (ways: number) => number) {
    this.#choose = choose;
  }

  run(all: Steps, from: number, inLoop: boolean): End {
    let line = from;
    for (const step of all) {
      const end = this.#step(step, line, inLoop);
      if (end !== "end") return end;
      line += write([step], inLoop).length;
    }
    return "end";
  }

  #step(step: Step, line: number, inLoop: boolean): End {
    switch (step.kind) {
      case "use":
      case "consume":
        if (this.consumed) this.misused.add(line);
        if (step.kind === "consume") this.consumed = true;
        return "end";
      case "drop":
        this.consumed = true;
        return "end";
      case "return":
        return "return";
      case "break":
      case "continue":
        return inLoop ? step.kind : "end";
      case "if":
        return this.#choose(2) === 0
          ? this.run(step.then, line + 1, inLoop)
          : this.run(step.otherwise, line + 2 + write(step.then, inLoop).length, inLoop);
      case "while":
      case "do":
        return this.#loop(step.body, line + 1, step.kind === "do");
      case "forever":
        return this.#forever(step.body, line + 1);
      case "finally": {
        const end = this.run(step.body, line + 1, inLoop);
        if (end === "never") return end;
        const last = this.run(step.last, line + 2 + write(step.body, inLoop).length, inLoop);
        return last === "end" ? end : last;
      }
      case "switch":
        return this.#pick(step.cases, line, inLoop);
    }
  }

  #loop(body: Steps, line: number, first: boolean): End {
    for (let round = 0; (round === 0 && first) || (round < 3 && this.#choose(2) === 0); round++) {
      const end = this.run(body, line, true);
      if (end === "return" || end === "never") return end;
      if (end === "break") break;
    }
    return "end";
  }

  /** What has not left it after three rounds never does: nothing changes any more. */
  #forever(body: Steps, line: number): End {
    for (let round = 0; round < 3; round++) {
      const end = this.run(body, line, true);
      if (end === "return" || end === "never") return end;
      if (end === "break") return "end";
    }
    return "never";
  }

  /** Falls through from the chosen case to the next. A `break` that belongs to a loop leaves the switch only. */
  #pick(cases: readonly Steps[], line: number, inLoop: boolean): End {
    const chosen = this.#choose(cases.length + 1);
    let at = line + 1;
    for (const [number, one] of cases.entries()) {
      if (number >= chosen) {
        const end = this.run(one, at + 1, inLoop);
        if (end === "break") return "end";
        if (end !== "end") return end;
      }
      at += write(one, inLoop).length + 2;
    }
    return "end";
  }
}

/** Takes every way, of up to so many conditions: lines that are misused on one of them, and whether one leaves the handle alone. */
function everyWay(all: Steps): { readonly misused: number[]; readonly leaks: boolean } | null {
  const misused = new Set<number>();
  let leaks = false;
  const choices: { at: number; of: number }[] = [];
  for (let ways = 0; ways < 3000; ways++) {
    let depth = 0;
    const walk = new Walk((of) => {
      if (depth === choices.length) choices.push({ at: 0, of });
      return choices[depth++]!.at;
    });
    const end = walk.run(all, 1, false);
    for (const line of walk.misused) misused.add(line);
    leaks ||= end !== "never" && !walk.consumed;
    choices.length = depth;
    while (choices.length > 0 && ++choices.at(-1)!.at === choices.at(-1)!.of) choices.pop();
    if (choices.length === 0) return { misused: [...misused].sort((a, b) => a - b), leaks };
  }
  return null;
}

const handles = `export declare class Owned { get value(): number; consume(): number; }
export declare function create(): Owned;
export declare function drop(handle: Owned): void;
export declare function c(): boolean;
export declare function n(): number;
`;
const parsed = new Map<string, ts.SourceFile>();

/** The kinds and lines that the analysis reports for a body, without any library. */
function reported(body: string): { readonly misused: number[]; readonly leaks: boolean } {
  const text = `export function f() { const h = create();\n${body}\n}\nimport { c, create, drop, n, Owned } from "./runtime/object/handles";`;
  const read = (name: string): ts.SourceFile | undefined => {
    if (name === "/case.ts") return ts.createSourceFile(name, text, ts.ScriptTarget.ES2023, true);
    if (name !== "/runtime/object/handles.ts") return undefined;
    const known = parsed.get(name) ?? ts.createSourceFile(name, handles, ts.ScriptTarget.ES2023, true);
    parsed.set(name, known);
    return known;
  };
  const host: ts.CompilerHost = {
    getSourceFile: read,
    getDefaultLibFileName: () => "lib.d.ts",
    writeFile: () => undefined,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => read(name) !== undefined,
    readFile: () => undefined,
  };
  const program = ts.createProgram(["/case.ts"], { noLib: true, types: [] }, host);
  const file = program.getSourceFile("/case.ts")!;
  const found = findHandleMistakes(file, { ts, checker: program.getTypeChecker(), isOwn: () => true });
  const lines = found
    .filter(({ kind }) => kind === "use-after-consume")
    .map(({ node }) => file.getLineAndCharacterOfPosition(node.getStart()).line);
  return { misused: [...new Set(lines)], leaks: found.some(({ kind }) => kind === "handle-not-disposed") };
}

test("a handle is reported where, and only where, some way through a function uses it after its end, or leaves it alone", () => {
  let compared = 0;
  fc.assert(
    fc.property(steps as fc.Arbitrary<Steps>, (all) => {
      const expected = everyWay(all);
      fc.pre(expected !== null);
      compared++;
      expect(reported(write(all, false).join("\n"))).toEqual(expected);
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(100);
});
