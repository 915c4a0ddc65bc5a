import { describe, expect, test } from "vitest";
import { compile } from "qdl";
import { asPromises, promisesIn } from "../fixture-cases.ts";
import { typeErrorsIn } from "../programs/type-check.ts";
import { behaviourFor } from "./stand-in.ts";
import { fileOf, hostOf, type Row } from "./row.ts";
import { groups } from "./table.ts";

/** What is reported of a text that stands beside others; that nobody wrote behaviour is said of every hook, and not meant here. */
function reportsOf({ beside }: Row, text: string) {
  const { diagnostics } = compile(["a.qdl"], hostOf(text, beside));
  return diagnostics.filter(({ code }) => code !== "emit/no-behaviour");
}

describe.each(groups)("%s", (_group, rows) => {
  test.each(rows.map((row) => [row.construct, row] as const))("%s: what is right is accepted", (_name, row) => {
    expect(reportsOf(row, row.accepted).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  test.each(rows.map((row) => [row.construct, row] as const))("%s: what is wrong is reported, once", (_name, row) => {
    const promised = promisesIn("a.qdl", fileOf(row.refused));
    expect(promised).toHaveLength(1);
    expect(asPromises(reportsOf(row, row.refused))).toEqual(promised);
  });

  test.each(rows.map((row) => [row.construct, row] as const))("%s: a near miss is accepted", (_name, row) => {
    expect(reportsOf(row, row.near).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });
});

test("the modules of all that is accepted satisfy the type checker, in one program", () => {
  const texts = new Map<string, string>();
  for (const [at, row] of groups.flatMap(([, rows]) => rows).entries())
    for (const [which, text] of [row.accepted, row.near].entries())
      for (const { path, text: module } of compile(["a.qdl"], hostOf(text, row.beside)).modules) {
        texts.set(`${at}-${which}/generated/${path}`, module);
        texts.set(`${at}-${which}/${path}`, behaviourFor(path, module));
      }
  expect(typeErrorsIn(texts)).toEqual([]);
});
