import { closest, distance } from "fastest-levenshtein";

/** The known name that a misspelt one most likely means; nothing when none is close. Case costs nothing. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || name.length > 200) return undefined;
  const folded = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]));
  const near = closest(name.toLowerCase(), [...folded.keys()]);
  return distance(name.toLowerCase(), near) <= Math.max(1, Math.floor(name.length / 3)) ? folded.get(near) : undefined;
}
