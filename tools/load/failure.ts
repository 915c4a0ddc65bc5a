import { pathToFileURL } from "node:url";

/** What a behaviour module or the runtime threw, as far as an author can use it. */
export interface Failure {
  readonly message: string;
  /** Where in the project's own code it was thrown: a path in the project with line and column. */
  readonly place: string | null;
}

/** Every single thing that was thrown: what was collected is taken apart. */
export function failuresOf(thrown: unknown, root: string): Failure[] {
  if (thrown instanceof AggregateError) return thrown.errors.flatMap((error) => failuresOf(error, root));
  if (!(thrown instanceof Error)) return [{ message: String(thrown), place: null }];
  const message = thrown.message.split("\n", 1)[0]!.replaceAll(`${root}/`, "") || thrown.name;
  return [{ message, place: placeOf(thrown, root) }];
}

function placeOf({ stack, message }: Error, root: string): string | null {
  return placeIn(`${message}\n${stack ?? ""}`, root);
}

/** The first place of a stack, or of a message, that lies in the project's own code. */
export function placeIn(text: string, root: string): string | null {
  for (const start of [`${pathToFileURL(root).href}/`, `${root}/`]) {
    const found = text
      .split(start)
      .slice(1)
      .find((rest) => !rest.startsWith(".qdl-"));
    const match = found && /^([^\s?:]+)(?:\?[^\s:]*)?:(\d+):(\d+)/.exec(found);
    if (match) return `${decodeURIComponent(match[1]!)}:${match[2]}:${match[3]}`;
  }
  return null;
}
