const name = String.raw`[\w$.#]+`;
const type = String.raw`(?:\w+|[A-Z]\w* \| null)`;
const item = `(?:${name}(?:: ${type})?|"[\\w.-]*")`;

/** A call, or the head of a function, with two plain items at least, and nothing before or behind them in which a line could end. */
const called = new RegExp(
  `^((?:(?:const|return|function|override|get|set) |${name} = )*${name}\\()(${item}(?:, ${item})+)(\\)(?:(?:: | as )${type})?(?: \\{|[;,]))$`,
);
const imported = /^(import (?:type )?\{) ([\w$ ]+(?:, [\w$ ]+)+) (\} from "[^"]*";)$/;

/**
 * The lines of what is nothing but a list between two other texts, an item a line; null if it is not, or would not fit so. It is
 * what the trees come to, and most of what does not fit on a line.
 */
export function layOutList(text: string, indent: number, width: number): string[] | null {
  const found = called.exec(text) ?? imported.exec(text);
  if (!found) return null;
  const [, before, list, after] = found;
  const lines = [before!, ...list!.split(", ").map((one) => `  ${one},`), after!];
  return lines.every((line) => indent + line.length <= width) ? lines : null;
}
