import { build } from "esbuild";
import { expect, test } from "vitest";

test("an error keeps its name in a program whose names were shortened", async () => {
  const { outputFiles } = await build({
    entryPoints: ["runtime/index.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "node20.19",
    write: false,
  });
  const shortened = (await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.text).toString("base64")}`
  )) as Record<string, unknown>;
  const { LifetimeError } = shortened as { LifetimeError: new () => Error };
  const errors = Object.entries(shortened).filter(
    ([, one]) => typeof one === "function" && (one === LifetimeError || one.prototype instanceof LifetimeError),
  );
  expect(errors.length).toBeGreaterThan(15);
  expect(errors.map(([, one]) => (one as { readonly name: string }).name)).toEqual(errors.map(([name]) => name));
});
