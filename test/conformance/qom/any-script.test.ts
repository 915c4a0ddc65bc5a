import fc from "fast-check";
import { expect, test } from "vitest";
import { play } from "../../../tools/simulate/player.ts";
import { renderRecording } from "../../../tools/simulate/record.ts";
import { readScript } from "../../../tools/simulate/script.ts";
import { renderTimeline } from "../../../tools/simulate/table.ts";

const types = ["type T0", "type T1 uc embeds k:T0", "type T2 : T1 embeds m:T1 n:T0"];
const typeName = fc.constantFrom("T0", "T1", "T2");
const object = fc.constantFrom("root", "a", "b", "c", "d", "e", "a.k", "b.k", "b.m", "b.m.k", "b.n", "c.k");
const property = fc.constantFrom("k", "x", "y", "z[*]", "fail");
const failures = fc.constantFrom("", " fail", " failcomplete", " fail failcomplete");

/** What makes the objects of a script; each is made once. */
const makers = fc
  .tuple(typeName, typeName, typeName, property, property, failures, fc.constantFrom("d", "e", "root"))
  .map(([a, c, d, first, second, fails, parent]) => [
    `${a === "T0" ? "static" : "new"} a T1`,
    "new b T2",
    `embed c in a T1 ${first === "k" ? "x" : first}`,
    `own d in c ${d} ${second}`,
    c === "T0" ? `newprops e ${c} ${parent === "root" ? "root e" : "- -"}${fails}` : `embedprops e in b ${c} q${fails}`,
  ]);

const action: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(fc.constantFrom("ref", "unref", "sref", "sunref", "unparent"), object).map((words) => words.join(" ")),
  fc.tuple(fc.constant("addchild"), object, object, property).map((words) => words.join(" ")),
  fc.tuple(fc.constantFrom("slink", "wlink", "clink"), object, property, object).map((words) => words.join(" ")),
  fc
    .tuple(fc.constant("setlink"), object, property, fc.oneof(object, fc.constant("-")))
    .map((words) => words.join(" ")),
  fc.tuple(fc.constant("delprop"), object, property).map((words) => words.join(" ")),
  fc.tuple(fc.constantFrom("c", "e", "b.m", "a.k"), property).map(([name, where]) => `reembed ${name} ${where}`),
  fc.constant("state"),
);

const hook = fc
  .tuple(fc.constantFrom("init", "post_init", "unparent", "finalize"), object, action)
  .map((words) => `hook ${words.join(" ")}`);

/** Scripts in the language, rules kept or not. */
const scripts = fc
  .tuple(makers, fc.array(hook, { maxLength: 4 }), fc.array(fc.oneof(action, action, action, hook), { maxLength: 25 }))
  .map(([made, hooks, actions]) => [...types, ...hooks, ...made, ...actions]);

test("any script is played to its end, or to a misuse that is named", () => {
  fc.assert(
    fc.property(scripts, (lines) => {
      const script = readScript(lines.join("\n"));
      expect(script.problems).toEqual([]);
      const recording = play("any", script);
      const { error, leaked, outcome, steps } = recording;
      expect(outcome).toBe(error ? "error" : leaked!.length > 0 ? "leak" : "clean");
      expect(steps.length).toBe(error ? steps.length : lines.length);
      if (error) expect(error.kind).toMatch(/^[A-Z]\w+Error$/);
      for (const { objects } of steps)
        for (const { state, ref, storage_ref } of objects ?? []) {
          expect(ref > 0).toBe(state === "live");
          if (state === "live" && storage_ref !== null) expect(storage_ref).toBeGreaterThanOrEqual(0);
        }
      expect(JSON.parse(renderRecording(recording))).toMatchObject({ outcome, script: lines });
      expect(renderTimeline(recording)).toContain(error ? "misuse in step" : outcome === "leak" ? "leaked" : "clean");
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["nonsense", "there is no operation `nonsense`"],
  ["type", "`` is no name of a type"],
  ["type T0", "type `T0` is declared already"],
  ["type A : B", "there is no type `B`"],
  ["type A embeds k", "`k` is not `NAME:TYPE`"],
  ["new x T9", "there is no type `T9`"],
  ["new x", "`new` takes 2 arguments, not 1"],
  ["new x T0 y", "`new` does not take `y`"],
  ["new root T0", "`root` is the root of the tree"],
  ["ref nobody", "nothing in the script makes an object `nobody`"],
  ["ref a.q", "nothing in the script makes an object `a.q`"],
  ["embed c on a T0 k", "`on` stands where `in` belongs"],
  ["newprops c T0 - id", "an id needs a parent"],
  ["hook death a ref a", "there is no event `death` to hook"],
  ["hook init a", "`hook` takes an event, an object and an operation"],
  ["hook init a type T3", "a hook cannot declare a type"],
  ["__proto__ a", "there is no operation `__proto__`"],
])("the line %j says nothing that can be played", (line, message) => {
  const { problems } = readScript(`type T0\nnew a T0\n# a comment\n\n${line}\n`);
  expect(problems).toMatchObject([{ line: 5, message }]);
  expect(problems[0]!.help).not.toBe("");
});

/** Events and end of a script, in short. */
function played(...lines: string[]): { readonly last: string[]; readonly outcome: string; readonly left: string[] } {
  const { steps, outcome, leaked } = play("it", readScript(lines.join("\n")));
  const last = steps.at(-1)!.events.map((event) => [event.ev, ...("obj" in event ? [event.obj] : [])].join(" "));
  return { last, outcome, left: (leaked ?? []).map(({ name }) => name) };
}

test("an object with properties and no id belongs to who made it", () => {
  expect(played("type Q", "newprops q Q - -")).toMatchObject({ outcome: "leak", left: ["q"] });
  expect(played("type Q", "newprops q Q - -", "unref q").outcome).toBe("clean");
  expect(played("type Q uc", "newprops q Q root q failcomplete")).toEqual({
    last: ["init q", "post_init q", "complete q", "unparent q", "finalize q", "free q", "result", "err"],
    outcome: "clean",
    left: [],
  });
});

test("linking to what has no place in the tree is misuse, clearing and linking in the tree are not", () => {
  const objects = ["type P", "new a P", "new b P"];
  expect(played(...objects, "slink a peer b", "setlink a peer a").outcome).toBe("error");
  expect(played(...objects, "slink a peer b", "setlink a peer -", "unref b", "unref a").outcome).toBe("clean");
  expect(played(...objects, "clink a peer b", "setlink a peer -").last).toEqual(["result", "err"]);
  expect(played(...objects, "setlink a nothing -").last).toEqual(["result", "err"]);
});

test("memory that belongs to nobody's heap is never freed, and is no leak", () => {
  expect(played("type P", "static s P", "unref s")).toEqual({ last: ["finalize s"], outcome: "clean", left: [] });
  expect(played("type P", "static s P", "unref s", "sunref s").outcome).toBe("error");
});

test("the place of an embedded object can be used again once it is finalized", () => {
  const embedded = ["type C", "type P", "new p P", "embed c in p C c"];
  expect(played(...embedded, "unparent c", "reembed c again", "unref p")).toEqual({
    last: ["unparent c", "finalize c", "finalize p", "free p"],
    outcome: "clean",
    left: [],
  });
  expect(played(...embedded, "reembed c again").last).toEqual(["clobber c", "error c"]);
});
