import { type Scenario, type Version } from "./scenario.ts";
import { ownText, refusedText, systemTexts } from "./texts.ts";

const group = "How it ends";
const counted = { behaviour: "", model: "counted", advice: false } as const satisfies Partial<Version>;

/** Systems whose trouble is what is still there when something ends. */
export const endings: readonly Scenario[] = [
  {
    id: "finalize",
    title: "A finalizer uses an embedded part",
    group,
    today:
      "Children are unparented before the finalizer of their parent runs. An embedded part is finalized by then, and its finalizer may have freed what the parent's still reads.",
    here: "The use is refused. What a finalizer needs, it holds: a `hold` is let go of after the finalizers have run.",
    versions: [
      {
        ...counted,
        label: "Used",
        definition: ownText("finalize-refused.qdl"),
        script: ownText("finalize-today.txt"),
        type: "Rack",
        promise: { codes: ["lifetime/finalize-uses-child"], ends: "ResurrectionError", dangles: false },
      },
      {
        ...counted,
        label: "Held",
        definition: ownText("finalize.qdl"),
        behaviour: ownText("finalize.behaviour.txt"),
        script: ownText("finalize-here.txt"),
        type: "Rack",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "resurrection",
    title: "A finalizer hands out what it finalizes",
    group,
    today:
      "While an object is finalized its finalizer takes a reference on it, and gives that away. It is freed all the same.",
    here: "A hook that runs during finalization cannot use `self` as a reference, and the runtime throws at the attempt. In `on unparent` the object is alive.",
    versions: [
      {
        ...counted,
        label: "In the finalizer",
        definition: ownText("resurrection-refused.qdl"),
        script: ownText("resurrection-today.txt"),
        type: "Lamp",
        promise: { codes: ["lifetime/resurrection"], ends: "ResurrectionError", dangles: false },
      },
      {
        ...counted,
        label: "While unparented",
        definition: ownText("resurrection.qdl"),
        behaviour: ownText("resurrection.behaviour.txt"),
        script: ownText("resurrection-here.txt"),
        type: "Lamp",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "clocks",
    title: "A clock ticks for a part whose card is gone",
    group,
    today:
      "A console keeps the UART of a card. The card is unplugged: the UART lies in freed memory, and its clock's callback uses a card that is no more.",
    here: "The memory stays, and callbacks are off once a device has left the tree. But what is kept does nothing any more, so the compiler asks for a `link`, which reads as nothing then.",
    versions: [
      {
        ...counted,
        label: "ref",
        definition: ownText("clocks-refused.qdl"),
        script: ownText("clocks-today.txt"),
        type: "Board",
        promise: { codes: ["lifetime/outlives-its-dependencies"], ends: "clean", dangles: true },
      },
      {
        ...counted,
        label: "link",
        definition: ownText("clocks.qdl"),
        behaviour: ownText("clocks.behaviour.txt"),
        script: ownText("clocks-here.txt"),
        type: "Board",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "teardown",
    title: "A whole machine ends",
    group,
    today: "Two ports of a machine keep each other. When the machine ends, neither goes, and nobody says why.",
    here: "A circle of counted references is refused, with the way around it. What behaviour code makes at run time is named by the report of `shutdown()`: what is left, and who holds it.",
    versions: [
      {
        ...counted,
        label: "A circle",
        definition: ownText("teardown-refused.qdl"),
        script: ownText("teardown-today.txt"),
        type: "Board",
        promise: { codes: ["lifetime/strong-cycle"], ends: "leak", dangles: false },
      },
      {
        ...counted,
        ...systemTexts("teardown"),
        label: "None",
        script: ownText("teardown-here.txt"),
        type: "Board",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "declared",
    title: "Realize fails half way",
    group,
    today:
      "A structure is made piece by piece. When a piece fails, whoever wrote the code must have thought of taking apart what there is, in the right order.",
    here: "A definition says everything about its parts, so a realize that fails undoes what it has done, and its names are free again. An order of parts that cannot be is refused.",
    versions: [
      {
        ...counted,
        label: "An order that cannot be",
        definition: refusedText("declared"),
        script: ownText("declared-here.txt"),
        type: "Codec",
        promise: { codes: ["lifetime/unparent-order"], ends: "clean", dangles: false },
      },
      {
        ...counted,
        ...systemTexts("declared"),
        label: "Declared",
        script: ownText("declared-here.txt"),
        type: "Codec",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
];
