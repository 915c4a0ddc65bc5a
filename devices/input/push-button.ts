import { type PushButton, type PushButtonHooks } from "../../generated/input/push-button.ts";

function hold(self: PushButton, pressed: boolean): void {
  self.pressed = pressed;
  self.pin.set(!pressed);
}

/** Behaviour of the button: who holds it goes on holding it over a reset of the board. */
export const pushButtonHooks: PushButtonHooks = {
  press: (self) => hold(self, true),
  release: (self) => hold(self, false),
  show: (self) => hold(self, self.pressed),
};
