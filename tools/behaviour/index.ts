import type ts from "typescript";
import {
  type BehaviourFacts,
  compile,
  type Diagnostic,
  type Host,
  Log,
  type PlacedWaiver,
  type SourceFile,
  waive,
} from "qdl";
import { posix } from "node:path";
import { type BehaviourRule, type Examined } from "./examined.ts";
import { hooksOf, visitsOf } from "./hooks.ts";
import { type Loaded, loadModules } from "./load.ts";
import { finalizeResurrect } from "./rules/finalize-resurrect.ts";
import { finalizeUsesChild } from "./rules/finalize-uses-child.ts";
import { handles } from "./rules/handles.ts";
import { hostTime } from "./rules/host-time.ts";
import { initGlobalSideEffect } from "./rules/init-global-side-effect.ts";
import { instanceProperty } from "./rules/instance-property.ts";
import { keptInModule } from "./rules/kept-in-module.ts";
import { lateParts } from "./rules/late-parts.ts";
import { listeners } from "./rules/listeners.ts";
import { realizeErrorLeak } from "./rules/realize-error-leak.ts";
import { references } from "./rules/references.ts";
import { undeclaredUse } from "./rules/undeclared-use.ts";
import { waiversOf } from "./waivers.ts";

const rules: readonly BehaviourRule[] = [
  finalizeUsesChild,
  finalizeResurrect,
  handles,
  keptInModule,
  hostTime,
  listeners,
  references,
  lateParts,
  realizeErrorLeak,
  instanceProperty,
  initGlobalSideEffect,
  undeclaredUse,
];

/** Where the definitions are, and where their modules go. */
export interface Layout {
  /** Definition files, as normalised project paths. */
  readonly roots: readonly string[];
  /** The output folder, relative to the project folder, with `/`. */
  readonly out: string;
}

/**
 * Lints the behaviour modules beside definitions, with the modules that they import from beside them. Generated modules are made
 * in memory, so that what is on disk may be out of date; where the definitions have errors, what depends on their types is left out.
 */
export function lintBehaviour(facts: readonly BehaviourFacts[], host: Host, layout: Layout): readonly Diagnostic[] {
  const paths = [...new Set(facts.map(({ path }) => path))];
  const loaded = loadModules(paths, host, generatedModules(host, layout));
  const log = new Log();
  const waivers: PlacedWaiver[] = [];
  const sources = sourcesOf(loaded);
  for (const { path, file } of loaded.ownFiles) {
    waivers.push(...waiversOf(sources(file)));
    // A module that others import, and no definition names, has no hooks; its handles and timers are looked at all the same.
    examine(
      file,
      facts.filter((type) => type.path === path),
      { loaded, log, sources },
    );
  }
  return waive(log.all, waivers, (code) => code.startsWith("behaviour/"));
}

interface Surroundings {
  readonly loaded: Loaded;
  readonly log: Log;
  readonly sources: (file: ts.SourceFile) => SourceFile;
}

function examine(file: ts.SourceFile, types: readonly BehaviourFacts[], { loaded, log, sources }: Surroundings): void {
  const visits = types.flatMap((type) => hooksOf(type, file, loaded).flatMap((hook) => visitsOf(hook, loaded)));
  const spanOf = (node: ts.Node) => ({ file: sources(node.getSourceFile()), start: node.getStart(), end: node.end });
  const examined: Examined = { code: loaded, file, types, visits, spanOf, log };
  for (const rule of rules) rule.check(examined);
}

function generatedModules(host: Host, { roots, out }: Layout): ReadonlyMap<string, string> {
  const { modules } = compile(roots, host);
  return new Map(modules.map(({ path, text }) => [posix.join(out, path), text]));
}

/** One source a file, so that reports of one file are drawn together. */
function sourcesOf({ pathOf }: Loaded): (file: ts.SourceFile) => SourceFile {
  const known = new Map<ts.SourceFile, SourceFile>();
  return (file) => {
    const source = known.get(file) ?? { name: pathOf(file) ?? file.fileName, text: file.text };
    known.set(file, source);
    return source;
  };
}
