import { describe, expect, test } from "vitest";
import { compile } from "qdl";

const head = `qdl 1;
import { Device, Machine } from "qdl:core";
device Source : Device { irq out tick; clock in clk required; }
device Sink : Device { irq in line[4096]; }
`;

function build(text: string) {
  const result = compile(["a.qdl"], { read: (path) => (path === "a.qdl" ? { text } : { problem: "missing" }) });
  expect(result.diagnostics).toEqual([]);
  return result.modules[0]!.text;
}

/** A board on which every line of every source is wired by a statement of its own. */
function separate(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => [
    `  embed s${at} : Source;`,
    `  connect s${at}.tick -> sink.line[${at}];`,
    `  connect clk -> s${at}.clk;`,
  ]);
  return `${head}machine Board : Machine {\n  clock out clk = 1MHz;\n  embed sink : Sink;\n${lines.flat().join("\n")}\n}\n`;
}

/** The same with arrays. */
function together(count: number): string {
  return `${head}machine Board : Machine {
  clock out clk = 1MHz;
  embed sink : Sink;
  embed s[${count}] : Source;
  connect s[i].tick -> sink.line[i] for i in 0..${count};
  connect clk -> s[i].clk for i in 0..${count};
}
`;
}

type Method = (this: unknown[], ...rest: unknown[]) => unknown;

const seeing = ["find", "filter", "some", "every", "map", "flatMap", "findIndex"];
const searching = ["includes", "indexOf"];

/** How many elements of lists are looked at, and how often tables are asked, while `work` runs. */
function operations(work: () => void): number {
  let count = 0;
  const lists = Array.prototype as unknown as Record<string, Method>;
  const before = new Map([...seeing, ...searching].map((name) => [name, lists[name]!]));
  const ask = Map.prototype.get.bind(before);
  const { get } = Map.prototype;
  for (const name of seeing)
    lists[name] = function (see, ...rest) {
      const counting = (...all: unknown[]): unknown => (count++, (see as Method).apply([], all));
      return (ask(name) as Method).call(this, counting, ...rest);
    };
  for (const name of searching)
    lists[name] = function (...rest) {
      count += this.length;
      return (ask(name) as Method).apply(this, rest);
    };
  Map.prototype.get = function (key) {
    count++;
    return get.call(this, key) as unknown;
  };
  try {
    work();
  } finally {
    Map.prototype.get = get;
    for (const [name, method] of before) lists[name] = method;
  }
  return count;
}

describe("what wires cost", () => {
  test("grows as their number does", () => {
    build(separate(10));
    const [few, many] = [750, 3000].map((count) => operations(() => void build(separate(count))));
    expect(many! / few!).toBeLessThan(4.6);
  });

  test("does not show in the module of an array", () => {
    const [few, many] = [10, 3000].map((count) => build(together(count)));
    expect(many!.split("\n").length).toBe(few!.split("\n").length);
  });
});
