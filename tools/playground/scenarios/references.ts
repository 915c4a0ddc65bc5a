import { type Scenario, type Version } from "./scenario.ts";
import { ownText, refusedText, systemTexts } from "./texts.ts";

const group = "References";
const counted = { behaviour: "", model: "counted", advice: false } as const satisfies Partial<Version>;

/** Systems whose trouble is who counts whom. */
export const references: readonly Scenario[] = [
  {
    id: "way-up",
    title: "A part keeps its container alive",
    group,
    today:
      "The embedded controller has a counted reference to the PCI function around it. The function is unplugged, and its own part keeps it: both stay for ever.",
    here: "A counted reference to what contains it is refused, with the way there that keeps nobody alive: `up`.",
    versions: [
      {
        ...counted,
        label: "ref",
        definition: ownText("way-up-refused.qdl"),
        script: ownText("way-up-today.txt"),
        type: "XhciPci",
        promise: { codes: ["lifetime/ref-to-ancestor"], ends: "leak", dangles: false },
      },
      {
        ...counted,
        label: "up",
        definition: ownText("way-up.qdl"),
        script: ownText("way-up-here.txt"),
        type: "XhciPci",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "one-reference",
    title: "A child with two references",
    group,
    today:
      "A child that is made and then added to its parent has two references: one of whoever made it, one of the parent. Who forgets to drop the first has a leak.",
    here: "A declared part is made for its container, and never has a second one. The other way to the same leak, a counted reference from the part to its container, is refused.",
    versions: [
      {
        ...counted,
        label: "Made, then added",
        definition: refusedText("one-reference"),
        script: ownText("reference-today.txt"),
        type: "Board",
        promise: { codes: ["lifetime/ref-to-ancestor"], ends: "leak", dangles: false },
      },
      {
        ...counted,
        ...systemTexts("one-reference"),
        label: "Declared",
        script: ownText("reference-here.txt"),
        type: "Chip",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "throttle-group",
    title: "A throttle group is deleted while in use",
    group,
    today:
      "Disks join a throttle group that users make and delete by name. A disk leaves its group in its finalizer, and the group may be gone by then.",
    here: "Links are dropped before finalizers run, so the use is refused. The disk leaves when it is unrealized, and the group says itself whether it can go: `on can_be_deleted`.",
    versions: [
      {
        ...counted,
        label: "Left in the finalizer",
        definition: ownText("throttle-refused.qdl"),
        script: ownText("throttle-today.txt"),
        type: "Disk",
        promise: { codes: ["lifetime/finalize-uses-child"], ends: "ResurrectionError", dangles: false },
      },
      {
        ...counted,
        ...systemTexts("throttle-group"),
        label: "Left in unrealize",
        script: ownText("throttle-here.txt"),
        type: "Disk",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
];
