import { type CheckedRegister, type CheckedType, type Inspection, type TypeEntity } from "qdl";
import { type Declaration } from "../names/declaration.ts";

const types = new WeakMap<Inspection, ReadonlyMap<TypeEntity, CheckedType>>();

/** What was worked out of a type. */
export function checkedType(type: TypeEntity, now: Inspection): CheckedType | undefined {
  const known = types.get(now);
  if (known) return known.get(type);
  types.set(now, new Map(now.checked.flatMap((file) => file.types.map((one) => [one.entity, one] as const))));
  return checkedType(type, now);
}

/** Where a part lies in the storage of its type, and how many bytes it takes there. */
export interface Laid {
  readonly offset: number;
  readonly bytes: number;
}

/** The heap is counted in words of so many bytes. */
const wordBytes = 4;

/** Where a state field, an embedded child or a bank lies; nothing for what has no place in the storage of its type. */
export function placeOfPart({ node, type }: Declaration, now: Inspection): Laid | undefined {
  const checked = type && checkedType(type, now);
  if (!checked) return undefined;
  const isIt = (part: { readonly node: { readonly start: number } }) => part.node.start === node.start;
  const state = checked.states.find(isIt);
  if (state) return { offset: state.word * wordBytes, bytes: Math.ceil(((state.count ?? 1) * state.bits) / 8) };
  const bank = checked.banks.find(isIt);
  if (bank) return { offset: bank.word * wordBytes, bytes: bank.words * wordBytes };
  const child = checked.children.find(isIt);
  if (child?.word === null || child === undefined) return undefined;
  return { offset: child.word * wordBytes, bytes: child.stride * wordBytes };
}

/** Bytes of an instance with everything embedded in it; nothing for a family, whose members differ. */
export function sizeOfType(type: TypeEntity, now: Inspection): number | undefined {
  const checked = checkedType(type, now);
  if (!checked || type.node.form === "interface" || (type.family && !type.variant)) return undefined;
  return checked.words * wordBytes;
}

/** The register that a declaration is, or lies in, as it was worked out. */
export function registerOf({ node, type }: Declaration, now: Inspection): CheckedRegister | undefined {
  const banks = type ? (checkedType(type, now)?.banks ?? []) : [];
  const registers = banks.flatMap((bank) => bank.registers);
  return registers.find((one) => one.node.start <= node.start && node.end <= one.node.end);
}

/** A number of bytes in words. */
export function bytes(count: number): string {
  return count === 1 ? "1 byte" : `${count} bytes`;
}

/** A number as addresses are written. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** What a declaration takes and where it lies, in sentences. */
export function layoutOf(declaration: Declaration, now: Inspection): string[] {
  const { meaning, type } = declaration;
  if (meaning === "type") {
    const size = sizeOfType(type!, now);
    return size === undefined ? [] : [`An instance takes ${bytes(size)}, with everything that is embedded in it.`];
  }
  if (meaning === "register" || meaning === "field") return registerFacts(declaration, now);
  const laid = placeOfPart(declaration, now);
  if (laid) return [`At offset ${hex(laid.offset)} of \`${type!.name}\`, ${sizeOf(declaration, laid)}.`];
  return regionFacts(declaration, now);
}

function sizeOf({ node }: Declaration, laid: Laid): string {
  return "bound" in node && node.bound ? `${bytes(laid.bytes)} for each` : bytes(laid.bytes);
}

function regionFacts({ node, type }: Declaration, now: Inspection): string[] {
  const region = type && checkedType(type, now)?.regions.find((one) => one.node.start === node.start);
  return typeof region?.size !== "bigint" ? [] : [`The region is ${hex(region.size)} bytes large.`];
}

function registerFacts(declaration: Declaration, now: Inspection): string[] {
  const register = registerOf(declaration, now);
  if (!register) return [];
  const field = register.fields.find(({ node }) => node.start === declaration.node.start);
  if (declaration.meaning === "field" && field) {
    const bits = field.high === field.low ? `Bit ${field.low}` : `Bits ${field.high} to ${field.low}`;
    const mask = ((1n << BigInt(field.high - field.low + 1)) - 1n) << BigInt(field.low);
    return [`${bits} of \`${register.node.name.text}\`, mask ${hex(mask)}.`];
  }
  return [`${placeOfRegister(register)}, ${bytes(register.bytes)} wide, ${hex(register.reset)} after reset.`];
}

/** At which offsets of its bank a register is. */
export function placeOfRegister({ offset, count, stride }: CheckedRegister): string {
  if (count === null) return `At offset ${hex(offset)}`;
  return `${count} from offset ${hex(offset)} to ${hex(offset + (count - 1) * stride)}, one every ${bytes(stride)}`;
}
