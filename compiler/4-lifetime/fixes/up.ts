import type * as ast from "../../1-parse/ast.ts";
import { isA, type MemberEntity, type TypeEntity } from "../../2-bind/model.ts";
import { findType } from "../../2-bind/find-type.ts";
import { membersOf } from "../../2-bind/members.ts";
import { type Fix, Log } from "../../diagnostics/log.ts";
import { placeAfter, wordSpan } from "./text.ts";

type Edit = Fix["edits"][number];

/** A counted relation to what contains us becomes the typed way there; nothing has to be set any more, for the tree says it. */
export function upIt(member: MemberEntity, types: readonly TypeEntity[]): Fix[] {
  const { node, owner, name } = member;
  const relation = node as ast.Relation;
  // One way up does not stand for an array of references, which behaviour reads by their numbers.
  if (relation.bound) return [];
  const edits: Edit[] = [{ span: wordSpan(owner, node, relation.relation), text: "up" }];
  const tail = { file: owner.file.source, start: relation.type.end, end: relation.value?.end ?? relation.type.end };
  if (relation.value) edits.push({ span: tail, text: "" });
  if (relation.optional) {
    const { start, end } = wordSpan(owner, { start: tail.end, end: node.end }, "optional");
    edits.push({ span: { file: owner.file.source, start: placeAfter(owner, start), end }, text: "" });
  }
  return [{ title: `make \`${name}\` the way up`, edits: [...edits, ...settingEdits(member, types)] }];
}

/** Removes what containers set it to; each text once, though members of a family share it. */
function settingEdits({ owner, name }: MemberEntity, types: readonly TypeEntity[]): Edit[] {
  const edits = types.flatMap((type) => settingLists(type).flatMap((list) => removals(list, { owner, name })));
  return [...new Map(edits.map((edit) => [`${edit.span.file.name} ${edit.span.start}`, edit])).values()];
}

function removals(list: SettingList, { owner, name }: Pick<MemberEntity, "owner" | "name">): Edit[] {
  const { settings, of } = list;
  const set = settings.filter(({ target }) => target.root.text === name && target.steps.length === 0);
  return set.length > 0 && of && isA(of, owner) ? removeSettings(set, list) : [];
}

/** Settings between two braces, of a child of type `of`. */
interface SettingList {
  readonly settings: readonly ast.Setting[];
  readonly of: TypeEntity | null;
  readonly holder: ast.Child | ast.ChooseArm;
  /** The type whose text it is. */
  readonly type: TypeEntity;
}

function settingLists(type: TypeEntity): SettingList[] {
  return membersOf(type).flatMap(({ node }): SettingList[] => {
    if (node.kind !== "child") return [];
    const of = type.members.get(node.name.text)?.type ?? null;
    const arms = node.choose?.arms ?? [];
    return [
      { settings: node.settings, of, holder: node, type },
      ...arms.map((arm) => ({
        settings: arm.settings,
        of: findType(type.file, arm.type, new Log()),
        holder: arm,
        type,
      })),
    ];
  });
}

/** Settings with the blanks before them; with the braces, if nothing else stands in them. */
function removeSettings(gone: readonly ast.Setting[], { settings, holder, type }: SettingList): Edit[] {
  const { source: file } = type.file;
  if (gone.length === settings.length && !hasComment(holder, type)) {
    const open = file.text.lastIndexOf("{", gone[0]!.start);
    return [{ span: { file, start: placeAfter(type, open), end: holder.end }, text: ";" }];
  }
  return gone.map(({ start, end }) => {
    const stop = file.text[end - 1] === ";" ? end : file.text.indexOf(";", end) + 1;
    return { span: { file, start: placeAfter(type, start), end: stop }, text: "" };
  });
}

function hasComment({ start, end }: ast.Node, { file }: TypeEntity): boolean {
  return file.tree.comments.some((comment) => comment.start >= start && comment.end <= end);
}
