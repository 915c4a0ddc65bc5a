import { memberName } from "./names.ts";

/** Words that no variable of a module can have as its name. */
const reserved: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export " +
    "extends false finally for function if implements import in instanceof interface let new null package private protected public " +
    "return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** What generated code calls, and the variables that it has, where loops over elements stand. */
const used: ReadonlySet<string> = new Set(
  (
    "self made child bus part line link clock _ Array BigInt Math Number addBus addMsi addMsix addRegion addSpace addUnimplemented choiceValue " +
    "clockIn clockOut connect connectClock embed freed irqIn irqOut lineOf mapRegion msixBanks onUnrealize own plugPart realizePart " +
    "setPciIds setWideWord timer untilUnrealize wideWord"
  ).split(" "),
);

/** The name of a parameter of a method: `self` and the set of hooks are in scope beside it. */
export function parameterName(text: string): string {
  const name = memberName(text);
  return reserved.has(name) || name === "self" || name.endsWith("Hooks") ? `${name}_` : name;
}

/** The name of a loop variable, or of the number of an element: as written, if generated code means nothing else by it. */
export function indexName(text: string): string {
  const free = !reserved.has(text) && !used.has(text) && !/^[A-Z]|Hooks$/.test(text);
  return free ? text : `${text}_`;
}
