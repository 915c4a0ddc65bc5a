const longest = 8;

/** The stations of a circle with arrows between them; a long one shows how it begins and ends. */
export function shownPath(stations: readonly string[], between = " → "): string {
  if (stations.length <= longest) return stations.join(between);
  const left = stations.length - longest + 1;
  return [...stations.slice(0, longest - 3), `${left} more`, ...stations.slice(-2)].join(between);
}
