/** Code that the layout does not know: it stays as it is. */
export class UnknownCode extends Error {}

/** A text that is read from left to right; blanks before what is looked for do not count. */
export class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether this comes next. */
  sees(word: string): boolean {
    this.#skip();
    return this.text.startsWith(word, this.at);
  }

  /** Whether this comes next without a blank before it. */
  touches(word: string): boolean {
    return this.text.startsWith(word, this.at);
  }

  /** Takes this if it comes next. */
  takes(word: string): boolean {
    if (!this.sees(word)) return false;
    this.at += word.length;
    return true;
  }

  /** Takes this, which has to come next. */
  needs(word: string): void {
    if (!this.takes(word)) throw new UnknownCode(`${JSON.stringify(word)} is missing at ${this.at} of: ${this.text}`);
  }

  /** Takes what fits a sticky pattern, blanks and all; null if nothing does. */
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  /** Takes a name, with `#` before it where it has one. */
  name(): string {
    this.#skip();
    const found = this.match(/#?[\w$]+/y);
    if (found === null) throw new UnknownCode(`a name is missing at ${this.at} of: ${this.text}`);
    return found;
  }

  /** What `one` reads until `close` comes, with commas between. */
  list<T>(close: string, one: () => T): T[] {
    const items: T[] = [];
    while (!this.takes(close)) {
      items.push(one());
      if (!this.takes(",") && !this.sees(close)) this.needs(close);
    }
    return items;
  }

  /** Whether what follows the closing partner of the parenthesis that comes next fits a sticky pattern. */
  afterParentheses(pattern: RegExp): boolean {
    const parts = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[()]/g;
    parts.lastIndex = this.text.indexOf("(", this.at);
    for (let depth = 0, part = parts.exec(this.text); part; part = parts.exec(this.text)) {
      if (part[0] === "(") depth++;
      else if (part[0] === ")" && --depth === 0) {
        pattern.lastIndex = parts.lastIndex;
        return pattern.test(this.text);
      }
    }
    return false;
  }

  /** Ends reading: nothing is left. */
  end(): void {
    this.#skip();
    if (this.at < this.text.length) throw new UnknownCode(`something is left at ${this.at} of: ${this.text}`);
  }

  #skip(): void {
    for (let code = this.text.charCodeAt(this.at); code === 32 || code === 10; code = this.text.charCodeAt(++this.at));
  }
}
