import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "../../compiler/1-parse/index.ts";
import { Log } from "../../compiler/diagnostics/log.ts";

const folder = join(import.meta.dirname, "examples");

/** The example files, by name. */
export const examples: readonly (readonly [string, string])[] = readdirSync(folder).map((name) => [
  name,
  readFileSync(join(folder, name), "utf8"),
]);

/** Short files: each holds one declaration without members, or one member of an example, or one register. */
export const shortTexts: readonly string[] = examples.flatMap(([name, text]) => {
  const { declarations } = parse({ name, text }, new Log());
  return declarations.flatMap((declaration) => {
    if (declaration.kind !== "type") return [`qdl 1; ${text.slice(declaration.start, declaration.end)}`];
    return declaration.members.flatMap((member) => {
      if (member.kind !== "bank") return [`qdl 1; device X : Y { ${text.slice(member.start, member.end)} }`];
      return member.members.map(({ start, end }) => `qdl 1; object X { bank b { ${text.slice(start, end)} } }`);
    });
  });
});

const scraps = [..."{}()[];:,.=@?!~+-*/%&|^<>\"\\ \n\t#$`'0123456789", "..", "->", "=>", "==", "//", "/*", "*/", "///"];
const words = [
  "device",
  "prop",
  "own",
  "region",
  "override",
  "in",
  "on",
  "read",
  "x",
  "ops",
  "0x10",
  "4K",
  "true",
  '"t"',
  "for",
];

/** Pieces that random texts are made of. */
export const scrap = fc.constantFrom(
  ...scraps,
  ...words.map((word) => ` ${word} `),
  "\u00e9",
  "\u{1F600}",
  "\u202e",
  "__proto__",
);

const change = fc.record({ at: fc.nat(), length: fc.nat({ max: 6 }), insert: fc.array(scrap, { maxLength: 2 }) });

/** A text with one to three stretches replaced. */
export function mutationOf(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 3 })).map(([text, changes]) =>
    changes.reduce((mutant, { at, length, insert }) => {
      const start = at % (mutant.length + 1);
      return mutant.slice(0, start) + insert.join("") + mutant.slice(start + length);
    }, text),
  );
}
