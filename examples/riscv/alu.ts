/** Arithmetic of the RISC-V unprivileged specification, chapters 2 (RV32I) and 13 (M). Every value is an int32, as in `Int32Array`. */

/**
 * The operation that OP and OP-IMM share, chosen by `funct3`. `alternate` is instruction bit 30, which makes SUB of ADD and SRA of SRL;
 * shift amounts are the low five bits of `b`.
 */
export function operate(funct3: number, alternate: boolean, a: number, b: number): number {
  switch (funct3) {
    case 0:
      return alternate ? (a - b) | 0 : (a + b) | 0;
    case 1:
      return a << (b & 31);
    case 2:
      return a < b ? 1 : 0;
    case 3:
      return a >>> 0 < b >>> 0 ? 1 : 0;
    case 4:
      return a ^ b;
    case 5:
      return alternate ? a >> (b & 31) : (a >>> (b & 31)) | 0;
    case 6:
      return a | b;
    default:
      return a & b;
  }
}

/** The eight operations of the M extension, chosen by `funct3`. Division never traps: see `divide` and `remainder`. */
export function multiplyOrDivide(funct3: number, a: number, b: number): number {
  switch (funct3) {
    case 0:
      return Math.imul(a, b);
    case 1:
      return (highUnsigned(a, b) - (a < 0 ? b : 0) - (b < 0 ? a : 0)) | 0;
    case 2:
      return (highUnsigned(a, b) - (a < 0 ? b : 0)) | 0;
    case 3:
      return highUnsigned(a, b);
    case 4:
      return divide(a, b);
    case 5:
      return b === 0 ? -1 : ((a >>> 0) / (b >>> 0)) | 0;
    case 6:
      return remainder(a, b);
    default:
      return b === 0 ? a : ((a >>> 0) % (b >>> 0)) | 0;
  }
}

/** The condition of a branch, chosen by `funct3`: 0 and 1 equality, 4 and 5 signed, 6 and 7 unsigned; odd ones negate. */
export function compare(funct3: number, a: number, b: number): boolean {
  switch (funct3) {
    case 0:
      return a === b;
    case 1:
      return a !== b;
    case 4:
      return a < b;
    case 5:
      return a >= b;
    case 6:
      return a >>> 0 < b >>> 0;
    default:
      return a >>> 0 >= b >>> 0;
  }
}

/** Upper half of the unsigned 64-bit product, from 16-bit halves so that no partial sum reaches 2^32. */
function highUnsigned(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** By zero the quotient has all bits set; the one overflow, -2^31 / -1, is -2^31, which `| 0` makes of +2^31. */
function divide(a: number, b: number): number {
  return b === 0 ? -1 : (a / b) | 0;
}

/** By zero the remainder is the dividend; `| 0` also turns a negative zero into the only zero a register has. */
function remainder(a: number, b: number): number {
  return b === 0 ? a : (a % b) | 0;
}
