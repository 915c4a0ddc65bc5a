import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import { catalogue, type Code, type Diagnostic, type Fix, type SourceFile, type Span } from "qdl";
import { versionOfPackage } from "../version.ts";
import { makeLocator } from "./location.ts";

/** A SARIF 2.1.0 log with one run: the reports as results, and as rules the codes that occur. */
export function renderSarif(diagnostics: readonly Diagnostic[], nameOf: (file: SourceFile) => string): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: "qdl", toolDriverVersion: versionOfPackage() });
  for (const code of new Set(diagnostics.map((diagnostic) => diagnostic.code))) run.addRule(ruleOf(code));
  const locate = makeLocator(nameOf);
  const placeOf = (span: Span) => {
    const { file, start, end } = locate(span);
    const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
    return { physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region } };
  };
  for (const diagnostic of diagnostics) run.addResult(resultOf(diagnostic, placeOf));
  const log = new SarifBuilder();
  log.addRun(run);
  return `${JSON.stringify(log.buildSarifOutput(), undefined, 2)}\n`;
}

/** A place as SARIF names it. */
interface Place {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
}

function ruleOf(code: Code): SarifRuleBuilder {
  const { message, why, help, severity } = catalogue[code];
  return new SarifRuleBuilder({
    id: code,
    shortDescription: { text: message },
    fullDescription: { text: why },
    help: { text: help },
    defaultConfiguration: { level: severity },
  });
}

function resultOf(
  { code, severity, message, why, help, span, related, fixes }: Diagnostic,
  placeOf: (span: Span) => Place,
): SarifResultBuilder {
  return new SarifResultBuilder({
    ruleId: code,
    level: severity,
    message: { text: `${message}\nwhy: ${why}\nhelp: ${help}` },
    ...(span && { locations: [placeOf(span)] }),
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({ id, ...placeOf(other.span), message: { text: other.message } })),
    }),
    ...(fixes.length > 0 && { fixes: fixes.map((fix) => fixOf(fix, placeOf)) }),
  });
}

function fixOf({ title, edits }: Fix, placeOf: (span: Span) => Place) {
  const artifactChanges = edits.map(({ span, text }) => {
    const { artifactLocation, region } = placeOf(span).physicalLocation;
    return { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text } }] };
  });
  return { description: { text: title }, artifactChanges };
}
