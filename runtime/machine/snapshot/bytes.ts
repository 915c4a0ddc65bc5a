/** Bytes per page: of memory, only pages that are not all zero are kept. */
const page = 4096;

/** A copy of bytes of which most may be zero. */
export class SavedBytes {
  /** How many bytes it is a copy of. */
  readonly length: number;
  /** The pages that are kept, as pairs of the first one and how many follow it, in order. */
  readonly runs: readonly number[];
  /** Their bytes. */
  readonly kept: Uint8Array;

  constructor(length: number, runs: readonly number[], kept: Uint8Array) {
    this.length = length;
    this.runs = runs;
    this.kept = kept;
  }

  /** Overwrites bytes of the same length. */
  copyTo(bytes: Uint8Array): void {
    bytes.fill(0);
    let at = 0;
    for (const [from, to] of ranges(this.runs, this.length)) {
      bytes.set(this.kept.subarray(at, at + to - from), from);
      at += to - from;
    }
  }
}

/** Copies bytes. */
export function saveBytes(bytes: Uint8Array): SavedBytes {
  const runs: number[] = [];
  for (let first = 0; first * page < bytes.length; first++) {
    if (isZero(bytes, first * page)) continue;
    const start = first;
    while (first * page < bytes.length && !isZero(bytes, first * page)) first++;
    runs.push(start, first - start);
  }
  const kept = new Uint8Array(keptLength(runs, bytes.length));
  let at = 0;
  for (const [from, to] of ranges(runs, bytes.length)) {
    kept.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return new SavedBytes(bytes.length, runs, kept);
}

/** How many bytes are kept of `length`; NaN for runs that overlap, are not in order, or lie outside. */
export function keptLength(runs: readonly number[], length: number): number {
  let end = 0;
  let sum = 0;
  for (let at = 0; at < runs.length; at += 2) {
    const [first, count] = [runs[at]!, runs[at + 1] ?? 0];
    if (first < end || count < 1 || (first + count - 1) * page >= length) return NaN;
    end = first + count;
    sum += Math.min(end * page, length) - first * page;
  }
  return sum;
}

function* ranges(runs: readonly number[], length: number): Generator<[from: number, to: number]> {
  for (let at = 0; at < runs.length; at += 2) {
    const first = runs[at]!;
    yield [first * page, Math.min((first + runs[at + 1]!) * page, length)];
  }
}

/** Whether the page that begins at `from` is all zero. */
function isZero(bytes: Uint8Array, from: number): boolean {
  const to = Math.min(from + page, bytes.length);
  const at = bytes.byteOffset + from;
  if (at % 4 !== 0 || to - from < page) return bytes.subarray(from, to).every((byte) => byte === 0);
  const words = new Int32Array(bytes.buffer, at, page / 4);
  for (let word = 0; word < words.length; word++) if (words[word] !== 0) return false;
  return true;
}
