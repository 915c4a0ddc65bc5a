import { type Writer } from "./writer.ts";

/** One imported name: what it is called here, and whether the code needs it when it runs. */
interface Import {
  readonly local: string;
  value: boolean;
}

/** What a module imports, found out while its text is written. Names that the module has already are imported under others. */
export class Imports {
  readonly #byModule = new Map<string, Map<string, Import>>();
  readonly #taken: Set<string>;

  /** `taken` are the names that the module declares itself. */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** The name here of a value of another module. */
  value(name: string, from: string): string {
    const found = this.#find(name, from);
    found.value = true;
    return found.local;
  }

  /** The name here of a type of another module: gone when the types are. */
  type(name: string, from: string): string {
    return this.#find(name, from).local;
  }

  /** A name for something that the module declares: the one that is wished, or one like it that is free. */
  reserve(name: string): string {
    const free = this.#free(name);
    this.#taken.add(free);
    return free;
  }

  /** Writes the import statements: the runtime first, then the others in the order of their paths. */
  write(writer: Writer): void {
    const modules = [...this.#byModule].sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1));
    for (const [from, names] of modules) {
      const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
      const onlyTypes = sorted.every(([, { value }]) => !value);
      const items = sorted.map(([name, { local, value }]) => {
        const renamed = local === name ? name : `${name} as ${local}`;
        return value || onlyTypes ? renamed : `type ${renamed}`;
      });
      writer.line(`import ${onlyTypes ? "type " : ""}{ ${items.join(", ")} } from ${JSON.stringify(from)};`);
    }
  }

  #find(name: string, from: string): Import {
    const names = this.#byModule.get(from) ?? new Map<string, Import>();
    this.#byModule.set(from, names);
    const known = names.get(name);
    if (known) return known;
    const fresh: Import = { local: this.#free(name), value: false };
    this.#taken.add(fresh.local);
    names.set(name, fresh);
    return fresh;
  }

  #free(name: string): string {
    if (!this.#taken.has(name)) return name;
    for (let number = 2; ; number++) if (!this.#taken.has(`${name}${number}`)) return `${name}${number}`;
  }
}

function order(module: string): number {
  return module.startsWith(".") ? 1 : 0;
}
