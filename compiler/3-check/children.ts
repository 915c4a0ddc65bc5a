import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedArm, type CheckedChild, type CheckedSetting } from "./checked.ts";
import { checkArms } from "./choose.ts";
import { soundSettings } from "./link-elements.ts";
import { evaluateConstant, evaluateInt, inLoop } from "./evaluate.ts";
import { type Layout } from "./layout.ts";
import { type Placed } from "./parts.ts";
import { checkUnset } from "./unset.ts";
import { type Scope } from "./scope.ts";
import { checkSettings } from "./settings.ts";
import { inArm, type Told, toldBy } from "./told.ts";

/** What a child is checked with: where its owner's storage has room, and how large each type is. */
export interface ChildSite {
  readonly layout: Layout;
  readonly words: ReadonlyMap<TypeEntity, number>;
  readonly scope: Scope;
}

/** A storage has at most 4 GiB. */
const largestReserve = 1n << 32n;

/** A child: its type can be made, its storage has a size, what is set exists. Null after a report that leaves nothing. */
export function checkChild(placed: Placed<ast.Child>, site: ChildSite): CheckedChild | null {
  const { node } = placed;
  const { scope } = site;
  const child = scope.type!.members.get(node.name.text);
  const type = child?.type;
  if (!child || !type) return null;
  if (type.node.form === "interface") {
    // Embedded, its size is not known: `4-lifetime` refuses it.
    if (node.storage === "own" || node.reserve)
      scope.log.report("check/interface-child", spanOf(scope.file, node.type), { name: type.name });
    return null;
  }
  const count = node.bound ? evaluateInt(node.bound.count, scope, "the number of children") : null;
  if (node.bound && !count) return null;
  const inside = inLoop(scope, node.bound?.index?.text, 0n, count?.max ?? 1n);
  const toldTo = (of: MemberEntity): Told => (picksInside(node) ? toldBy(of, scope.type!, new Map(), scope) : none);
  const sound = (of: MemberEntity, settings: readonly CheckedSetting[]): readonly CheckedSetting[] =>
    soundSettings({ child: of, settings, bound: node.bound, conditions: placed.conditions, scope: inside });
  const told = (arm: ast.ChooseArm): Told => toldTo(inArm(child, arm));
  const chosen = node.choose ? checkArms(node.choose, { type, told }, inside) : null;
  const arms = chosen?.map((arm) => ({ ...arm, settings: sound(inArm(child, arm.node), arm.settings) })) ?? null;
  if (!node.choose && type.node.abstract && (node.storage === "own" || node.reserve))
    scope.log.report("check/abstract-child", spanOf(scope.file, node.type), { type: type.name });
  if (node.reserve && node.storage === "own")
    scope.log.report("check/idle-reserve", spanOf(scope.file, node.reserve), { name: node.name.text });
  const stride = node.reserve ? reservedWords(node, node.reserve, arms, site) : (site.words.get(type) ?? 0);
  const word = node.storage === "embed" ? placeEmbedded(node, type, stride, site) : null;
  const settings = sound(child, checkSettings(node.settings, { type, told: toldTo(child) }, inside));
  // A setting that was refused was meant, at least.
  if (settings.length === node.settings.length) checkUnset(node, type, { arms, settings }, scope);
  return { ...placed, type, word, stride, arms, settings };
}

const none: Told = new Map();

/** Whether something is set that may be an element, or inside of a part: then it counts what the child is told. */
function picksInside({ settings, choose }: ast.Child): boolean {
  const lists = [settings, ...(choose?.arms ?? []).map((arm) => arm.settings)];
  return lists.some((list) => list.some(({ value, target }) => value.kind === "path" || target.steps.length > 0));
}

/** The words that `reserve` keeps for the child; whatever type it has must fit (lifetimes, section 1.5). */
function reservedWords(
  node: ast.Child,
  reserve: ast.Expression,
  arms: readonly CheckedArm[] | null,
  { words, scope }: ChildSite,
): number {
  const bytes = evaluateConstant(reserve, scope, "the size of a reserve");
  if (bytes === null) return 0;
  if (bytes < 0n || bytes > largestReserve) {
    scope.log.report("check/count", spanOf(scope.file, reserve), { what: "bytes", count: String(bytes) });
    return 0;
  }
  const own = scope.type!.members.get(node.name.text)?.type;
  const types =
    arms?.map(({ type, node: arm }) => ({ type, place: arm.type })) ?? (own ? [{ type: own, place: node.type }] : []);
  for (const { type, place } of types) {
    const size = 4 * (words.get(type) ?? 0);
    if (BigInt(size) <= bytes) continue;
    const related = [
      { span: spanOf(scope.file, reserve), message: `${bytes} bytes are reserved here` },
      { span: spanOf(type.file, type.node.name), message: `\`${type.name}\` has ${size} bytes` },
    ];
    const blanks = { type: type.name, size: String(size), reserve: String(bytes), name: node.name.text };
    scope.log.report("lifetime/reserve-too-small", spanOf(scope.file, place), blanks, { related });
  }
  return Math.ceil(Number(bytes) / 4);
}

function placeEmbedded(node: ast.Child, type: TypeEntity, stride: number, { layout, scope }: ChildSite): number | null {
  // Its size is not known: `4-lifetime` refuses it.
  if (!node.reserve && (node.choose || type.node.abstract)) return null;
  const most = node.bound ? (evaluateInt(node.bound.count, scope, "the number of children")?.max ?? 1n) : 1n;
  if (most > 0x10000n) {
    scope.log.report("check/count", spanOf(scope.file, node.bound!), { what: "children", count: String(most) });
    return null;
  }
  return layout.take(stride * Number(most));
}
