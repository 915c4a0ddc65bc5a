import { type Access } from "@qdl/runtime";

/** The processor that makes an access; the last of `count` if its number is beyond them. */
export function requesterOf({ attributes }: Access, count: number): number {
  return Math.min(attributes.requester ?? 0, count - 1);
}

/** The processor that makes an access, or whose own region of `regions` is accessed. */
export function processorOf(access: Access, regions: readonly unknown[]): number {
  const { region } = access;
  return region && regions.includes(region) ? region.index : requesterOf(access, regions.length);
}

/** Whether an access is non-secure; one that does not say so is secure. */
export function isNonSecure({ attributes }: Access): boolean {
  return attributes.secure === false;
}
