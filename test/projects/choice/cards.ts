import { type NicFrontend } from "@qdl/runtime";
import { type RingCard, type RingCardHooks, type StoreCardHooks } from "./generated/cards.ts";

const frontend: NicFrontend<RingCard> = {
  canReceive: (self) => self.received < self.depth,
  receive: (self, frame) => {
    self.heads.set(self.received % 6, frame[0] ?? 0);
    self.received++;
    self.net?.send(frame);
  },
};

export const ringCardHooks: RingCardHooks = {
  open: (self) => self.net?.attach(self, frontend),
};

export const storeCardHooks: StoreCardHooks = {
  start(self) {
    const { disk, console } = self;
    if (!disk) return;
    disk.attach(self);
    const bytes = new Uint8Array(disk.size);
    disk.read(0, bytes);
    for (const byte of bytes) console?.write(byte);
  },
};
