import { type Scenario, type Version } from "./scenario.ts";
import { ownText } from "./texts.ts";

const group = "Memory regions";
const counted = { behaviour: "", model: "counted", advice: false } as const satisfies Partial<Version>;

/** Systems whose trouble is who shows whose memory. */
export const regions: readonly Scenario[] = [
  {
    id: "piggyback",
    title: "Regions that borrow their owner's count",
    group,
    today:
      "A region has no count of its own: who holds it holds its owner. A container and its subregion, or an address space and its root, with one owner make the owner hold itself, and it leaks at unplug.",
    here: "Each region is counted on its own and belongs to its device while that is in the tree. The same definition is well; under the rules of today `qdl lint` names each circle.",
    versions: [
      {
        ...counted,
        label: "Today's rules",
        definition: ownText("piggyback.qdl"),
        script: ownText("piggyback-today.txt"),
        model: "legacy",
        advice: true,
        type: "Card",
        promise: {
          codes: ["lint/subregion-same-owner", "lint/subregion-same-owner", "lint/as-same-owner-root"],
          ends: "leak",
          dangles: false,
        },
      },
      {
        ...counted,
        label: "Counts of their own",
        definition: ownText("piggyback.qdl"),
        script: ownText("piggyback-here.txt"),
        type: "Card",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "region-freed-early",
    title: "A region goes before those who show it",
    group,
    today:
      "Memory is shown in a window, and goes while the window, or a mapping of the guest, still leads to it: with a card that is pulled, or because the host has freed it.",
    here: "A window that can outlive what it shows is refused. An `own region` has a count of its own: the mapping stays valid after the blob has left the window, even after the device has been pulled.",
    versions: [
      {
        ...counted,
        label: "A window of its own",
        definition: ownText("region-refused.qdl"),
        script: ownText("region-today.txt"),
        type: "Board",
        promise: { codes: ["lifetime/alias-outlives-target"], ends: "ResurrectionError", dangles: false },
      },
      {
        ...counted,
        label: "own region",
        definition: ownText("own-region.qdl"),
        behaviour: ownText("own-region.behaviour.txt"),
        script: ownText("region-here.txt"),
        type: "Display",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
];
