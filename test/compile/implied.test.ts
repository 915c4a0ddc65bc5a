import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "qdl";

/** A condition as text, and what it says of values. */
interface Condition {
  readonly text: string;
  readonly holds: (values: Values) => boolean;
}

interface Values {
  readonly count: number;
  readonly other: number;
  readonly few: number;
  readonly on: boolean;
}

const operators = ["==", "!=", "<", "<=", ">", ">="] as const;
const compare = (a: number, operator: (typeof operators)[number], b: number): boolean =>
  ({ "==": a === b, "!=": a !== b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b })[operator];

const number = fc.integer({ min: 0, max: 12 });
const comparison = fc
  .tuple(
    fc.constantFrom("count", "other", "few"),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom(...operators),
    number,
  )
  .map(([name, factor, operator, to]): Condition => ({
    text: `${factor} * ${name} ${operator} ${to * 9}`,
    holds: (values) => compare(factor * values[name as "count"], operator, to * 9),
  }));
const sum = fc.tuple(fc.constantFrom(...operators), number).map(([operator, to]): Condition => ({
  text: `count + other ${operator} ${to * 9}`,
  holds: ({ count, other }) => compare(count + other, operator, to * 9),
}));
const flag: fc.Arbitrary<Condition> = fc.constant({ text: "on", holds: ({ on }) => on });
const term = fc.oneof(
  { weight: 4, arbitrary: comparison },
  { weight: 1, arbitrary: sum },
  { weight: 2, arbitrary: flag },
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small" },
    term,
    tie("condition").map(({ text, holds }) => ({ text: `!(${text})`, holds: (values: Values) => !holds(values) })),
    fc.tuple(tie("condition"), fc.boolean(), tie("condition")).map(([a, both, b]) => ({
      text: `(${a.text}) ${both ? "&&" : "||"} (${b.text})`,
      holds: (values: Values) => (both ? a.holds(values) && b.holds(values) : a.holds(values) || b.holds(values)),
    })),
  ),
}));

const numbers = Array.from({ length: 101 }, (_, at) => at);
const worlds = numbers.flatMap((count) =>
  [0, 1, 8, 9, 10, 53, 54, 55, 99, 100].flatMap((other) =>
    [1, 2, 8].flatMap((few) => [true, false].map((on): Values => ({ count, other, few, on }))),
  ),
);

/** Whether a link from under one condition to a part under another is accepted. */
function isAccepted(place: Condition, part: Condition): boolean {
  const text = `qdl 1;
import { Device } from "qdl:core";
device Part : Device {}
device Probe : Device { link target : Device; }
device Board : Device {
  prop count : u32 = 0 in 0..100;
  prop other : u32 = 0 in 0..100;
  prop few : u32 = 1 in [1, 2, 8];
  prop on : bool = false;
  when ${part.text} { embed part : Part; }
  when ${place.text} { embed probe : Probe { target = part; } }
}
`;
  const { diagnostics } = check(["a.qdl"], { read: () => ({ text }) });
  expect(diagnostics.filter(({ code }) => code !== "lifetime/conditional-child").map(({ message }) => message)).toEqual(
    [],
  );
  return diagnostics.length === 0;
}

test("what is used under a condition is there whenever the condition holds, or it is refused", () => {
  let accepted = 0;
  fc.assert(
    fc.property(condition, condition, fc.boolean(), (a, b, stricter) => {
      // Of two random conditions one seldom follows from the other.
      const place = stricter
        ? { text: `(${a.text}) && (${b.text})`, holds: (values: Values) => a.holds(values) && b.holds(values) }
        : a;
      if (!isAccepted(place, b)) return;
      accepted++;
      expect(worlds.find((world) => place.holds(world) && !b.holds(world))).toBe(undefined);
    }),
    { numRuns: 150 },
  );
  expect(accepted).toBeGreaterThan(15);
});
