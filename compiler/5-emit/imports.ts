import { type Writer } from "./writer.ts";

/** What a module imports, found out while its text is written. */
export class Imports {
  readonly #byModule = new Map<string, Map<string, boolean>>();

  /** The name of a value of another module. */
  value(name: string, from: string): string {
    this.#add(name, from, true);
    return name;
  }

  /** The name of a type of another module: gone when the types are. */
  type(name: string, from: string): string {
    this.#add(name, from, false);
    return name;
  }

  /** Writes the import statements: the runtime first, then the others in the order of their paths. */
  write(writer: Writer): void {
    const modules = [...this.#byModule].sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1));
    for (const [from, names] of modules) {
      const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
      const onlyTypes = sorted.every(([, value]) => !value);
      const items = sorted.map(([name, value]) => (value || onlyTypes ? name : `type ${name}`));
      writer.list(`import ${onlyTypes ? "type " : ""}{`, items, `} from ${JSON.stringify(from)};`, true);
    }
  }

  #add(name: string, from: string, value: boolean): void {
    const names = this.#byModule.get(from) ?? new Map<string, boolean>();
    names.set(name, value || (names.get(name) ?? false));
    this.#byModule.set(from, names);
  }
}

function order(module: string): number {
  return module.startsWith(".") ? 1 : 0;
}
