export { type SourceFile, type Span, type Place, placeOf } from "./source.ts";
export { type Host, type ReadResult, type Unread } from "./host.ts";
export { catalogue, type Code, type BlanksOf } from "./diagnostics/catalogue.ts";
export { type Entry, type Severity } from "./diagnostics/catalogue/entry.ts";
export { Log, type Diagnostic, type Details, type BehaviourChange, type Fix, type Related } from "./diagnostics/log.ts";
export { nearestName } from "./diagnostics/nearest-name.ts";
export { arrange } from "./diagnostics/arrange.ts";
export { renderText, summarize, counted, type View } from "./diagnostics/render/text.ts";
export { type Paint, type Role } from "./diagnostics/render/paint.ts";
export { printable } from "./diagnostics/render/printable.ts";
export { makeLineIndex, type Lines } from "./diagnostics/render/lines.ts";
export { reportUnread } from "./read.ts";
export {
  check,
  compile,
  inspect,
  lifetimes,
  type Lifetime,
  type Lifetimes,
  type Checked,
  type CheckOptions,
  type Compilation,
  type CompileOptions,
  type Inspection,
  type InspectOptions,
  type DeclaredType,
} from "./compile.ts";
export {
  generatedHeader,
  hookSetName,
  type Module,
  type Origin,
  sourceMapOf,
  type SourceMap,
  sourceOfGenerated,
  traced,
} from "./5-emit/index.ts";
export {
  type Condition,
  type LifeOrder,
  type LifeStep,
  type LifetimeEdge,
  type LifetimeGraph,
  type LifetimeNode,
  type StorageModel,
  type Strength,
} from "./4-lifetime/index.ts";
export { Memory } from "./memory.ts";
export {
  lint,
  survey,
  type EmbeddedChild,
  type Linted,
  type LintOptions,
  type Remedy,
  type SurveyedChild,
} from "./lint.ts";
export { type BehaviourFacts, type HookFacts, type MemberFacts, type MemberKind } from "./behaviour-facts.ts";
export { isWaivable, type PlacedWaiver, waive } from "./waivers.ts";
export { parse } from "./1-parse/index.ts";
export { expectedAfter } from "./1-parse/expected.ts";
export {
  type BoundFile,
  type Entity,
  isA,
  type MemberEntity,
  type NamedMember,
  sitsOn,
  spanOf,
  type TypeEntity,
} from "./2-bind/model.ts";
export { type CheckedField, type CheckedFile, type CheckedRegister, type CheckedType } from "./3-check/index.ts";
export { memberName } from "./3-check/names.ts";
export type * as ast from "./1-parse/ast.ts";
