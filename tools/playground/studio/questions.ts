import { type DeclaredType, type Severity } from "qdl";
import { type Picture } from "../../graph/picture.ts";
import { type LegacyNote } from "../../simulate/legacy.ts";
import { type Recording } from "../../simulate/record.ts";

/** How storage is kept, which decides what may be embedded. */
export type StorageModel = "counted" | "legacy" | "no-embed";

/** The texts of a project with one definition file and its behaviour module, and the rules that it is held to. */
export interface Texts {
  readonly definition: string;
  /** Empty: there is no behaviour module. */
  readonly behaviour: string;
  readonly model: StorageModel;
  /** Whether `qdl lint` gives its advice, too. */
  readonly advice: boolean;
}

/** A stretch of the definition: UTF-16 offsets, and the line and column where it begins, from 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
}

/** A change of the definition that removes the cause of a report. */
export interface OfferedFix {
  readonly title: string;
  readonly edits: readonly { readonly from: number; readonly to: number; readonly insert: string }[];
}

/** A report of the compiler, or of what plays scripts, about one text; `at` is null where it is about no place in it. */
export interface Report {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly help: string;
  readonly at: Stretch | null;
  /** Places that take part; null where they are not in the text. */
  readonly related: readonly { readonly at: Stretch | null; readonly message: string }[];
  readonly fixes: readonly OfferedFix[];
}

/** What the compiler makes of the texts. */
export interface Findings {
  readonly reports: readonly Report[];
  /** The generated module; null exactly when `qdl build` would make none. */
  readonly module: { readonly path: string; readonly text: string } | null;
  /** Types that have a lifetime graph. */
  readonly types: readonly Pick<DeclaredType, "name" | "typename" | "form">[];
  /** How long it took, in ms. */
  readonly took: number;
}

/** A type of the texts as it is drawn. */
export interface Sketch {
  readonly picture: Picture;
  /** In the language of Graphviz, with rows that lead to `#id`. */
  readonly dot: string;
}

/** A script that was played, or what is wrong with it. */
export interface Played {
  readonly reports: readonly Report[];
  readonly recording: Recording | null;
  /** The line of each step, from 1. */
  readonly lines: readonly number[];
  /** By step, what differs where nobody counts storages. */
  readonly legacy: readonly LegacyNote[];
}

/** What can be asked of the compiler, each with what it is given and what comes back. */
export interface CompilerTasks {
  readonly check: { readonly given: Texts; readonly answer: Findings };
  readonly sketch: {
    readonly given: { readonly texts: Texts; readonly type: string; readonly depth: number };
    readonly answer: Sketch | null;
  };
  /** A definition, and its one layout; null if it has mistakes of syntax. */
  readonly format: { readonly given: string; readonly answer: string | null };
  readonly play: { readonly given: string; readonly answer: Played };
}

/** What can be asked of Graphviz. */
export interface DrawingTasks {
  readonly draw: { readonly given: string; readonly answer: string };
}
