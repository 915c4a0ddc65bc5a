/** A node of the concrete tree: the rule that matched, where, and what its parts matched. Small rules (`name`) are leaves. */
export interface Concrete<Rule extends string, Slots extends readonly unknown[]> {
  readonly rule: Rule;
  readonly start: number;
  readonly end: number;
  readonly slots: Slots;
}

const none: readonly [] = [];

/**
 * What the functions of the generated parser stand on: a text, a position, and, while `tracing`, what would have fitted at the
 * furthest position that was reached. No memo table: the grammar has no left recursion and decides by its first characters.
 */
export abstract class Matcher {
  readonly text: string;
  pos = 0;
  /** Slower: records what was expected, and tries alternatives that the next character already rules out. */
  tracing = false;
  /** The furthest position at which something was expected, and what, in the words of the grammar. */
  furthest = 0;
  readonly expected = new Set<string>();
  #quiet = 0;

  constructor(text: string, pos = 0) {
    this.text = text;
    this.pos = pos;
  }

  /** Skips what may stand between two parts. */
  protected abstract skip(): void;

  /** Whether nothing but white space and comments is left. */
  atEnd(): boolean {
    this.skip();
    return this.pos >= this.text.length;
  }

  protected miss(what: string, at: number): void {
    if (this.#quiet > 0 || at < this.furthest) return;
    if (at > this.furthest) this.expected.clear();
    this.furthest = at;
    this.expected.add(what);
  }

  /** A punctuation mark. */
  protected token(mark: string): boolean {
    const before = this.pos;
    this.skip();
    if (this.literal(mark)) return true;
    if (this.tracing) this.miss(`\`${mark}\``, this.pos);
    this.pos = before;
    return false;
  }

  /** A word that no further letter follows. */
  protected word(word: string): boolean {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.literal(word)) {
      if (!isNamePart(this.text.charCodeAt(this.pos))) return true;
      this.pos = start;
    }
    if (this.tracing) this.miss(`\`${word}\``, this.pos);
    this.pos = before;
    return false;
  }

  /** Exactly these characters, here. */
  protected literal(text: string): boolean {
    const { pos } = this;
    // Most attempts fail at the first character, where a call of startsWith would cost ten times as much.
    if (this.text.charCodeAt(pos) !== text.charCodeAt(0)) return false;
    if (text.length > 1 && !this.text.startsWith(text, pos)) return false;
    this.pos = pos + text.length;
    return true;
  }

  /** Runs past the next `text`, or to it (`over` false), or to the end of everything. */
  protected until(text: string): true {
    const found = this.text.indexOf(text, this.pos);
    this.pos = found < 0 ? this.text.length : found;
    return true;
  }

  protected leaf<Rule extends string>(rule: Rule, start: number): Concrete<Rule, readonly []> {
    return { rule, start, end: this.pos, slots: none };
  }

  protected node<Rule extends string, const Slots extends readonly unknown[]>(
    rule: Rule,
    start: number,
    slots: Slots,
  ): Concrete<Rule, Slots> {
    return { rule, start, end: this.pos, slots };
  }

  /** Whether `match` would succeed here; moves nothing and records nothing. */
  protected ahead(match: () => unknown): boolean {
    const before = this.pos;
    this.#quiet++;
    const found = match();
    this.#quiet--;
    this.pos = before;
    return found !== undefined && found !== false;
  }
}

function isNamePart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}
