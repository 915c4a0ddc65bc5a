const texts = import.meta.glob<string>(
  [
    "./texts/*",
    "../../../examples/threads/refused/*.qdl",
    "../../../examples/threads/systems/*/board.qdl",
    "../../../examples/threads/systems/*/board.ts",
    "../../../devices/arm/pl011.{qdl,ts}",
  ],
  { query: "?raw", import: "default", eager: true },
);

const threads = "../../../examples/threads";

/** A text of this folder. Throws `Error` if there is none of that name. */
export function ownText(name: string): string {
  return textAt(`./texts/${name}`);
}

/** A definition that is refused, or advised against, in `examples/threads`. */
export function refusedText(name: string): string {
  return textAt(`${threads}/refused/${name}.qdl`);
}

/** The definition and the behaviour of a system in `examples/threads`; the latter is empty where it has none. */
export function systemTexts(name: string): { readonly definition: string; readonly behaviour: string } {
  const folder = `${threads}/systems/${name}`;
  return { definition: textAt(`${folder}/board.qdl`), behaviour: texts[`${folder}/board.ts`] ?? "" };
}

/** The definition and the behaviour of a UART that is in real boards. */
export function pl011Texts(): { readonly definition: string; readonly behaviour: string } {
  const path = "../../../devices/arm/pl011";
  return { definition: textAt(`${path}.qdl`), behaviour: textAt(`${path}.ts`) };
}

function textAt(path: string): string {
  const text = texts[path];
  if (text === undefined) throw new Error(`there is no text ${path}`);
  return text;
}
