import { describe, expect, test } from "vitest";
import { inspect, type LifetimeGraph } from "qdl";

const head = 'qdl 1;\nimport { Device } from "qdl:core";\n';

function graphOf(text: string): LifetimeGraph {
  const { checked, graphOf } = inspect(["a.qdl"], { read: () => ({ text: head + text }) });
  const types = checked.flatMap((file) => file.types.map(({ entity }) => entity));
  return graphOf(types.find((type) => type.name === "D0")!);
}

/** `D0` and what it contains: each device has the next as a part, and the last has something of each kind. */
function chain(length: number, part: (next: string) => string): string {
  const links = Array.from({ length }, (_, at) => `device D${at} : Any { ${part(`D${at + 1}`)} }\n`);
  const last = `device D${length} : Any { up top : Any; region bytes : io 4K = ops bytes uses top; own last : Any; }`;
  return `device Any : Device { prop on : bool = true; }\n${links.join("")}${last}\n`;
}

describe("a graph ends where a type contains more than anybody draws, and says so", () => {
  test.each([
    [15, 17, false],
    [16, 18, false],
    [17, 18, true],
    [30, 18, true],
  ])("in a chain of %i parts", (length, levels, cut) => {
    const graph = graphOf(chain(length, (next) => `own next : ${next};`));
    const depths = graph.nodes.map(({ path }) => (path === "self" ? 1 : path.split(".").length + 1));
    expect([Math.max(...depths), graph.cut]).toEqual([levels, cut]);
  });

  test.each([
    [15, false],
    [16, false],
    [17, true],
  ])("in a chain of %i choices", (length, cut) => {
    const choose = (next: string): string => `own next : Any = choose on { true => ${next}; false => Any; }`;
    expect(graphOf(chain(length, choose)).cut).toBe(cut);
  });

  test.each([
    [9, false],
    [13, true],
  ])("in a rack of %i trays of as many cards of as many chips", (many, cut) => {
    const parts = (name: string, type: string): string =>
      Array.from({ length: many }, (_, at) => `embed ${name}${at} : ${type};`).join(" ");
    const graph = graphOf(`
      device Chip : Device {}
      device Card : Device { ${parts("chip", "Chip")} }
      device Tray : Device { ${parts("card", "Card")} }
      device D0 : Device { ${parts("tray", "Tray")} }
    `);
    expect(graph.cut).toBe(cut);
    expect(graph.nodes.length).toBe(cut ? 2001 : 2 + many + many ** 2 + many ** 3);
  });
});
