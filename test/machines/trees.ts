/** What trees are compared by. */
export interface Filter {
  /** The devices that are modelled, by the field's typenames. */
  readonly modelled: ReadonlySet<string>;
  /** The field's typename of those that are called something else here. */
  readonly members: ReadonlyMap<string, string>;
}

const fieldName = (members: Filter["members"], type: string): string => members.get(type) ?? type;

/** A line of a tree with its level, and what stands below it. */
export interface Node {
  readonly text: string;
  readonly below: Node[];
}

/** The lines of a tree, nested. */
export function parse(text: string): Node {
  const root: Node = { text: "", below: [] };
  const open = [{ node: root, indent: -1 }];
  for (const line of text.trimEnd().split("\n")) {
    const indent = line.length - line.trimStart().length;
    while (open.at(-1)!.indent >= indent) open.pop();
    const node = { text: line.trim(), below: [] };
    open.at(-1)!.node.below.push(node);
    open.push({ node, indent });
  }
  return root;
}

/**
 * What of the bus tree is compared: devices on the system bus that are modelled, in their order; of each its type, how many lines go in
 * and out, whatever they are called, its regions by size and, where the record has it, address, and the types of its buses. Left out
 * are properties, ids, and what sits on buses below.
 */
export function busTree(text: string, recorded: Node | null, { modelled, members }: Filter) {
  const devices = (tree: Node) =>
    tree.below[0]!.below.filter(({ text: line }) => line.startsWith("dev: "))
      .map((node) => ({ type: fieldName(members, /^dev: ([^,]+),/.exec(node.text)![1]!), node }))
      .filter(({ type }) => modelled.has(type));
  const addresses = recorded && devices(recorded).map(({ node }) => matches(node, /^mmio ([0-9a-f]+)\//));
  return devices(parse(text)).map(({ type, node }, at) => ({
    type,
    in: sum(matches(node, /^gpio-in "[^"]*" (\d+)$/)),
    out: sum(matches(node, /^gpio-out "[^"]*" (\d+)$/)),
    sizes: matches(node, /^mmio [0-9a-f]+\/([0-9a-f]+)$/),
    addresses: matches(node, /^mmio ([0-9a-f]+)\//).map((address, n) =>
      addresses?.[at]?.[n] === unplaced ? unplaced : address,
    ),
    buses: node.below.filter(({ text: line }) => line.startsWith("bus: ")).map(({ below }) => below[0]!.text),
  }));
}

/** The address of a region that its board maps by itself. */
const unplaced = "f".repeat(16);

function matches({ below }: Node, pattern: RegExp): string[] {
  return below.flatMap(({ text }) => pattern.exec(text)?.[1] ?? []);
}

function sum(numbers: readonly string[]): number {
  return numbers.reduce((total, number) => total + Number(number), 0);
}

/**
 * What of the composition tree is compared: objects of modelled types, wherever they are, by type; of each its regions by name, how many
 * lines go in, and the types of its buses. Left out is where they are, because the field gives a device that has no place a number, and
 * the memory of files that fw_cfg has for firmware: it has none here.
 */
export function composition(text: string, { modelled, members }: Filter): string[] {
  const found: {
    readonly type: string;
    readonly regions: string[];
    readonly lines: number;
    readonly buses: string[];
  }[] = [];
  const visit = ({ text: line, below }: Node): void => {
    const type = fieldName(members, /\((.*)\)$/.exec(line)?.[1] ?? "");
    const ofType = (wanted: (one: string) => boolean): string[] =>
      below.flatMap((child) => {
        const [, name = "", of = ""] = /^\/(.*) \((.*)\)$/.exec(child.text) ?? [];
        return wanted(of) ? [of === "memory-region" ? name : of] : [];
      });
    if (modelled.has(type))
      found.push({
        type,
        regions: ofType((of) => of === "memory-region").filter((name) => !name.startsWith("\\x2from@")),
        lines: ofType((of) => of === "irq").length,
        buses: ofType((of) => of.endsWith("-bus")),
      });
    for (const child of below) visit(child);
  };
  visit(parse(text));
  return found.map((one) => JSON.stringify(one)).sort();
}
