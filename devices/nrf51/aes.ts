const rounds = 10;
const block = 16;

/** Product with x in the field of AES (FIPS 197, section 4.2.1). */
const times2 = (byte: number): number => ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 0xff;

/** Section 5.1.1: the inverse in the field, which is a power of 3, and an affine map. */
function makeSBox(): Uint8Array {
  const powers: number[] = [];
  for (let power = 1; powers.length < 255; power ^= times2(power)) powers.push(power);
  const box = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const inverse = byte === 0 ? 0 : powers[(255 - powers.indexOf(byte)) % 255]!;
    let value = inverse ^ 0x63;
    for (let turn = 1; turn <= 4; turn++) value ^= ((inverse << turn) | (inverse >>> (8 - turn))) & 0xff;
    box[byte] = value;
  }
  return box;
}

const sBox = makeSBox();
const substitute = (byte: number): number => sBox[byte]!;

/** Section 5.2: the keys of all rounds, one behind the other. */
function expandKey(key: Uint8Array): Uint8Array {
  const keys = new Uint8Array(block * (rounds + 1));
  keys.set(key);
  let round = 1;
  for (let at = block; at < keys.length; at += 4) {
    const last = [...keys.subarray(at - 4, at)];
    if (at % block === 0) {
      last.push(last.shift()!);
      for (let i = 0; i < 4; i++) last[i] = substitute(last[i]!);
      last[0]! ^= round;
      round = times2(round);
    }
    for (let i = 0; i < 4; i++) keys[at + i] = keys[at + i - block]! ^ last[i]!;
  }
  return keys;
}

/** Sections 5.1.1 and 5.1.2: substitutes the bytes, and shifts row r of the columns by r. */
const substituteAndShift = (state: Uint8Array): Uint8Array =>
  state.map((_, at) => substitute(state[(at + 4 * (at % 4)) % block]!));

/** Section 5.1.3. */
function mixColumns(state: Uint8Array): Uint8Array {
  return state.map((byte, at) => {
    const column = at & ~3;
    const [next, second, third] = [1, 2, 3].map((i) => state[column + ((at + i) % 4)]!) as [number, number, number];
    return times2(byte) ^ times2(next) ^ next ^ second ^ third;
  });
}

/** Encrypts 16 bytes with a key of 16 bytes (AES-128, FIPS 197). */
export function encryptBlock(key: Uint8Array, text: Uint8Array): Uint8Array {
  const keys = expandKey(key);
  const add = (state: Uint8Array, round: number): Uint8Array =>
    state.map((byte, at) => byte ^ keys[block * round + at]!);
  let state = add(text.slice(), 0);
  for (let round = 1; round < rounds; round++) state = add(mixColumns(substituteAndShift(state)), round);
  return add(substituteAndShift(state), rounds);
}
