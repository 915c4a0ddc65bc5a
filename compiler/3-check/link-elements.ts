import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type CheckedSetting } from "./checked.ts";
import { evaluateInt, inLoop } from "./evaluate.ts";
import { checkReach, loopOf } from "./reach.ts";
import { type Scope, withLocals } from "./scope.ts";
import { askedBy, type Told, toldBy } from "./told.ts";
import { keyOf, mostRounds, placeOf, roundCount, rounds } from "./wires.ts";
import { type Condition, findWorld, visit, type World } from "./worlds.ts";

/** Settings of one child, and where their names mean something. */
export interface Given {
  readonly child: MemberEntity;
  readonly settings: readonly CheckedSetting[];
  /** Of an array of children. */
  readonly bound: ast.Bound | undefined;
  readonly conditions: readonly ast.Expression[];
  readonly scope: Scope;
}

/**
 * The settings without those that some values of the properties make wrong, which are reported: a link of an array that is set twice,
 * or that is not there, and one that is set to an element which need not be there.
 */
export function soundSettings(given: Given): readonly CheckedSetting[] {
  const settings = given.settings.filter(({ node, source }) => {
    if (!source) return true;
    const loops = [...(given.bound ? loopOf(given.bound) : []), ...(node.loop ? [node.loop] : [])];
    return checkReach(source.node, { loops, conditions: given.conditions }, given.scope);
  });
  const mistake = findMistake({ ...given, settings: settings.filter(picksElements) });
  if (!mistake) return settings;
  report(mistake, given.scope);
  return settings.filter((one) => one !== mistake.setting);
}

function findMistake(given: Given): Mistake | null {
  if (given.settings.length === 0) return null;
  const muted: Scope = { ...given.scope, log: new Log() };
  let found: Mistake | null = null;
  for (const scope of childrenOf({ ...given, scope: muted })) {
    worldOf({ ...given, scope }, askedBy(given.child, muted), (world) => {
      found = mistakeIn({ ...given, scope: withLocals(scope, world) }, world);
      return found !== null;
    });
    if (found) break;
  }
  return found;
}

function picksElements({ node, target }: CheckedSetting): boolean {
  return node.loop !== undefined || target.whole || target.steps.some((step) => typeof step !== "string");
}

/** A setting that comes after another one of the same place, or that goes beyond the end of an array. */
interface Mistake {
  readonly setting: CheckedSetting;
  readonly place: Place;
  readonly first: CheckedSetting | null;
  readonly count: bigint;
}

type Place = readonly (string | bigint)[];

function mistakeIn({ child, settings, scope }: Given, world: World): Mistake | null {
  const seen = new Map<string, CheckedSetting>();
  for (const setting of settings) {
    const count = countOf(setting, toldBy(child, scope.type!, world, scope), scope);
    for (const place of placesOf(setting, scope)) {
      if (!place) continue;
      const first = seen.get(keyOf(place)) ?? null;
      const at = place.at(-1)!;
      const outside = count !== null && typeof at === "bigint" && at >= count;
      if (first || outside) return { setting, place, first, count: count ?? 0n };
      seen.set(keyOf(place), setting);
    }
  }
  return null;
}

/** How many elements an array of links of the child has at most, where it is told its number; null for everything else. */
function countOf({ target }: CheckedSetting, told: Told, scope: Scope): bigint | null {
  const { node, owner } = target.member;
  if (node.kind !== "relation" || !node.bound || target.homes.length > 1) return null;
  return (
    evaluateInt(node.bound.count, { ...scope, file: owner.file, type: target.of, locals: told }, "a count")?.max ?? null
  );
}

function report({ setting, place, first, count }: Mistake, scope: Scope): void {
  const { node, target } = setting;
  const span = spanOf(scope.file, node.target);
  if (!first) {
    const { owner, node: member, name } = target.member;
    const related = [{ span: spanOf(owner.file, member), message: "a property says how many there are" }];
    scope.log.report(
      "check/index-unsure",
      span,
      { name, count: String(count), index: String(place.at(-1)) },
      { related },
    );
    return;
  }
  const same = first === setting;
  const message = same ? "this says it for more than one element" : "the first one is here";
  const related = [{ span: spanOf(scope.file, same ? (node.loop ?? node) : first.node), message }];
  scope.log.report("check/repeated", span, { what: `\`${written(place)}\`` }, { related });
}

