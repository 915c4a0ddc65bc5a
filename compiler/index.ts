export { type SourceFile, type Span, type Place, placeOf } from "./source.ts";
export { type Host, type ReadResult, type Unread } from "./host.ts";
export { catalogue, type Code, type BlanksOf } from "./diagnostics/catalogue.ts";
export { type Entry, type Severity } from "./diagnostics/catalogue/entry.ts";
export { Log, type Diagnostic, type Details, type Fix, type Related } from "./diagnostics/log.ts";
export { arrange } from "./diagnostics/arrange.ts";
export { reportUnread } from "./read.ts";
export { check, compile, type Checked, type Compilation, type CompileOptions, type Module } from "./compile.ts";
