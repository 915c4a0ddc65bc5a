import { join } from "node:path";
import { RuleTester } from "eslint";
import tseslint from "typescript-eslint";
import { describe, it } from "vitest";
import { plugin, recommended } from "../../tools/eslint/index.ts";

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;

const tester = new RuleTester({
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: {
      projectService: { allowDefaultProject: ["case.ts"], defaultProject: "tsconfig.json" },
      tsconfigRootDir: join(import.meta.dirname, "../.."),
    },
  },
});

const head = `import { addChild, create, drop, Owned, type AddressSpace, type ObjectClass, type QomObject } from "@qdl/runtime";
declare const parent: QomObject, of: ObjectClass<QomObject>, space: AddressSpace;
`;

/** Statements in a function that has a parent, a class and an address space. */
const code = (body: string): string => `${head}export function step(maybe: boolean): unknown {\n${body}\n}\n`;
const filename = join(import.meta.dirname, "../../case.ts");
const valid = (body: string) => ({ code: code(body), filename });
const invalid = (body: string, ...errors: { messageId: string; line?: number }[]) => ({
  code: code(body),
  filename,
  errors: errors.map(({ messageId, line }) => ({ messageId, ...(line !== undefined && { line: line + 3 }) })),
});

tester.run("qdl/use-after-consume", plugin.rules!["use-after-consume"]!, {
  valid: [
    valid(`const a = create(parent.heap, of); const kept = addChild(parent, "a", a); return kept.refs;`),
    valid(`const a = create(parent.heap, of);\nif (maybe) { drop(a); return null; }\nreturn a.value;`),
    valid(`let a = create(parent.heap, of); drop(a); a = create(parent.heap, of); return a.value;`),
    valid(`for (;;) { const a = create(parent.heap, of); drop(a); if (maybe) break; } return null;`),
    valid(`const a = create(parent.heap, of); const spend = () => a.value; spend(); drop(a); return null;`),
    valid(
      `class Owned2 { consume() {} get value() { return 1; } }\nconst a = new Owned2(); a.consume(); return a.value;`,
    ),
    valid(
      `const a = create(parent.heap, of);\nswitch (Number(maybe)) { case 1: drop(a); return 1; default: return a.consume(); }`,
    ),
  ],
  invalid: [
    invalid(`const a = create(parent.heap, of);\na.consume();\nreturn a.value;`, {
      messageId: "use-after-consume",
      line: 3,
    }),
    invalid(`const a = create(parent.heap, of);\nif (maybe) drop(a);\nreturn a.consume();`, {
      messageId: "use-after-consume",
      line: 3,
    }),
    invalid(`const a = create(parent.heap, of);\nwhile (maybe) {\n  addChild(parent, "x", a);\n}\nreturn null;`, {
      messageId: "use-after-consume",
      line: 3,
    }),
    invalid(
      `const a = create(parent.heap, of);\ntry { if (maybe) throw new Error(); } finally { drop(a); }\nreturn a.clone();`,
      { messageId: "use-after-consume", line: 3 },
    ),
    invalid(
      `const a = create(parent.heap, of);\nconst end = (b: Owned<QomObject>) => { drop(b); };\nend(a);\nreturn a.value;`,
      {
        messageId: "use-after-consume",
        line: 4,
      },
    ),
    invalid(`const m = space.map(0, 4, { write: false })!;\nm.unmap();\nreturn m.data;`, {
      messageId: "use-after-consume",
      line: 3,
    }),
    invalid(
      `const a = create(parent.heap, of);\nouter: for (let i = 0; i < 3; i++) { for (;;) { if (maybe) continue outer; a.consume(); } }\nreturn null;`,
      { messageId: "use-after-consume", line: 2 },
    ),
  ],
});

tester.run("qdl/undisposed-handle", plugin.rules!["undisposed-handle"]!, {
  valid: [
    valid(`using a = create(parent.heap, of); return a.value;`),
    valid(`const a = create(parent.heap, of); return a;`),
    valid(`const m = space.map(0, 4, { write: false }); if (m === null) return 0; m.unmap(); return 1;`),
    valid(
      `const m = space.map(0, 4, { write: false }); if (m && m.data.length > 2) { m.unmap(); return 2; } m?.unmap(); return 1;`,
    ),
    valid(`const all = [create(parent.heap, of), create(parent.heap, of)]; all.forEach((one) => drop(one)); return 1;`),
    valid(`const a = maybe ? create(parent.heap, of) : null; if (a) drop(a); return 1;`),
    valid(
      `const held = new Map<string, Owned<QomObject>>(); held.set("a", create(parent.heap, of)); const a = held.get("a"); return a?.value;`,
    ),
  ],
  invalid: [
    invalid(`const a = create(parent.heap, of);\nreturn a.value;`, { messageId: "handle-not-disposed", line: 1 }),
    invalid(`create(parent.heap, of);\nreturn null;`, { messageId: "handle-not-disposed", line: 1 }),
    invalid(`const a = create(parent.heap, of);\nif (maybe) return 1;\ndrop(a);\nreturn 2;`, {
      messageId: "handle-not-disposed",
    }),
    invalid(`const m = space.map(0, 4, { write: false });\nif (!m) return 0;\nreturn m.data.length;`, {
      messageId: "mapping-not-unmapped",
      line: 1,
    }),
    invalid(
      `for (let i = 0; i < 2; i++) {\n  const a = create(parent.heap, of);\n  if (maybe) continue;\n  drop(a);\n}\nreturn 1;`,
      {
        messageId: "handle-not-disposed",
        line: 2,
      },
    ),
    invalid(`let a = create(parent.heap, of);\na = create(parent.heap, of);\ndrop(a);\nreturn 1;`, {
      messageId: "handle-not-disposed",
      line: 1,
    }),
  ],
});

describe("the recommended configuration", () => {
  it("has every rule of the plugin", ({ expect }) => {
    expect(Object.keys(recommended.rules!).sort()).toEqual(
      Object.keys(plugin.rules!)
        .map((name) => `qdl/${name}`)
        .sort(),
    );
  });
});
