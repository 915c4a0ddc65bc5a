import { type Scenario, type Version } from "./scenario.ts";
import { ownText, refusedText, systemTexts } from "./texts.ts";

const group = "Storages";
const counted = { behaviour: "", model: "counted", advice: false } as const satisfies Partial<Version>;

/** Systems whose trouble is who keeps memory, and how much of it there is. */
export const storages: readonly Scenario[] = [
  {
    id: "held-bar",
    title: "A BAR of an embedded controller is held",
    group,
    today:
      "The xHCI controller is embedded in its PCI function, and its region is the function's BAR. The function is pulled while the guest has the BAR mapped: its memory is freed, and with it the controller that the region belongs to.",
    here: "The storage is counted, too: the controller stays where it is until its last holder lets go, and accesses end with a decode error, because it is unrealized. Where storages are not counted, the definition is refused.",
    versions: [
      {
        ...counted,
        label: "Today's rules",
        definition: refusedText("held-bar"),
        script: ownText("held-bar.txt"),
        model: "legacy",
        type: "Function",
        promise: { codes: ["lifetime/storage-escape"], ends: "clean", dangles: true },
      },
      {
        ...counted,
        ...systemTexts("held-bar"),
        label: "Counted storages",
        script: ownText("held-bar.txt"),
        type: "Function",
        promise: { codes: [], ends: "clean", dangles: true },
      },
    ],
  },
  {
    id: "chosen-nic",
    title: "Which NIC a board has is chosen",
    group,
    today:
      "A board embeds the network card that somebody chooses at start. No one size is right, and a card that is made again in the same bytes overwrites one that is still in use.",
    here: "An embedded part whose type is chosen at run time is refused. `own` with `choose` makes the card that is wanted in a storage of its own.",
    versions: [
      {
        ...counted,
        label: "Embedded",
        definition: refusedText("chosen-nic"),
        script: ownText("nic-today.txt"),
        type: "Board",
        promise: { codes: ["lifetime/unknown-size"], ends: "OccupiedError", dangles: false },
      },
      {
        ...counted,
        ...systemTexts("chosen-nic"),
        label: "Owned",
        script: ownText("nic-here.txt"),
        type: "Board",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "second-uart",
    title: "A UART has a second implementation",
    group,
    today:
      "The board embeds a UART of which there are two implementations of different sizes. Its layout depends on a size that nobody knows before it runs; too few bytes, and the larger one writes into what lies behind.",
    here: "With `reserve` the board has room for the larger one, and the layout is fixed. Without it the board is refused, and a reserve that is too small is refused with both numbers.",
    versions: [
      {
        ...counted,
        label: "Embedded",
        definition: refusedText("second-uart"),
        script: ownText("uart-here.txt"),
        type: "Board",
        promise: { codes: ["lifetime/unknown-size"], ends: "clean", dangles: false },
      },
      {
        ...counted,
        label: "64 bytes",
        definition: refusedText("second-uart-small"),
        script: ownText("uart-here.txt"),
        type: "Board",
        promise: { codes: ["lifetime/reserve-too-small"], ends: "clean", dangles: false },
      },
      {
        ...counted,
        ...systemTexts("second-uart"),
        label: "320 bytes",
        script: ownText("uart-here.txt"),
        type: "Board",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "south-bridge",
    title: "A USB controller that may not be there",
    group,
    today:
      "A south bridge embeds a USB controller that is there only if a property says so. It takes its bytes in every bridge, every use must repeat the condition, and who holds it when the bridge goes has freed memory in hand.",
    here: "`qdl lint` advises against it, and its fix makes it `own`: a storage of its own, when it is wanted. Try the fix below the definition.",
    versions: [
      {
        ...counted,
        label: "Embedded",
        definition: refusedText("south-bridge"),
        script: ownText("bridge-today.txt"),
        advice: true,
        type: "SouthBridge",
        promise: { codes: ["lint/embedded-conditional-use"], ends: "clean", dangles: true },
      },
      {
        ...counted,
        ...systemTexts("south-bridge"),
        label: "Owned",
        script: ownText("bridge-here.txt"),
        advice: true,
        type: "Board",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
];
