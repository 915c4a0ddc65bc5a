import {
  create,
  createMachine,
  isLive,
  type MemoryRegion,
  plug,
  type QomObject,
  ref,
  unplug,
  unref,
} from "@qdl/runtime";
import { PiixBoard } from "../../../../generated/pci/pc.ts";
import { UsbKeyboard } from "../../../../generated/usb/keyboard.ts";
import { XhciPci } from "../../../../generated/usb/xhci.ts";
import { Board, Function } from "../../generated/held-bar/board.ts";

const bar = 0x8000_0000;

/** What somebody holds of a function with an embedded controller, and what the guest and we see of them. */
interface Scene {
  readonly machine: Board | PiixBoard;
  readonly device: Function | XhciPci;
  readonly controller: QomObject & { readonly mmio: MemoryRegion };
  readonly say: (line: string) => void;
}

/** The function is pulled while somebody holds its BAR, who lets go later. */
function pull({ machine, device, controller, say }: Scene): void {
  const { memory } = machine;
  const look = (): void => say(`the guest reads 0x${memory.read32(bar).toString(16)}, result ${memory.takeResult()}`);
  const alive = (): void => say(`alive: function ${isLive(device)}, controller ${isLive(controller)}`);
  device.writeConfig(0x10, bar, 4);
  device.writeConfig(4, 2, 2);

  look();
  const held = ref(controller.mmio);
  unplug(device);
  machine.drain();
  look();
  alive();
  unref(held);
  machine.drain();
  alive();
  say(`shutdown is clean: ${machine.shutdown().clean}`);
}

/** The smallest function that has the problem. */
function small(say: (line: string) => void): Scene {
  const machine = createMachine(Board);
  machine.realize();
  const device = plug(create(machine.heap, Function), { bus: machine.pci });
  return { machine, device, controller: device.controller, say };
}

/** The one of the thread: a whole xHCI controller, with a keyboard on its bus. */
function whole(say: (line: string) => void): Scene {
  const machine = createMachine(PiixBoard);
  machine.realize();
  machine.reset();
  const device = plug(create(machine.heap, XhciPci), { bus: machine.host.pci, name: "usb0" });
  plug(create(machine.heap, UsbKeyboard), { bus: device.xhci.usb, name: "keyboard", address: 1 });
  say(`${device.path}, a ${device.type.name}:`);
  return { machine, device, controller: device.xhci, say };
}

/** Both. */
export function run(say: (line: string) => void): void {
  pull(small(say));
  pull(whole(say));
}
