import { type CheckedGate, type Phase } from "../3-check/index.ts";
import { writeWhen } from "./children.ts";
import { arrow, call, object } from "./code.ts";
import { type ClassContext, fromRuntime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { text } from "./literal.ts";
import { namingIn } from "./target.ts";

/** The class of the runtime that a gate is an instance of. */
export function gateClass({ node }: CheckedGate): "OrGate" | "SplitGate" {
  return node.gate === "or" ? "OrGate" : "SplitGate";
}

/** Makes the gates of a phase, with their lines; they hold no state in the storage. */
export function writeGates(phase: Phase, context: ClassContext): void {
  for (const gate of context.type.gates) {
    if (gate.phase !== phase) continue;
    const lines = printExpression(gate.node.bound.count, namingIn(context, new Set()));
    const setup = object(["offset", "0"], ["prepare", arrow("gate", call("gate.setLines", lines))]);
    const of = fromRuntime(context, gateClass(gate));
    const code = call(fromRuntime(context, "embed"), "self", text(gate.node.name.text), of, setup);
    const passing = phase === "realize" ? call(fromRuntime(context, "untilUnrealize"), "self", code) : code;
    writeWhen(gate, context, () => context.writer.line(`made.${gate.name} = ${passing};`));
  }
}
