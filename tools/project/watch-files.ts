import { basename, sep } from "node:path";
import { watch } from "chokidar";
import { stampOf } from "./stamp.ts";

/** What happened on disk, as absolute paths. */
export interface Changes {
  readonly changed: ReadonlySet<string>;
  /** Files came or went, so that what was searched has to be searched again. */
  readonly moved: boolean;
}

/** What is watched: folders with everything below, and files that may not exist yet; none of it below the `ignored` folders. */
export interface Watched {
  readonly paths: readonly string[];
  readonly ignored: readonly string[];
}

/** Ends the watching. */
export type Unwatch = () => Promise<void>;

/** Editors write a file in several steps; what comes within this time, in ms, is one change. */
const settling = 10;

/** The watcher misses a change that follows another closely, so every file is looked at again after this time, in ms. */
const secondLook = 60;

/** Calls `react` after every change of the watched files, once everything is watched. Folders of packages and dot folders are left out. */
export async function watchFiles({ paths, ignored }: Watched, react: (changes: Changes) => void): Promise<Unwatch> {
  const isIgnored = (path: string) =>
    !paths.includes(path) &&
    (isHidden(path) || ignored.some((folder) => path === folder || path.startsWith(folder + sep)));
  const watcher = watch([...paths], { ignoreInitial: true, followSymlinks: false, atomic: false, ignored: isIgnored });
  let changed = new Set<string>();
  let moved = false;
  let timer: NodeJS.Timeout | undefined;
  const looks = new Map<string, { readonly timer: NodeJS.Timeout; readonly look: () => void }>();
  const settle = () => {
    clearTimeout(timer);
    if (changed.size === 0) return;
    const changes = { changed, moved };
    [changed, moved] = [new Set(), false];
    react(changes);
  };
  const note = (event: string, path: string) => {
    changed.add(path);
    moved ||= event !== "change";
    clearTimeout(timer);
    timer = setTimeout(settle, settling);
    const stamp = stampOf(path);
    clearTimeout(looks.get(path)?.timer);
    const look = () => {
      clearTimeout(looks.get(path)?.timer);
      looks.delete(path);
      if (stampOf(path) !== stamp) note(stamp === "" ? "add" : "change", path);
    };
    looks.set(path, { timer: setTimeout(look, secondLook), look });
  };
  watcher.on("all", note);
  // A folder that cannot be watched is not: what it holds is still built when something else changes.
  watcher.on("error", () => undefined);
  await new Promise<void>((ready) => watcher.once("ready", ready));
  return async () => {
    await watcher.close();
    // What was noticed already is still told.
    for (const { look } of [...looks.values()]) look();
    for (const { timer } of looks.values()) clearTimeout(timer);
    settle();
  };
}

function isHidden(path: string): boolean {
  const name = basename(path);
  return name === "node_modules" || (name.startsWith(".") && name.length > 1);
}
