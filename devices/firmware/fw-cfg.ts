import { type FwCfg, type FwCfgHooks } from "../../generated/firmware/fw-cfg.ts";

// The fw_cfg specification: numbers of items, and what a request asks for.
const Item = { signature: 0x00, id: 0x01, cpus: 0x05, directory: 0x19 } as const;
const Control = { error: 1, read: 2, skip: 4, select: 8, write: 16 } as const;
/** Bits of a selector that say how an item is used, not which. */
const itemMask = 0x3fff;
const requestBytes = 16;
/** The interface has the window and the copier. */
const interfaces = 3;

const text = (of: string): Uint8Array => new TextEncoder().encode(of);

/** The bytes of an item; one that is not there is empty. Numbers are little-endian, those of the directory big-endian. */
function itemOf(self: FwCfg): Uint8Array {
  switch (self.selected & itemMask) {
    case Item.signature:
      return text("QEMU");
    case Item.id:
      return Uint8Array.of(interfaces, 0, 0, 0);
    case Item.cpus:
      return Uint8Array.of(self.cpus & 0xff, self.cpus >>> 8);
    case Item.directory:
      return new Uint8Array(4);
    default:
      return new Uint8Array(0);
  }
}

function select(self: FwCfg, item: number): void {
  self.selected = item;
  self.position = 0;
}

/** The next bytes of the item, 0 behind its end. */
function take(self: FwCfg, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(itemOf(self).subarray(self.position, self.position + length));
  self.position = Math.min(0xffff_ffff, self.position + length);
  return bytes;
}

/** The most that is copied at once; no item is longer, so that the rest is zeros. */
const chunk = 4096;

/** Copies the next bytes of the item to memory; false if nothing takes them there. */
function copy(self: FwCfg, address: bigint, length: number): boolean {
  for (let done = 0; done < length; done += chunk) {
    const bytes = take(self, Math.min(chunk, length - done));
    if (self.memory!.write(address + BigInt(done), bytes) !== 0) return false;
  }
  return true;
}

/** Does what the request at an address asks for, and says there how it ended: 0 is well. */
function perform(self: FwCfg, address: bigint): void {
  const request = new DataView(new ArrayBuffer(requestBytes));
  const failed = self.memory!.read(address, new Uint8Array(request.buffer)) !== 0;
  const control = request.getUint32(0);
  const length = request.getUint32(4);
  if (control & Control.select) select(self, control >>> 16);
  let ended = !failed && !(control & Control.write);
  if (ended && control & Control.read) ended = copy(self, request.getBigUint64(8), length);
  else if (ended && control & Control.skip) self.position = Math.min(0xffff_ffff, self.position + length);
  self.memory!.write(address, Uint8Array.of(0, 0, 0, ended ? 0 : Control.error));
}

/** Behaviour of fw_cfg. */
export const fwCfgHooks: FwCfgHooks = {
  selector: {
    read: () => 0,
    write: (self, _offset, value) => select(self, value & 0xffff),
  },

  window: {
    read: (self) => take(self, 1)[0]!,
    write: () => undefined,
  },

  copier: {
    read: (_self, offset) => (offset === 0 ? 0x5145_4d55 : 0x2043_4647),
    write(self, offset, value) {
      if (offset === 0) self.dmaHigh = value;
      else {
        const address = (BigInt(self.dmaHigh) << 32n) | BigInt(value >>> 0);
        self.dmaHigh = 0;
        perform(self, address);
      }
    },
  },

  restart(self) {
    select(self, 0);
    self.dmaHigh = 0;
  },
};
