import { nearestName } from "../diagnostics/nearest-name.ts";

/** A sentence that offers the name closest to a misspelt one, or `otherwise` where none is close. */
export function didYouMean(name: string, known: Iterable<string>, otherwise: string): string {
  const near = nearestName(name, [...known]);
  return near === undefined ? otherwise : `did you mean \`${near}\`?`;
}
