import { bind } from "./2-bind/index.ts";
import { type BoundFile, isOwn, type TypeEntity } from "./2-bind/model.ts";
import { type CheckedFile, check as checkModel } from "./3-check/index.ts";
import {
  buildGraph,
  type LifeOrder,
  lifeOrder,
  type LifetimeGraph,
  prove,
  type StorageModel,
} from "./4-lifetime/index.ts";
import { checkBehaviour, emit, type Module } from "./5-emit/index.ts";
import { arrange } from "./diagnostics/arrange.ts";
import { type Code } from "./diagnostics/catalogue.ts";
import { type Stretch, withoutConsequences } from "./diagnostics/consequences.ts";
import { type Diagnostic, Log } from "./diagnostics/log.ts";
import { type Host } from "./host.ts";
import { Memory } from "./memory.ts";
import { ownReports } from "./own-reports.ts";
import { type SourceFile } from "./source.ts";
import { isAdvice, waive, waiversIn } from "./waivers.ts";

/** A type that a project declares. */
export interface DeclaredType {
  /** Its name in the definitions and in the generated module. */
  readonly name: string;
  readonly typename: string;
  readonly form: "object" | "device" | "soc" | "machine" | "bus" | "interface";
  /** Nothing of this type itself can be made; a family counts as such. */
  readonly abstract: boolean;
  /** The definition file that declares it. */
  readonly source: string;
}

/** What a run of the compiler found out about a project. */
export interface Checked {
  /** Every mistake once, by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read: the roots and what they import. */
  readonly files: readonly SourceFile[];
  /** Every type that they declare, in the order of files and texts. */
  readonly types: readonly DeclaredType[];
}

/** What a run of the compiler makes of a project; there are modules exactly when no diagnostic is an error, but for those that are lowered. */
export interface Compilation extends Checked {
  readonly modules: readonly Module[];
}

/** What a caller may choose when definitions are checked. */
export interface CheckOptions {
  /** How storage is kept, which decides what may be embedded. Default: `counted`, as the runtime does. */
  readonly model?: StorageModel;
}

/** What a caller may choose. */
export interface CompileOptions extends CheckOptions {
  /** The way from the output folder to the project root, with `/`, as generated imports of behaviour modules need it. Default: `..`. */
  readonly sources?: string;
  /** Codes that are not looked for: so that tests can show what each of them prevents. Not for authors. */
  readonly without?: readonly Code[];
  /** Codes of errors that do not stop emission, because a project gives them another level; their reports stay errors here. */
  readonly lowered?: ReadonlySet<Code>;
  /** What earlier runs found out; a run with the same memory repeats only what a change can reach. Its codes in `without` must be the same. */
  readonly memory?: Memory;
}

/** Checks the files at `roots` (normalised project paths) and everything that they import; writes nothing, never throws on bad input. */
export function check(roots: readonly string[], host: Host, options: CheckOptions = {}): Checked {
  return analyse(roots, host, { ...options, log: new Log(), memory: new Memory() }).checked();
}

/** Compiles the files at `roots` (normalised project paths) and everything that they import into modules. */
export function compile(roots: readonly string[], host: Host, options: CompileOptions = {}): Compilation {
  const { sources = "..", without = [], lowered = new Set(), model = "counted", memory = new Memory() } = options;
  const log = new Log(new Set(without));
  const { files, checked } = analyse(roots, host, { log, model, memory });
  const stops = ({ severity, code }: Diagnostic): boolean => severity === "error" && !lowered.has(code);
  if (checked().diagnostics.some(stops)) return { ...checked(), modules: [] };
  for (const file of files) checkBehaviour(file, host, log);
  return { ...checked(), modules: emit(files, sources, log, memory) };
}

/** A project as the compiler understands it: for tools that show definitions to their author. */
export interface Inspection extends Checked {
  /** Every file with what its names mean and what was worked out of its types; `qdl:core` is among them. */
  readonly checked: readonly CheckedFile[];
  /** The lifetime graph of a type, worked out when it is asked for. */
  readonly graphOf: (type: TypeEntity) => LifetimeGraph;
}

