import { endings } from "./endings.ts";
import { references } from "./references.ts";
import { regions } from "./regions.ts";
import { type Scenario } from "./scenario.ts";
import { storages } from "./storages.ts";
import { ownText, pl011Texts } from "./texts.ts";

const start: readonly Scenario[] = [
  {
    id: "pl011",
    title: "A UART with all of its registers",
    group: "Without trouble",
    today: "A device model is written by hand: offsets, access rules, resets, properties, and who frees what.",
    here: "The definition has it once. The generated module is what a reader would have written; only what the registers do is behaviour.",
    versions: [
      {
        ...pl011Texts(),
        label: "PL011",
        script: ownText("blank.txt"),
        model: "counted",
        advice: false,
        type: "Pl011",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
  {
    id: "blank",
    title: "Something of your own",
    group: "Without trouble",
    today: "Nothing yet.",
    here: "A machine with one device, to write in. Reports come while you type; what is on this page is kept in its address.",
    versions: [
      {
        label: "New",
        definition: ownText("blank.qdl"),
        behaviour: "",
        script: ownText("blank.txt"),
        model: "counted",
        advice: false,
        type: "Board",
        promise: { codes: [], ends: "clean", dangles: false },
      },
    ],
  },
];

/** Everything that can be chosen, in the order of the list. */
export const scenarios: readonly Scenario[] = [...storages, ...references, ...regions, ...endings, ...start];
