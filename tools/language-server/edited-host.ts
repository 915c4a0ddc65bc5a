import { type Host, type ReadResult } from "qdl";
import { makeDiskHost } from "../project/disk-host.ts";
import { ReadOnceHost } from "../project/read-once-host.ts";

/** The files of a project as their author sees them: what an editor has open has the editor's text, everything else the disk's. */
export class EditedHost implements Host {
  readonly #open = new Map<string, string>();
  readonly #disk: ReadOnceHost;

  constructor(root: string) {
    this.#disk = new ReadOnceHost(makeDiskHost(root));
  }

  read(path: string): ReadResult {
    const text = this.#open.get(path);
    return text === undefined ? this.#disk.read(path) : { text };
  }

  real(path: string): string | undefined {
    return this.#disk.real(path);
  }

  /** The paths that are open. */
  get open(): Iterable<string> {
    return this.#open.keys();
  }

  /** A file has this text from now on, whatever is on disk. */
  edit(path: string, text: string): void {
    this.#open.set(path, text.replace(/^\uFEFF/, ""));
  }

  /** A file has the text on disk again. */
  close(path: string): void {
    this.#open.delete(path);
    this.#disk.forget(path);
  }

  /** A file changed on disk. */
  forget(path: string): void {
    this.#disk.forget(path);
  }
}
