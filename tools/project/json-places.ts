/** A stretch of a text: offsets, `end` exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A JSON text with the places of its parts: `keys` and `values` by JSON pointer (`/levels/x~1y`; the whole is empty). */
export interface PlacedJson {
  readonly value: unknown;
  readonly keys: ReadonlyMap<string, Stretch>;
  readonly values: ReadonlyMap<string, Stretch>;
}

/** Where a text stops being JSON, and what would have fitted. */
export interface JsonFault {
  readonly at: Stretch;
  readonly problem: string;
}

const token = /[ \t\r\n]*(?:([{}[\],:])|("(?:\\.|[^"\\\n])*")|([^\s{}[\],:"]+)|(.)|$)/sy;

/** Reads JSON and remembers where everything stands. */
export function placeJson(text: string): PlacedJson | JsonFault {
  try {
    return new Reader(text).read();
  } catch (error) {
    if (error instanceof Fault) return { at: error.at, problem: error.message };
    throw error;
  }
}

class Fault extends Error {
  readonly at: Stretch;

  constructor(at: Stretch, message: string) {
    super(message);
    this.at = at;
  }
}

/** Blocks inside each other beyond which a text is refused. */
const deepest = 100;

class Reader {
  readonly #text: string;
  readonly #keys = new Map<string, Stretch>();
  readonly #values = new Map<string, Stretch>();
  #at = 0;
  #mark = "";
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PlacedJson {
    this.#next();
    const value = this.#value("", 0);
    if (this.#mark !== "") this.#fail("nothing may follow");
    return { value, keys: this.#keys, values: this.#values };
  }

  #next(): void {
    token.lastIndex = this.#at;
    const [whole = ""] = token.exec(this.#text) ?? [];
    this.#mark = whole.trimStart();
    this.#start = this.#at + whole.length - this.#mark.length;
    this.#at += whole.length;
  }

  #fail(problem: string): never {
    throw new Fault({ start: this.#start, end: Math.max(this.#at, this.#start) }, problem);
  }

  #value(pointer: string, depth: number): unknown {
    const start = this.#start;
    if (depth > deepest) this.#fail("it is nested too deeply");
    const value =
      this.#mark === "{"
        ? this.#object(pointer, depth)
        : this.#mark === "["
          ? this.#array(pointer, depth)
          : this.#scalar();
    this.#values.set(pointer, { start, end: this.#at });
    this.#next();
    return value;
  }

  #scalar(): unknown {
    try {
      if (this.#mark !== "") return JSON.parse(this.#mark) as unknown;
    } catch {
      // Reported below, like a text that ends here.
    }
    return this.#fail("a JSON value is expected here");
  }

  #object(pointer: string, depth: number): unknown {
    const entries: [string, unknown][] = [];
    this.#items("}", () => {
      if (!this.#mark.startsWith('"')) this.#fail("a key in double quotes is expected here");
      const key = this.#scalar() as string;
      const inner = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (this.#keys.has(inner)) this.#fail(`the key \`${key}\` stands here twice`);
      this.#keys.set(inner, { start: this.#start, end: this.#at });
      this.#next();
      if (this.#mark !== ":") this.#fail("`:` is expected here");
      this.#next();
      entries.push([key, this.#value(inner, depth + 1)]);
    });
    return Object.fromEntries(entries);
  }

  #array(pointer: string, depth: number): unknown {
    const values: unknown[] = [];
    this.#items("]", () => void values.push(this.#value(`${pointer}/${values.length}`, depth + 1)));
    return values;
  }

  /** Items between commas up to the closing bracket, which stays the current token. */
  #items(close: string, item: () => void): void {
    this.#next();
    if (this.#mark === close) return;
    for (;;) {
      item();
      if (this.#mark === close) return;
      if (this.#mark !== ",") this.#fail(`\`,\` or \`${close}\` is expected here`);
      this.#next();
    }
  }
}
