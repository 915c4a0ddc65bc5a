import { type Host } from "qdl";

/** What a row of the language's table is shown by; texts need neither the edition nor the imports from `qdl:core`. */
export interface Row {
  /** The construct, as a manual would call it. */
  readonly construct: string;
  /** Compiles without a report. */
  readonly accepted: string;
  /** The nearest thing that is wrong: the line says so with `//~ code`. */
  readonly refused: string;
  /** What looks like the mistake, and is none. */
  readonly near: string;
  /** Files that the texts import, by name. */
  readonly beside?: Readonly<Record<string, string>>;
}

const core =
  "Device SysBusDevice Machine Object Chardev Nic Block Bus PciBus UsbBus PciDevice Cpu ArmCpu AddressSpace SystemBus VirtioDevice".split(
    " ",
  );

/** A whole file of a text: it imports what it uses of `qdl:core`, on its first line, so that lines keep their numbers. */
export function fileOf(text: string): string {
  const used = core.filter((name) => new RegExp(`(?<!\\w)${name}\\b`).test(text.replaceAll(/"[^"]*"|\/\/.*/g, "")));
  const declared = used.filter((name) => !new RegExp(`(device|object|bus) ${name}\\b`).test(text));
  const imports = declared.length > 0 ? ` import { ${declared.join(", ")} } from "qdl:core";` : "";
  return /^(\/\/.*\n)*qdl /.test(text) ? text : `qdl 1;${imports} ${text}`;
}

/** A project of the text and what stands beside it. */
export function hostOf(text: string, beside: Row["beside"] = {}): Host {
  const files = new Map([["a.qdl", text], ...Object.entries(beside)]);
  return {
    read: (path) => {
      const found = files.get(path);
      return found === undefined ? { problem: "missing" } : { text: fileOf(found) };
    },
  };
}
