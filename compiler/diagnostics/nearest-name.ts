import { closest, distance } from "fastest-levenshtein";

/** The known name that a misspelt one most likely means, never itself; nothing when none is close. Case costs nothing. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const others = known.filter((candidate) => candidate !== name);
  if (others.length === 0 || name.length > 200) return undefined;
  const folded = new Map(others.map((candidate) => [candidate.toLowerCase(), candidate]));
  const near = closest(name.toLowerCase(), [...folded.keys()]);
  const far = distance(name.toLowerCase(), near);
  // Any letter is near any other.
  return far <= Math.max(1, Math.floor(name.length / 3)) && far < name.length ? folded.get(near) : undefined;
}
