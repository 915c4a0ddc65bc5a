import { type ObjectType } from "../../object/index.ts";
import { Backend } from "./backend.ts";
import { type Device } from "../device.ts";
import { objectType } from "../type.ts";

/** The device's side of a disk: functions of its type. */
export interface BlockFrontend<T extends Device> {
  /** The medium was changed, or its size was. */
  mediumChanged?(device: T): void;
}

/** A block backend: the bytes of a disk, a flash, a card. One device at a time. */
export abstract class Block extends Backend<BlockFrontend<Device>> {
  static override readonly type: ObjectType = objectType<Block>({
    name: "blockdev",
    parent: Backend.type,
    abstract: true,
    class: Block as never,
  });

  /** Bytes that it holds. */
  abstract readonly size: number;
  abstract readonly readonly: boolean;

  /** Fills `bytes` from `offset` on. Throws `RangeError` outside the medium. */
  abstract read(offset: number, bytes: Uint8Array): void;

  /** Stores `bytes` from `offset` on. Throws `RangeError` outside the medium, or if it is read-only. */
  abstract write(offset: number, bytes: Uint8Array): void;

  /** Makes what was written last. */
  abstract flush(): void;

  /** Puts a device at the front while it is realized. Throws `DeviceError` if another device is there. */
  attach<T extends Device>(device: T, frontend: BlockFrontend<T> = {}): void {
    this.claim(device, frontend as unknown as BlockFrontend<Device>);
  }
}

/** A medium in memory, for tests. */
export class MemoryBlock extends Block {
  static override readonly type: ObjectType = objectType<MemoryBlock>({
    name: "block-memory",
    parent: Block.type,
    class: MemoryBlock,
  });

  readonly = false;
  /** How often the guest has flushed. */
  flushes = 0;
  #data: Uint8Array = new Uint8Array(0);

  get size(): number {
    return this.#data.length;
  }

  /** The medium. */
  get data(): Uint8Array {
    return this.#data;
  }

  /** Puts in another medium. */
  insert(data: Uint8Array): void {
    this.#data = data;
    if (this.device) this.frontend?.mediumChanged?.(this.device);
  }

  override read(offset: number, bytes: Uint8Array): void {
    bytes.set(this.#data.subarray(this.#within(offset, bytes.length), offset + bytes.length));
  }

  override write(offset: number, bytes: Uint8Array): void {
    if (this.readonly) throw new RangeError(`${this.path} is read-only`);
    this.#data.set(bytes, this.#within(offset, bytes.length));
  }

  override flush(): void {
    this.flushes++;
  }

  #within(offset: number, length: number): number {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > this.#data.length)
      throw new RangeError(`${length} bytes at ${offset} do not lie on ${this.path} of ${this.#data.length} bytes`);
    return offset;
  }
}
