import { Attribute, children, isLive, type QomObject, unparent } from "../object/index.ts";
import { type RegisterBank } from "./bank.ts";
import { type MemoryRegion } from "./region.ts";
import { type AddressSpace } from "./space.ts";
import { memoryOf } from "./system.ts";

/** What the memory layer asks of an owner that can be realized; objects without it are always open and never guarded. */
export interface RealizedOwner {
  readonly realized: boolean;
}

/** Something held on behalf of an owner that must go before its regions do: a mapping. */
export interface HeldByOwner {
  release(): void;
}

/** What the regions of one owner share: one guard, one state of realize, the mappings made for it. */
export class OwnerRecord {
  readonly owner: QomObject;
  /** Whether ops of one of its regions are running (rule 22.13). */
  busy = false;
  /** Whether there is a guard at all: a device has one, a plain object has none. */
  readonly guarded: boolean;
  /** Its ops and registers answer; a device that is not realized does not (lifetimes, section 4.3). */
  open: boolean;
  /** Its regions are leaving because it does. */
  leaving = false;
  readonly #banks: RegisterBank[] = [];
  readonly #held = new Set<HeldByOwner>();

  constructor(owner: QomObject) {
    this.owner = owner;
    const { realized } = owner as Partial<RealizedOwner>;
    this.guarded = typeof realized === "boolean";
    this.open = realized !== false;
  }

  addBank(bank: RegisterBank): void {
    this.#banks.push(bank);
    if (!this.open) bank.flag(this.owner, Attribute.unrealized, true);
  }

  setOpen(open: boolean): void {
    if (open === this.open) return;
    this.open = open;
    for (const bank of this.#banks) bank.flag(this.owner, Attribute.unrealized, !open);
  }

  /** Whether its ops may run; a device that has been realized in the meantime is opened by the first access. */
  answers(): boolean {
    if (!this.open && (this.owner as Partial<RealizedOwner>).realized === true) this.setOpen(true);
    return this.open && isLive(this.owner);
  }

  hold(held: HeldByOwner): void {
    this.#held.add(held);
  }

  drop(held: HeldByOwner): void {
    this.#held.delete(held);
  }

  /** Releases the mappings that were made for the owner. */
  releaseAll(): void {
    for (const held of [...this.#held]) held.release();
  }
}

const records = new WeakMap<QomObject, OwnerRecord>();

/** The record of an owner; made on first use. */
export function ownerRecord(owner: QomObject): OwnerRecord {
  let record = records.get(owner);
  if (!record) records.set(owner, (record = new OwnerRecord(owner)));
  return record;
}

/** A device calls this at the end of its realize: its regions answer from now on. */
export function openRegions(owner: QomObject): void {
  ownerRecord(owner).setOpen(true);
}

/** A device calls this at the beginning of its unrealize: whoever still reaches its regions gets decode errors. */
export function closeRegions(owner: QomObject): void {
  ownerRecord(owner).setOpen(false);
}

/**
 * A device calls this when it is unparented: mappings are released, what its parts show of others is let go, then its address
 * spaces and regions are unparented, newest first (lifetimes, section 4.2). Objects that are no devices must do the same, or be
 * unparented with no region in use.
 */
export function releaseRegions(owner: QomObject): void {
  const record = ownerRecord(owner);
  record.leaving = true;
  record.releaseAll();
  emptyParts(owner);
  for (const child of children(owner).reverse()) if (isRegion(child) || isSpace(child)) unparent(child);
}

/** Releases the mappings that were made for an owner and unparents its address spaces: they hold its regions. */
export function leaveSpaces(owner: QomObject): void {
  ownerRecord(owner).releaseAll();
  for (const child of children(owner).reverse()) if (isSpace(child)) unparent(child);
}

/**
 * Has the parts of an owner that leaves, however deep, let go of regions that are not their own: their mappings are released,
 * their address spaces end, their containers keep their own regions only. The parts live as long as the owner, which is held
 * by its regions from now on: a part that held one of them would close a circle (lifetimes, section 4.2).
 */
export function emptyParts(owner: QomObject): void {
  const parts = partsOf(owner);
  for (const part of parts) records.get(part)?.releaseAll();
  memoryOf(owner.heap).change(() => {
    for (const part of parts) {
      if (part.parent === owner) continue;
      if (isSpace(part)) part.end();
      else if (isRegion(part)) part.emptyOfOthers();
    }
    return false;
  });
}

/** Everything below an object in the tree. */
function partsOf(owner: QomObject): QomObject[] {
  const parts = children(owner);
  for (const part of parts) parts.push(...children(part));
  return parts;
}

function isRegion(object: QomObject): object is MemoryRegion {
  return object.type.name === "memory-region";
}

function isSpace(object: QomObject): object is AddressSpace {
  return object.type.name === "address-space";
}
