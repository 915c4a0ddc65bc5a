import ts from "typescript";
import { join } from "node:path";
import { compileProgram, type Source } from "./load.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "test/programs/memory");

/** What the type checker says of generated modules and their behaviour, all in one run; they are in memory only. */
export function typeErrorsOf(programs: readonly Source[]): string[] {
  const texts = programs.flatMap((program, at): [string, string][] => [
    [`${at}/input.ts`, program.behaviour],
    ...(program.library ? [[`${at}/lib.ts`, program.library.behaviour] as [string, string]] : []),
    ...compileProgram(program).modules.map(({ path, text }): [string, string] => [`${at}/generated/${path}`, text]),
  ]);
  return typeErrorsIn(new Map(texts));
}

/** Beside what this tree asks of itself, what other projects ask. */
const strictest: ts.CompilerOptions = {
  noEmit: true,
  noUncheckedIndexedAccess: true,
  noImplicitReturns: true,
  declaration: true,
  isolatedDeclarations: true,
};

/** What the type checker says of modules that are in memory only, all in one run; they import the runtime, and each other. */
export function typeErrorsIn(texts: ReadonlyMap<string, string>): string[] {
  const files = new Map([...texts].map(([path, text]) => [join(folder, path), text]));
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  host.directoryExists = (path) => path.startsWith(folder) || ts.sys.directoryExists(path);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...more) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, target, ...more) : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram([...files.keys()], { ...options, ...strictest }, host);
  return [...files.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [program.getSyntacticDiagnostics, program.getSemanticDiagnostics, program.getDeclarationDiagnostics];
    return found
      .flatMap((diagnosticsOf): readonly ts.Diagnostic[] => diagnosticsOf.call(program, file))
      .map(({ messageText }) => `${path.slice(folder.length)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  });
}
