import { scenarios } from "../scenarios/index.ts";
import { begin, type State, views } from "./state.ts";

const models: readonly string[] = ["counted", "legacy", "no-embed"] satisfies readonly State["model"][];

/** As many bytes as the texts of an address may have, together: a short one can be made to stand for very many. */
const longest = 4_000_000;

/**
 * The state as the part of an address behind `#`: a scenario as it began is its name and version, everything else is
 * compressed. Whoever opens the address sees the same.
 */
export async function writeAddress(state: State): Promise<string> {
  const { scenario, version } = state;
  const origin = begin(
    scenarios.find(({ id }) => id === scenario)!,
    version,
  );
  const changed = Object.entries(state).filter(([key, value]) => origin[key as keyof State] !== value);
  const start = `${scenario}/${version}`;
  if (changed.length === 0) return start;
  return `${start}/${toText(await through(new CompressionStream("deflate-raw"), encode(Object.fromEntries(changed))))}`;
}

/** The state that an address stands for; undefined if it stands for none. Nothing in an address is trusted. */
export async function readAddress(address: string): Promise<State | undefined> {
  const [id, number = "0", packed] = address.replace(/^#/, "").split("/");
  const scenario = scenarios.find((one) => one.id === id);
  const version = Number(number);
  if (!scenario || !/^\d$/.test(number) || version >= scenario.versions.length) return undefined;
  const origin = begin(scenario, version);
  if (packed === undefined) return origin;
  try {
    const plain = await through(new DecompressionStream("deflate-raw"), fromText(packed));
    return merge(origin, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain)));
  } catch {
    return undefined;
  }
}

/** The origin with what fits of the changes; undefined if something does not. */
function merge(origin: State, changes: unknown): State | undefined {
  if (typeof changes !== "object" || changes === null) return undefined;
  for (const [key, value] of Object.entries(changes))
    if (!Object.hasOwn(origin, key) || typeof value !== typeof origin[key as keyof State]) return undefined;
  const state = { ...origin, ...(changes as Partial<State>), scenario: origin.scenario, version: origin.version };
  const fits =
    models.includes(state.model) &&
    views.includes(state.view) &&
    [state.depth, state.step].every((one) => Number.isInteger(one) && one >= 0 && one < 100_000);
  return fits ? state : undefined;
}

function encode(value: object): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** All that comes out of a stream. Throws `RangeError` if that is more than anybody has typed. */
async function through(stream: GenericTransformStream, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > longest) throw new RangeError("an address stands for too long a text");
    parts.push(read.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Base64 in the letters that addresses may have. */
function toText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws where the text is no base64. */
function fromText(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
