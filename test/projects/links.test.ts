import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
  createMachine,
  propertiesOf,
  propertyAt,
  qtree,
  realize,
  restoreSnapshot,
  setPropertyAt,
  takeSnapshot,
  unparent,
  unrealize,
} from "@qdl/runtime";
import { Links } from "./links/generated/board.ts";
import { type Gate, type Journal } from "./links/generated/parts.ts";
import { counted } from "./links/parts.ts";

beforeEach(() => void (counted.length = 0));

function made(set: (board: Links) => void = () => undefined): Links {
  const board = createMachine(Links, { prepare: set });
  board.realize();
  board.reset();
  return board;
}

function namesOf(links: Iterable<{ readonly name: string } | null>): (string | null)[] {
  return [...links].map((one) => one && one.name);
}

function cores(...numbers: readonly number[]): string[] {
  return numbers.map((at) => `core[${at}]`);
}

describe("an array of links", () => {
  test("is set by slices, by loops, from one of many, and by a name of the container's", () => {
    const { whole, pair, chip } = made();
    expect(namesOf(whole.cpus)).toEqual(cores(6, 7));
    expect(pair.map(({ cpus }) => namesOf(cpus))).toEqual([cores(0, 1, 2, 3), cores(4, 5, 6, 7)]);
    expect(namesOf(chip.gate.cpus)).toEqual(cores(5, 4));
    expect(namesOf(chip.gate.spares)).toEqual([null, ...cores(0, 1)]);
    expect(namesOf(chip.spares)).toEqual(cores(0, 1));
    expect(chip.bootCpu?.name).toBe("core[5]");
  });

  test("has as many elements as the property says, in realize already", () => {
    for (let number = 2; number <= 8; number++) {
      const board = made((before) => (before.cores = number));
      expect(namesOf(board.counted.cpus)).toEqual(cores(...[7, 6, 5, 4, 3, 2, 1, 0].slice(0, number)));
      expect(board.counted.seen).toBe(number);
      expect(board.counted.cpus.length).toBe(number);
    }
  });

  test("leads to what the guest makes it reach", () => {
    const board = made();
    const kick = (gate: number, value: number): void => board.sys.write32(gate, value);
    kick(0x1000, 1);
    kick(0x2000, 1);
    kick(0x4000, 2);
    expect(board.core.map(({ kicks }) => kicks)).toEqual([0, 0, 0, 0, 0, 0, 2, 1]);
    expect(board.page.map(({ writes }) => writes)).toEqual([2, 1]);
  });

  test("has no elements before the first and behind the last", () => {
    const { counted: gate } = made();
    for (const at of [-1, 3, 0.5, Number.NaN])
      expect(() => gate.cpus.get(at)).toThrow(`/machine/counted: cpus has 3 elements, so there is no element ${at}`);
    expect(() => gate.spares.set(3, null)).toThrow(RangeError);
  });

  test("reads null where what it led to has left the tree; a reference keeps its target", () => {
    const board = made();
    const { whole } = board;
    const [page] = board.page;
    unparent(board.core[7]!);
    unparent(page!);
    expect(namesOf(whole.cpus)).toEqual(["core[6]", null]);
    expect(whole.pages.get(0)).toBe(page);
    expect(page!.refs).toBe(3);
    board.sys.write32(0x1000, 0);
    expect(page!.writes).toBe(1);
    board.shutdown();
    expect(page!.phase).toBe("freed");
  });

  test("cannot be set once the device is realized", () => {
    const { whole } = made();
    expect(() => whole.cpus.set(0, null)).toThrow('property "cpus[0]" cannot be set any more');
    unrealize(whole);
    whole.cpus.set(0, null);
    expect(() => realize(whole)).toThrow('property "cpus[0]" is not set');
  });

  test("must be set as far as it goes: realize names the element that is not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), (number, seed) => {
        const missing = seed % number;
        const board = made((before) => (before.cores = number));
        unrealize(board.counted);
        board.counted.cpus.set(missing, null);
        expect(() => realize(board.counted)).toThrow(`property "cpus[${missing}]" is not set`);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the properties of an array of links", () => {
  const listed = (gate: Gate, stem: string): string[] =>
    propertiesOf(gate)
      .map(({ name }) => name)
      .filter((name) => name.startsWith(stem));

  test("are one an element, as many as there are", () => {
    const { counted: gate, whole } = made();
    expect(listed(gate, "cpus")).toEqual(["cpus[0]", "cpus[1]", "cpus[2]"]);
    expect(listed(whole, "cpus")).toEqual(["cpus[0]", "cpus[1]"]);
    expect(listed(gate, "spares")).toEqual(["spares[0]", "spares[1]", "spares[2]"]);
  });

  test("are read and set by their names, and take objects of the type only", () => {
    const board = made();
    const at = "/machine/whole";
    expect(propertyAt(board, at, "cpus[1]")).toBe(board.core[7]);
    expect(propertyAt(board, at, "spares[0]")).toBeNull();
    expect(() => propertyAt(board, at, "cpus[2]")).toThrow("cpus[2]");
    expect(() => setPropertyAt(board, at, ["cpus[1]", board.core[0]!])).toThrow(
      'property "cpus[1]" cannot be set any more',
    );
    unrealize(board.whole);
    setPropertyAt(board, at, ["cpus[1]", board.core[0]!]);
    expect(board.whole.cpus.get(1)).toBe(board.core[0]);
    expect(() => setPropertyAt(board, at, ["cpus[1]", board.page[0]!])).toThrow(
      "cpus[1] takes an object of type links-core, not page",
    );
    setPropertyAt(board, at, ["lanes", 1]);
    expect(() => setPropertyAt(board, at, ["cpus[1]", null])).toThrow("cpus[1]");
  });

  test("are shown in the tree of buses", () => {
    const text = qtree(made());
    expect(text).toContain('cpus[0] = "core[7]"\n    cpus[1] = "core[6]"\n    cpus[2] = "core[5]"\n    spares[0] = ""');
    expect(text).not.toContain("cpus[4]");
  });
});

describe("an array of counted relations", () => {
  test("lets go what lies beyond a smaller number at realize", () => {
    const board = made((before) => (before.cores = 5));
    const gate = board.counted;
    unrealize(gate);
    gate.lanes = 2;
    realize(gate);
    expect(namesOf(gate.cpus)).toEqual(cores(7, 6));
    unrealize(gate);
    gate.lanes = 3;
    expect(gate.cpus.get(2)).toBeNull();
  });

  test("keeps each of its targets once for each element that leads there", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(null, 0, 1), { minLength: 2, maxLength: 2 }), (wanted) => {
        const board = made((before) => {
          for (const [at, one] of wanted.entries())
            before.chip.gate.pages.set(at, one === null ? null : before.page[one]!);
        });
        const count = (page: number): number => wanted.filter((one) => one === page).length;
        // One of its own place, one of `whole`, of page 0 one of each gate of the pair, and what was drawn.
        expect(board.page.map(({ refs }) => refs)).toEqual([4 + count(0), 2 + count(1)]);
        board.shutdown();
        expect(board.page.map(({ phase }) => phase)).toEqual(["freed", "freed"]);
      }),
      { numRuns: 20 },
    );
  });

  test("holds children of its own for the finalizer, which reads them by their own numbers", () => {
    const board = made();
    const journal: Journal = board.journal;
    journal.page.forEach((page, at) => (page.writes = 10 * (at + 1)));
    board.shutdown();
    expect(counted).toEqual([[30, 20, 10]]);
    expect(journal.phase).toBe("freed");
  });
});

test("a snapshot has where each element led", () => {
  const board = made();
  const snapshot = takeSnapshot(board);
  const other = made();
  unrealize(other.whole);
  other.whole.pages.set(1, other.page[0]!);
  other.whole.cpus.set(0, other.core[1]!);
  realize(other.whole);
  restoreSnapshot(other, snapshot);
  expect(namesOf(other.whole.cpus)).toEqual(cores(6, 7));
  expect(namesOf(other.whole.pages)).toEqual(["page[0]", "page[1]"]);
  expect(other.page.map(({ refs }) => refs)).toEqual(board.page.map(({ refs }) => refs));
});
