import { type BehaviourChange, type Diagnostic, type Fix, type Host } from "qdl";

/** Looks at a project through a host: every report that there is. */
export type Look = (host: Host) => Promise<readonly Diagnostic[]>;

/** What fixing came to. */
export interface Fixed {
  /** The new text of every file that changes, by project path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The reports whose fixes were made, in the order in which they were. */
  readonly made: readonly Diagnostic[];
  /** What is still reported. */
  readonly left: readonly Diagnostic[];
  /** What behaviour modules have to follow. */
  readonly changes: readonly BehaviourChange[];
}

/** A report together with the first of its fixes. */
interface Candidate {
  readonly report: Diagnostic;
  readonly fix: Fix;
}

/**
 * Makes the first fix of every report, until no report has one: all at once, and one by one where that makes anything worse. A
 * fix that does not end its report, or causes another one, is not made. Reads through `host`, writes nothing.
 */
export async function fixAll(host: Host, look: Look): Promise<Fixed> {
  const texts = new Map<string, string>();
  const made: Diagnostic[] = [];
  const changes: BehaviourChange[] = [];
  const refused = new Set<string>();
  let before = await look(overlay(host, texts));
  let together = true;
  for (;;) {
    const candidates = withoutOverlap(candidatesOf(before, refused));
    const tried = together ? candidates : candidates.slice(0, 1);
    if (tried.length === 0) return { texts, made, left: before, changes };
    const next = new Map(texts);
    for (const [path, text] of edited(tried)) next.set(path, text);
    const after = await look(overlay(host, next));
    if (isBetter(tried, before, after)) {
      for (const [path, text] of next) texts.set(path, text);
      made.push(...tried.map(({ report }) => report));
      changes.push(...tried.flatMap(({ fix }) => (fix.behaviour ? [fix.behaviour] : [])));
      before = after;
      together = true;
    } else if (tried.length > 1) together = false;
    else refused.add(keyOf(tried[0]!.report));
  }
}

/** The project with some texts replaced. */
export function overlay(host: Host, texts: ReadonlyMap<string, string>): Host {
  return {
    read(path) {
      const text = texts.get(path);
      return text === undefined ? host.read(path) : { text };
    },
  };
}

function candidatesOf(reports: readonly Diagnostic[], refused: ReadonlySet<string>): Candidate[] {
  return reports.flatMap((report) => {
    const [fix] = report.fixes;
    return fix && !refused.has(keyOf(report)) ? [{ report, fix }] : [];
  });
}

/** What a report is, wherever edits move it. */
function keyOf({ code, span, message }: Diagnostic): string {
  return JSON.stringify([code, span?.file.name, message]);
}

/** Fixes that do not touch each other's text, first come first served; of two that are the same, both: one edit serves them. */
function withoutOverlap(candidates: readonly Candidate[]): Candidate[] {
  const taken: Fix["edits"][number][] = [];
  return candidates.filter(({ fix }) => {
    const clashes = fix.edits.some((edit) => taken.some((other) => !isSame(edit, other) && overlaps(edit, other)));
    if (!clashes) taken.push(...fix.edits);
    return !clashes;
  });
}

type Edit = Fix["edits"][number];

function isSame(a: Edit, b: Edit): boolean {
  return (
    a.span.file.name === b.span.file.name &&
    a.span.start === b.span.start &&
    a.span.end === b.span.end &&
    a.text === b.text
  );
}

function overlaps({ span: a }: Edit, { span: b }: Edit): boolean {
  return a.file.name === b.file.name && a.start <= b.end && b.start <= a.end;
}

function edited(candidates: readonly Candidate[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const edits = candidates.flatMap(({ fix }) => fix.edits);
  for (const file of new Map(edits.map(({ span }) => [span.file.name, span.file])).values())
    texts.set(
      file.name,
      applyEdits(
        file.text,
        edits.filter((edit) => edit.span.file.name === file.name),
      ),
    );
  return texts;
}

/** A text with edits made, each once; new lines end as the text's own do. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const unique = edits.filter((edit, at) => edits.findIndex((other) => isSame(edit, other)) === at);
  const ordered = unique.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  let result = "";
  let at = 0;
  for (const { span, text: insert } of ordered) {
    result += text.slice(at, span.start) + insert.replace(/\r?\n/g, lineEnd);
    at = Math.max(at, span.end);
  }
  return result + text.slice(at);
}

/** Whether every fixed report is gone and nothing new is there; what stood behind a syntax error comes to light with its end. */
function isBetter(tried: readonly Candidate[], before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  const counts = countKeys(after);
  const old = countKeys(before);
  const syntax = tried.some(({ report }) => report.code.startsWith("parse/"));
  for (const [key, count] of counts) {
    const isNew = count > (old.get(key) ?? 0);
    if (isNew && !(syntax && !key.startsWith('["parse/'))) return false;
  }
  return tried.every(({ report }) => (counts.get(keyOf(report)) ?? 0) < old.get(keyOf(report))!);
}

function countKeys(reports: readonly Diagnostic[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const report of reports) counts.set(keyOf(report), (counts.get(keyOf(report)) ?? 0) + 1);
  return counts;
}
