import { type NicFrontend } from "@qdl/runtime";
import { type Card, type CardHooks } from "../../generated/chosen-nic/board.ts";

const echo: NicFrontend<Card> = {
  canReceive: () => true,
  receive: (self, frame) => void self.net?.send(frame),
};

export const cardHooks: CardHooks = {
  connect: (self) => self.net?.attach(self, echo),
};
