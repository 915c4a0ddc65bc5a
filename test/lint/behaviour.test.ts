import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, type Host, lint, renderText } from "qdl";
import { lintBehaviour } from "../../tools/behaviour/index.ts";
import { loadModules } from "../../tools/behaviour/load.ts";
import { overlay } from "../../tools/lint/fix.ts";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { listCases } from "../fixture-cases.ts";

const cases = listCases().filter(({ name }) => name.startsWith("behaviour/"));
const layout = { roots: ["input.qdl"], out: "generated" };

/** What the host adds to the language, which the modules of fixtures use without its types. */
const ofHost = /'(setTimeout|setImmediate|queueMicrotask|node:timers|typeof globalThis)'/;

/** What TypeScript says of the behaviour modules in some folders of a project, and what they import. */
function errorsOf(host: Host, folders: readonly string[] = ["."]): string[] {
  const generated = new Map<string, string>();
  for (const folder of folders)
    for (const { path, text } of compile([posix.join(folder, "input.qdl")], host).modules)
      generated.set(posix.join(folder, "generated", posix.relative(folder, path)), text);
  const modules = folders.map((folder) => posix.join(folder, "input.ts"));
  const { program, ts, ownFiles } = loadModules(modules, host, generated);
  return ownFiles.flatMap(({ path, file }) =>
    [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
      .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`)
      .filter((message) => !ofHost.test(message)),
  );
}

function codesOf(host: Host): string[] {
  const { behaviour } = lint(layout.roots, host);
  return lintBehaviour(behaviour, host, layout).map(({ code, span }) => `${span!.file.name} ${code}`);
}

function hostOf(texts: Readonly<Record<string, string>>): Host {
  return overlay({ read: () => ({ problem: "missing" }) }, new Map(Object.entries(texts)));
}

describe("types first", () => {
  test("what lint is to find, types let through: the modules of all fixtures compile", () => {
    const root = join(import.meta.dirname, "../fixtures");
    expect(
      errorsOf(
        makeDiskHost(root),
        cases.map(({ name }) => name),
      ),
    ).toEqual([]);
  });

  const definition = `qdl 1;
import { Device } from "qdl:core";
device Meter : Device {}
device Rack : Device { embed meter : Meter; link spare : Meter; on realize => begin; on finalize => report; }
`;
  const module = (report: string): string => `import { addChild, type Embedded, Owned } from "@qdl/runtime";
import { type Meter, type Rack, type RackHooks } from "./generated/input.ts";
export const rackHooks: RackHooks = {
  begin(self) { void self; void addChild; void Owned; },
  report(self) { ${report} },
};
export type Used = [Embedded<Meter>, Rack];
`;

  test.each([
    ["a child on a finalizer's view", "self.meter;", /'meter' does not exist/],
    ["a link on a finalizer's view", "self.spare;", /'spare' does not exist/],
    ["taking a finalizer's view apart", "const { meter } = self; void meter;", /'meter' does not exist/],
    [
      "a finalizer's view as a device",
      "const rack: Rack = self; void rack;",
      /is not assignable|missing the following/,
    ],
    [
      "an embedded child as a handle",
      "const give = (meter: Embedded<Meter>): Owned<Meter> => meter; void give;",
      /not assignable|missing the following/,
    ],
    [
      "an embedded child as a new child",
      'const give = (rack: Rack) => addChild(rack, "x", rack.meter); void give;',
      /not assignable|missing the following/,
    ],
  ])("%s does not compile, and is not reported again", (_what, report, why) => {
    const host = hostOf({ "input.qdl": definition, "input.ts": module(report) });
    expect(errorsOf(host).join("\n")).toMatch(why);
    expect(codesOf(host)).toEqual([]);
  });
});

describe("what surrounds a behaviour module", () => {
  const definition = `qdl 1;
import { Device } from "qdl:core";
device Meter : Device {}
device Rack : Device { own meter : Meter; on finalize => report; }
`;

  test("hooks may come from other modules, by name, through spreads and renamed exports", () => {
    const host = hostOf({
      "input.qdl": definition,
      "input.ts": `import { type RackHooks } from "./generated/input.ts";
import { finish as report } from "./parts/finish.js";
const common = { report };
export const rackHooks = { ...common } satisfies RackHooks;
`,
      "parts/finish.ts": `export { last as finish } from "./last.ts";\n`,
      "parts/last.ts": `import { type Rack } from "../generated/input.ts";
function deeper(rack: Rack, depth: number): void {
  if (depth > 0) deeper(rack, depth - 1);
  else rack.meter.name;
}
export function last(self: object): void {
  deeper(self as Rack, 3);
}
`,
    });
    expect(codesOf(host)).toEqual(["parts/last.ts behaviour/finalize-uses-child"]);
  });

  test("definitions with errors leave no types, and finalizers are followed all the same", () => {
    const host = hostOf({
      "input.qdl": `${definition}device Broken : Missing {}\n`,
      "input.ts": `const total = (rack: any) => rack.meter;
export const rackHooks = { report(self: any) { total(self); } };
`,
    });
    expect(codesOf(host)).toEqual(["input.ts behaviour/finalize-uses-child"]);
  });

  test("modules may lie beside the project folder", () => {
    const host = hostOf({
      "arm/input.qdl": definition,
      "arm/input.ts": `import { Owned } from "@qdl/runtime";
import { type Rack, type RackHooks } from "../../generated/arm/input.ts";
export const rackHooks: RackHooks = { report(self) { void Owned.of((self as Rack).meter).value; } };
`,
    });
    const roots = ["arm/input.qdl"];
    const reports = lintBehaviour(lint(roots, host).behaviour, host, { roots, out: "../generated" });
    expect(reports.map(({ code }) => code).sort()).toEqual([
      "behaviour/finalize-uses-child",
      "behaviour/handle-not-disposed",
    ]);
  });

  test("a report shows the way from the definition through the calls", () => {
    const host = makeDiskHost(join(import.meta.dirname, "../fixtures/behaviour/finalize-uses-child"));
    const { behaviour } = lint(layout.roots, host);
    const reports = lintBehaviour(behaviour, host, layout).filter(({ message }) =>
      message.includes("`regs` is reached"),
    );
    const text = renderText(reports.slice(0, 1));
    for (const part of [
      "--> input-text.ts:5",
      "it is called with the device here",
      "::: input.qdl",
      "`on finalize` is declared here",
    ])
      expect(text).toContain(part);
  });
});

test("no text of a behaviour module makes lint throw", () => {
  const texts = cases.map(({ folder }) => readFileSync(join(folder, "input.ts"), "utf8").split("\n"));
  const definitions = cases.map(({ folder }) => readFileSync(join(folder, "input.qdl"), "utf8"));
  const line = fc.nat({ max: 60 });
  fc.assert(
    fc.property(
      fc.nat({ max: cases.length - 1 }),
      line,
      line,
      fc.constantFrom("drop", "double", "cut", "swap"),
      (at, a, b, how) => {
        const lines = [...texts[at]!];
        const [first, second] = [a % lines.length, b % lines.length];
        if (how === "drop") lines.splice(first, 1);
        else if (how === "double") lines.splice(second, 0, lines[first]!);
        else if (how === "cut") lines[first] = lines[first]!.slice(0, lines[first]!.length / 2);
        else [lines[first], lines[second]] = [lines[second]!, lines[first]!];
        codesOf(hostOf({ "input.qdl": definitions[at]!, "input.ts": lines.join("\n") }));
      },
    ),
    { numRuns: 30 },
  );
});
