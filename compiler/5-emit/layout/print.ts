import { type Doc, type Fill, type Group, type GroupName, isList, type Line } from "./doc.ts";
import { widthOf } from "./width.ts";

/** A text that waits to be printed: at its level, flat or broken. */
interface Waiting {
  readonly indent: number;
  readonly flat: boolean;
  readonly doc: Doc;
}

/** Lines of a text none wider than `width` where that can be had; the first begins at column `indent`, and has no blanks before it. */
export function print(doc: Doc, indent: number, width: number): string[] {
  const printer = new Printer(indent, width);
  printer.print(doc);
  return printer.lines;
}

class Printer {
  readonly lines: string[] = [""];
  readonly #width: number;
  readonly #first: number;
  readonly #waiting: Waiting[] = [];
  readonly #brokenGroups = new Map<GroupName, boolean>();
  #column: number;
  /** Whether a line has ended inside something flat, so that what follows is measured anew. */
  #fresh = false;

  constructor(first: number, width: number) {
    this.#first = first;
    this.#column = first;
    this.#width = width;
  }

  print(doc: Doc): void {
    this.#waiting.push({ indent: this.#first, flat: false, doc });
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) this.#one(next);
  }

  #one({ indent, flat, doc }: Waiting): void {
    const push = (inner: Doc, deeper = 0): void => {
      this.#waiting.push({ indent: indent + deeper, flat, doc: inner });
    };
    if (typeof doc === "string") this.#text(doc);
    else if (isList(doc)) for (let at = doc.length - 1; at >= 0; at--) push(doc[at]!);
    else
      switch (doc.kind) {
        case "indent":
          return push(doc.of, doc.broken === null || this.#brokenGroups.get(doc.broken) ? 2 : 0);
        case "if-broken":
          return push((doc.group ? this.#brokenGroups.get(doc.group) : !flat) ? doc.broken : doc.flat);
        case "line":
          return this.#line(doc, indent, flat);
        case "fill":
          return this.#fill(doc, indent, flat);
        case "group": {
          const chosen = this.#choose(doc, indent, flat);
          if (doc.name) this.#brokenGroups.set(doc.name, !chosen.flat);
          this.#waiting.push(chosen);
        }
      }
  }

  #text(text: string): void {
    this.lines[this.lines.length - 1] += text;
    this.#column += widthOf(text);
  }

  #line({ soft, hard }: Line, indent: number, flat: boolean): void {
    if (flat && !hard) {
      if (!soft) this.#text(" ");
      return;
    }
    this.#fresh ||= flat;
    const last = this.lines.length - 1;
    this.lines[last] = this.lines[last]!.trimEnd();
    this.lines.push(" ".repeat(indent - this.#first));
    this.#column = indent;
  }

  #choose(group: Group, indent: number, flat: boolean): Waiting {
    const form = (doc: Doc, isFlat: boolean): Waiting => ({ indent, flat: isFlat, doc });
    if (flat && !this.#fresh) return form(group.of, !group.broken);
    this.#fresh = false;
    if (group.broken) return form(group.others.at(-1) ?? group.of, false);
    const first = form(group.of, true);
    if (this.#fits(first, this.#waiting)) return first;
    const last = group.others.at(-1);
    if (last === undefined) return form(group.of, false);
    const found = group.others
      .slice(0, -1)
      .map((other) => form(other, true))
      .find((other) => this.#fits(other, this.#waiting));
    return found ?? form(last, false);
  }

  #fill({ parts }: Fill, indent: number, flat: boolean): void {
    const [content, between, next] = parts;
    if (content === undefined) return;
    const whole = (doc: Doc): boolean => this.#fits({ indent, flat: true, doc }, null);
    const fitting = whole(content);
    if (between !== undefined && next !== undefined) {
      this.#waiting.push({ indent, flat, doc: { kind: "fill", parts: parts.slice(2) } });
      this.#waiting.push({ indent, flat: whole([content, between, next]), doc: between });
    }
    this.#waiting.push({ indent, flat: fitting, doc: content });
  }

  /** Whether the rest of the line fits, up to where it may end: what comes behind counts, too, unless there is no `behind`. */
  #fits(next: Waiting, behind: readonly Waiting[] | null): boolean {
    let room = this.#width - this.#column;
    let rest = behind?.length ?? 0;
    let blanks = 0;
    const open = [next];
    while (room >= 0) {
      const one = open.pop() ?? behind?.[--rest];
      if (one === undefined) return true;
      const { flat, doc } = one;
      const push = (inner: Doc, isFlat = flat): void => {
        open.push({ indent: 0, flat: isFlat, doc: inner });
      };
      if (typeof doc === "string") {
        room -= doc === "" ? 0 : blanks + widthOf(doc);
        if (doc !== "") blanks = 0;
      } else if (isList(doc)) for (let at = doc.length - 1; at >= 0; at--) push(doc[at]!);
      else if (doc.kind === "line") {
        if (!flat || doc.hard) return true;
        if (!doc.soft) blanks = 1;
      } else if (doc.kind === "group") {
        if (behind === null && doc.broken) return false;
        const isFlat = flat && !doc.broken;
        push(isFlat ? doc.of : (doc.others.at(-1) ?? doc.of), isFlat);
      } else if (doc.kind === "indent") push(doc.of);
      else if (doc.kind === "fill") push(doc.parts);
      else push((doc.group ? this.#brokenGroups.get(doc.group) : !flat) ? doc.broken : doc.flat);
    }
    return false;
  }
}