/**
 * Finds out everything that `compile` would report, and returns what is known of the definitions, whether or not there are
 * mistakes. With the `memory` of an earlier run only what changed since is worked out again.
 */
export function inspect(roots: readonly string[], host: Host, options: InspectOptions = {}): Inspection {
  const { memory = new Memory(), model = "counted" } = options;
  const log = new Log();
  const { files, checked } = analyse(roots, host, { log, memory, model });
  if (!log.failed) for (const file of files) checkBehaviour(file, host, log);
  const graphOf = (type: TypeEntity) => memory.once(type, "graph", log.fresh(), () => buildGraph(type));
  return { ...checked(), checked: files, graphOf };
}

/** What a caller may choose when definitions are inspected. */
export type InspectOptions = CheckOptions & Pick<CompileOptions, "memory">;

interface Site extends CheckOptions {
  readonly log: Log;
  readonly memory: Memory;
}

/** What the lifetime phase knows of the types that match a name: by their name in the definitions, or their typename. */
export interface Lifetimes extends Checked {
  readonly found: readonly Lifetime[];
}

/** One type: its lifetime graph, and the order of its instances' lives; null where there is none. */
export interface Lifetime {
  readonly typename: string;
  readonly graph: LifetimeGraph;
  readonly order: LifeOrder | null;
}

/** Checks as `check` does, and returns the lifetimes of the types that are called `name`. */
export function lifetimes(roots: readonly string[], host: Host, name: string, options: CheckOptions = {}): Lifetimes {
  const { files, checked } = analyse(roots, host, { ...options, log: new Log(), memory: new Memory() });
  const types = new Map(files.flatMap((file) => file.types.map((type) => [type.entity, type] as const)));
  const named = [...types.values()].filter(({ entity, typename }) => {
    const proven = !entity.file.core && (entity.variant !== null || !entity.family);
    return proven && (entity.name === name || typename === name);
  });
  const found = named.map(({ entity, typename }): Lifetime => {
    const graph = buildGraph(entity);
    return { typename, graph, order: lifeOrder(graph, types) };
  });
  return { ...checked(), found };
}

function analyse(roots: readonly string[], host: Host, { log, memory, model: storage = "counted" }: Site) {
  const model = bind(roots, host, log, memory);
  const plain = checkModel(model, log, memory);
  const orders = prove(model, log, memory, storage);
  const files = plain.map((file) => memory.once(file, "order", log, () => inOrder(file, orders)));
  const waivers = waiversIn(model.files);
  const reports = () =>
    arrange(
      withoutConsequences(
        ownReports(
          waive(log.all, waivers, (code) => !isAdvice(code)),
          model.files,
        ),
        (source) => readable(model.files.find((file) => file.source === source)),
      ),
    );
  const sources = model.files.filter((file) => !file.core).map((file) => file.source);
  const types = files.flatMap(declaredTypes);
  return { files, checked: (): Checked => ({ diagnostics: reports(), files: sources, types }) };
}

/** The declarations of a file that could be read. */
function readable(file: BoundFile | undefined): readonly Stretch[] {
  return file?.tree.declarations.filter(({ kind }) => kind !== "broken") ?? [];
}

/** A file whose types tell the runtime the order of unparent that was derived. */
function inOrder(file: CheckedFile, orders: ReturnType<typeof prove>): CheckedFile {
  const types = file.types.map((type) => ({ ...type, unparentOrder: orders.get(type.entity) ?? [] }));
  return { ...file, types };
}

function declaredTypes({ file, types }: CheckedFile): DeclaredType[] {
  if (!isOwn(file)) return [];
  return types.map(({ entity, typename }) => ({
    name: entity.name,
    typename,
    form: entity.node.form,
    abstract: entity.node.abstract || (entity.variant === null && entity.family),
    source: file.source.name,
  }));
}