/** What must be set: one relation, or as many elements of an array as `count` says. */
export interface Wanted {
  readonly place: Place;
  /** How many elements there are, seen from the type whose settings are looked at. */
  readonly count: ((world: World) => bigint) | null;
  /** Elements that others set. */
  readonly others: ReadonlySet<string>;
  /** What `count` depends on. */
  readonly asks: readonly Condition[];
}

/** The index of an element that nothing sets, or `""` for what is none; null where everything is set whatever the properties are. */
export function missingOf(wanted: Wanted, given: Given): string | null {
  const settings = given.settings.filter(({ target }) => isAt(target.place, wanted.place));
  if (settings.length === 0 && wanted.others.size === 0) return "";
  if (!wanted.count && settings.some(({ target }) => target.place.join(" ") === keyOf(wanted.place))) return null;
  const muted: Scope = { ...given.scope, log: new Log() };
  for (const scope of childrenOf({ ...given, settings, scope: muted })) {
    let missing: string | null = null;
    const isMissing = (world: World): boolean => {
      missing = missingIn(wanted, settings, { world, scope: withLocals(scope, world) });
      return missing !== null;
    };
    if (worldOf({ ...given, settings, scope }, wanted.asks, isMissing)) return missing;
  }
  return null;
}

function missingIn(
  { place, count, others }: Wanted,
  settings: readonly CheckedSetting[],
  { world, scope }: { readonly world: World; readonly scope: Scope },
): string | null {
  const set = new Set<string>();
  for (const setting of settings)
    for (const one of placesOf(setting, scope)) {
      // Of which element it is, nothing is known: it may be any.
      if (!one) return null;
      set.add(keyOf(one));
    }
  if (!count) return set.has(keyOf(place)) ? null : "";
  const most = count(world);
  for (let at = 0n; at < most; at++) {
    const key = keyOf([...place, at]);
    if (!set.has(key) && !others.has(key)) return `[${at}]`;
  }
  return null;
}

/** Whether a way, but for its indices, is that to a relation, or to an element of it. */
function isAt(way: CheckedSetting["target"]["place"], place: Wanted["place"]): boolean {
  const without = (steps: readonly unknown[]): string => steps.filter((step) => typeof step === "string").join(" ");
  return without(way) === without(place);
}

/** The scope of each child of an array, if it matters to the settings which one it is; else one for all. */
function* childrenOf({ settings, bound, scope }: Given): Generator<Scope> {
  const index = bound?.index?.text;
  const matters = index !== undefined && settings.some((setting) => names(setting).has(index));
  const count = matters ? (evaluateInt(bound!.count, scope, "a count")?.max ?? 0n) : 0n;
  if (!matters) yield scope;
  for (let at = 0n; at < count; at++) yield inLoop(scope, index, at, at + 1n);
}

/** The names on which it depends which elements a setting sets. */
function names(setting: CheckedSetting): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of expressionsOf(setting))
    visit(node, (part) => {
      if (part.kind === "path") found.add(part.root.text);
    });
  return found;
}

function expressionsOf({ node, target }: CheckedSetting): readonly ast.Expression[] {
  const indices = target.place.flatMap((step) => (typeof step === "object" ? [step.index] : []));
  return node.loop ? [...indices, node.loop.range.from, node.loop.range.to] : indices;
}

/** Values of our properties, under the conditions of the child, of which `isFound` is true; null where none were found. */
function worldOf(
  { settings, conditions, scope }: Given,
  asks: readonly Condition[],
  isFound: (world: World) => boolean,
): World | null {
  let effort = 0;
  const isEasy = (world: World): boolean => {
    const inWorld = withLocals(scope, world);
    for (const { node, width } of settings) effort += roundCount(node.loop, inWorld) * (width ?? 1);
    return effort <= mostRounds;
  };
  const more = [...asks, ...settings.flatMap(expressionsOf).map((node) => ({ node, scope }))];
  const wanted = conditions.map((node) => ({ node, scope }));
  const found = findWorld(wanted, { more, tries: new Map() }, (world) => isEasy(world) && isFound(world));
  return found === "undecided" ? null : found;
}

/** The ways to all that a setting sets; null where it is not known which element that is. */
function* placesOf({ node, target, width }: CheckedSetting, scope: Scope): Generator<Place | null> {
  for (const round of rounds(node.loop, scope))
    for (let at = 0; at < (width ?? 1); at++) yield placeOf(target, at, round);
}

function written(place: Place): string {
  return place.reduce<string>(
    (text, step) => (typeof step === "bigint" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}
