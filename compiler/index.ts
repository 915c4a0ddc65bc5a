export { type SourceFile, type Span, type Place, placeOf } from "./source.ts";
export { type Host, type ReadResult } from "./host.ts";
export { catalogue, type Code, type BlanksOf } from "./diagnostics/catalogue.ts";
export { Log, type Diagnostic, type Details, type Fix, type Related } from "./diagnostics/log.ts";
