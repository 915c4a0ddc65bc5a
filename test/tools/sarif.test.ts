import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { check, type Host } from "qdl";
import { renderSarif } from "../../tools/cli/formats/sarif.ts";

const name = join(import.meta.dirname, "log.ts");

/** What the types of the standard, which are made from its schema, have to say against a log: names that it does not have, kinds, values. */
function mistakesIn(log: string): string[] {
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.NodeNext };
  const host = ts.createCompilerHost(options);
  const text = `import { type Log } from "sarif";\nexport const log: Log = ${log};\n`;
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === name ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2023) : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

test("a SARIF log is what the standard says, with reports of every kind: places, other places, fixes, none of these", () => {
  const texts = new Map([
    [
      "a b.qdl",
      'qdl 1;\nimport { Device, Bus } from "qdl:core";\ndevice A : Devise { }\ndevice A : Device { embed a : A; }\ndevice P : Device { own q : Q; }\ndevice Q : Device { ref p : P; }\n',
    ],
    [
      "b.qdl",
      'qdl 1;\nimport { A } from "./a b.qdl";\nimport { C } from "../c.qdl";\ndevice B : A { state { x : u33; } }\n',
    ],
  ]);
  const host: Host = { read: (path) => (texts.has(path) ? { text: texts.get(path)! } : { problem: "missing" }) };
  const { diagnostics } = check([...texts.keys(), "none.qdl"], host);
  const shapes = diagnostics.map(({ span, related }) => [span !== undefined, related.length > 0].join());
  expect([...new Set(shapes)].sort()).toEqual(["false,false", "true,false", "true,true"]);
  expect(diagnostics.some(({ fixes }) => fixes.length > 0)).toBe(true);
  const log = renderSarif(diagnostics, (file) => file.name);
  expect(mistakesIn(log)).toEqual([]);
  const [run] = (
    JSON.parse(log) as { runs: { results: { ruleId: string }[]; tool: { driver: { rules: { id: string }[] } } }[] }
  ).runs;
  const rules = run!.tool.driver.rules.map(({ id }) => id);
  expect(new Set(run!.results.map(({ ruleId }) => ruleId))).toEqual(new Set(rules));
  expect(mistakesIn(log.replace('"ruleId"', '"rule"'))).toHaveLength(1);
});
