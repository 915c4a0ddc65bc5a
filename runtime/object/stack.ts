/** Where the caller of the object layer stands: the stack without the frames of this folder that lead to here. */
export function here(): string {
  const frames = String(new Error().stack)
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
  const folder = /[^\s(]*[\\/]/.exec(frames[0] ?? "")?.[0];
  const first = folder ? frames.findIndex((frame) => !frame.includes(folder)) : 0;
  return frames.slice(Math.max(first, 0)).join("\n");
}
