import type * as ast from "../1-parse/ast.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { type Fix } from "../diagnostics/log.ts";

type Edit = Fix["edits"][number];

/** A member of a type's text, and the `when` around it, outermost first. */
interface Standing {
  readonly node: ast.Member;
  readonly whens: readonly ast.When[];
}

/**
 * Moves what needs a part into the `when` that has the part: a connection, a plug, a map, or an entry of one. Nothing for a
 * part that is inherited, and for a statement that stands under a condition which it would lose.
 */
export function moveIntoWhen(type: TypeEntity, path: ast.Path): Fix[] {
  const part = type.members.get(path.root.text);
  const there = part && part.owner === type ? standingAt(type, part.node.start) : null;
  const statement = standingAt(type, path.start);
  const goal = there?.whens.at(-1);
  if (!goal || !statement || !statement.whens.every((when) => there!.whens.includes(when))) return [];
  const { node } = statement;
  const entry = node.kind === "map" ? node.entries.find((one) => one.start <= path.start && path.end <= one.end) : null;
  const edits =
    entry && node.kind === "map" && node.entries.length > 1
      ? [cut(type, entry), addTo(type, goal, `map ${sliceOf(type, node.into)} { ${sliceOf(type, entry)} }`)]
      : [cut(type, node), addTo(type, goal, sliceOf(type, node), gapBefore(type, node))];
  return [{ title: `move it to \`${part!.name}\`, under its condition`, edits }];
}

function standingAt(type: TypeEntity, offset: number): Standing | null {
  const whens: ast.When[] = [];
  const find = (members: readonly ast.Member[]) => members.find(({ start, end }) => start <= offset && offset < end);
  let node = find(type.node.members);
  while (node?.kind === "when") {
    whens.push(node);
    node = find(node.members);
  }
  return node ? { node, whens } : null;
}

function sliceOf({ file }: TypeEntity, { start, end }: ast.Node): string {
  return file.source.text.slice(start, end);
}

/** Takes a piece of text away with the blanks before it. */
function cut({ file: { source } }: TypeEntity, { start, end }: ast.Node): Edit {
  return { span: { file: source, start: source.text.slice(0, start).trimEnd().length, end }, text: "" };
}

/** The line break and the indentation before a place, or a blank if it stands behind something else. */
function gapBefore({ file: { source } }: TypeEntity, { start }: ast.Node): string {
  return /\n[ \t]*$/.exec(source.text.slice(0, start))?.[0] ?? " ";
}

/** A further member of a block, laid out as its first one is; `gap` stood before it, and before lines that belong to it. */
function addTo(type: TypeEntity, when: ast.When, member: string, gap = " "): Edit {
  const { source } = type.file;
  const at = source.text.slice(0, when.end - 1).trimEnd().length;
  const wanted = gapIn(type, when);
  const text = gap === " " || wanted === " " ? member : member.replaceAll(gap, wanted);
  return { span: { file: source, start: at, end: at }, text: wanted + text };
}

/** What stands before a member of a block; never a blank where a comment could go on to the end of the line. */
function gapIn(type: TypeEntity, when: ast.When): string {
  const [first] = when.members;
  const gap = first ? gapBefore(type, first) : " ";
  const { text } = type.file.source;
  const closed = text.slice(0, when.end - 1);
  if (gap !== " " || !/\n[ \t]*$/.test(closed)) return gap;
  return `${/\n[ \t]*$/.exec(closed)![0]}  `;
}
