import type * as ast from "./1-parse/ast.ts";
import { bind } from "./2-bind/index.ts";
import { isOwn, type Model, spanOf, type TypeEntity } from "./2-bind/model.ts";
import { check as checkModel } from "./3-check/index.ts";
import { advise, prove, typesOf } from "./4-lifetime/index.ts";
import { type BehaviourFacts, behaviourFacts } from "./behaviour-facts.ts";
import { type CheckOptions } from "./compile.ts";
import { arrange } from "./diagnostics/arrange.ts";
import { type Code } from "./diagnostics/catalogue.ts";
import { type Diagnostic, Log } from "./diagnostics/log.ts";
import { type Host } from "./host.ts";
import { Memory } from "./memory.ts";
import { ownReports } from "./own-reports.ts";
import { type SourceFile, type Span } from "./source.ts";
import { waive, waiversIn } from "./waivers.ts";

/** What `lint` may be told. */
export interface LintOptions extends CheckOptions {
  /** What earlier runs found out; a run with the same memory repeats only what a change can reach. */
  readonly memory?: Memory;
}

/** What linting found out about a project. */
export interface Linted {
  /** Everything that `check` reports, and the advice; each once, by file and place, without what is waived. */
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly SourceFile[];
  /** Every child that a type's own text embeds, in the order of files and texts. */
  readonly embedded: readonly EmbeddedChild[];
  /** What a lint of behaviour modules has to know of the definitions. */
  readonly behaviour: readonly BehaviourFacts[];
}

/** A child inside the storage of the type that declares it. */
export interface EmbeddedChild {
  readonly name: string;
  /** The type that embeds it. */
  readonly owner: string;
  /** The type that it has, or is chosen below. */
  readonly type: string;
  /** Its whole declaration. */
  readonly span: Span;
}

/** Lints the files at `roots` (normalised project paths) and everything that they import; never throws on bad input. */
export function lint(roots: readonly string[], host: Host, options: LintOptions = {}): Linted {
  const { model: storage = "counted", memory = new Memory() } = options;
  const log = new Log();
  const model = bind(roots, host, log, memory);
  const files = checkModel(model, log, memory);
  prove(model, log, memory, storage);
  advise(model, log, memory, storage);
  const looked = (code: string): boolean => !code.startsWith("behaviour/") && !code.startsWith("emit/");
  return {
    diagnostics: arrange(ownReports(waive(log.all, waiversIn(model.files), looked), model.files)),
    files: model.files.filter((file) => !file.core).map((file) => file.source),
    embedded: embeddedChildren(model),
    behaviour: files.flatMap(behaviourFacts),
  };
}

function embeddedChildren(model: Model): EmbeddedChild[] {
  const seen = new Set<ast.Child>();
  return typesOf(model).flatMap((type) => (isOwn(type.file) ? embeddedOf(type, seen) : []));
}

/** A member of a family has the family's own text: each declaration counts once. */
function embeddedOf(type: TypeEntity, seen: Set<ast.Child>): EmbeddedChild[] {
  return [...type.members.values()].flatMap(({ node, owner, name, type: of }) => {
    if (owner !== type || node.kind !== "child" || node.storage !== "embed" || seen.has(node)) return [];
    seen.add(node);
    return [{ name, owner: type.name, type: of?.name ?? node.type.name.text, span: spanOf(owner.file, node) }];
  });
}

/** What would rid an embedded child of its hazards. */
export type Remedy = "none needed" | "fix" | "decision";

/** An embedded child with the codes of the reports that it takes part in. */
export interface SurveyedChild extends EmbeddedChild {
  readonly hazards: readonly Code[];
  readonly remedy: Remedy;
  /** Titles of the fixes that the reports offer. */
  readonly fixes: readonly string[];
}

/** Every embedded child with its hazards: the lifetime reports and the advice that point into its declaration. */
export function survey(embedded: readonly EmbeddedChild[], diagnostics: readonly Diagnostic[]): SurveyedChild[] {
  return embedded.map((child) => {
    const about = diagnostics.filter((diagnostic) => isAbout(diagnostic, child));
    const remedy =
      about.length === 0 ? "none needed" : about.every(({ fixes }) => fixes.length > 0) ? "fix" : "decision";
    const fixes = new Set(about.flatMap((diagnostic) => diagnostic.fixes.map(({ title }) => title)));
    return { ...child, hazards: [...new Set(about.map(({ code }) => code))], remedy, fixes: [...fixes] };
  });
}

function isAbout({ code, span, related }: Diagnostic, child: EmbeddedChild): boolean {
  if (!code.startsWith("lifetime/") && !code.startsWith("lint/")) return false;
  const places = [...(span ? [span] : []), ...related.map((place) => place.span)];
  return places.some(({ file, start, end }) => {
    const { span: own } = child;
    return file === own.file && start >= own.start && end <= own.end;
  });
}
