import { type CheckedPort, type Phase } from "../3-check/index.ts";
import { writeWhen } from "./children.ts";
import { type ClassContext } from "./context.ts";
import { printTarget } from "./target.ts";

/** Gives the regions and lines of a phase their numbers. */
export function writePorts(phase: Phase, context: ClassContext): void {
  for (const port of context.type.ports) {
    if (port.phase !== phase) continue;
    writeWhen(port, context, () => writePort(port, context));
  }
}

function writePort({ form, target }: CheckedPort, context: ClassContext): void {
  const { writer } = context;
  const code = printTarget(target, context, new Set());
  if (form === "irq") writer.line(`self.addLines(${target.whole ? code : `[${code}]`});`);
  else {
    const [add, one] = form === "mmio" ? ["addRegion", "region"] : ["addPort", "port"];
    if (target.whole) writer.line(`for (const ${one} of ${code}) self.${add}(${one});`);
    else writer.line(`self.${add}(${code});`);
  }
}
