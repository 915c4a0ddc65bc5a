import { type CheckedClock, type Phase } from "../3-check/index.ts";
import { arrow, call, object, openObject } from "./code.ts";
import { writeWhen } from "./children.ts";
import { type ClassContext, fromRuntime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { argumentsOf, hookName } from "./hooks.ts";
import { text } from "./literal.ts";
import { namingIn } from "./target.ts";

/** Makes the interrupt lines of a phase; unrealize unmakes those that realize made. */
export function writeLines(phase: Phase, context: ClassContext): void {
  const { type, writer } = context;
  for (const line of type.lines) {
    if (line.phase !== phase) continue;
    const { name, node, count } = line;
    const out = node.direction === "out";
    const make = fromRuntime(context, out ? "irqOut" : "irqIn");
    const handler = out ? [] : [node.hook ? hookName(node.hook, context) : "() => undefined"];
    const late = phase === "realize" && node.bound;
    const many = late ? printExpression(late.count, namingIn(context, new Set())) : String(count ?? 1);
    const items = ["self", text(node.name.text), many, ...handler];
    writeWhen(line, context, () =>
      writer.code(`made.${name} = ${call(make, ...items)}${count === null ? "[0]!;" : ";"}`),
    );
  }
}

/** Makes the clocks of a device, each with its frequency and its ratio. */
export function writeClocks(context: ClassContext): void {
  const { type, writer } = context;
  for (const clock of type.clocks) {
    const { name, node, count, frequency, multiply, divide } = clock;
    const make = fromRuntime(context, node.direction === "out" ? "clockOut" : "clockIn");
    const listen = listenOf(clock, context);
    const one = (label: string): string => call(make, "self", label, ...(listen ? [listen] : []));
    if (count === null) writer.code(`made.${name} = ${one(text(node.name.text))};`);
    else {
      const each = arrow("_, index", one(`\`${node.name.text}[\${index}]\``));
      writer.code(`made.${name} = ${call("Array.from", `{ length: ${count} }`, each)};`);
    }
    const settings = [
      // A period is divided where a frequency is multiplied.
      ...(multiply === 1 && divide === 1 ? [] : [`setMulDiv(${divide}, ${multiply});`]),
      ...(frequency === null ? [] : [`updateHz(${frequency});`]),
    ];
    for (const setting of settings)
      if (count === null) writer.line(`self.${name}.${setting}`);
      else writer.line(`for (const clock of self.${name}) clock.${setting}`);
  }
}

/** Makes the timers of a phase; those of an array know their numbers, and those that realize makes go with unrealize. */
export function writeTimers(phase: Phase, context: ClassContext): void {
  const { type, writer } = context;
  for (const timer of type.timers) {
    if (timer.phase !== phase) continue;
    const { name, node, count } = timer;
    const make = fromRuntime(context, "timer");
    const given = ["self", text(node.name.text), hookName(node.hook, context)];
    writeWhen(timer, context, () => {
      if (count === null) {
        writer.line(`made.${name} = ${make}(${given.join(", ")});`);
        return;
      }
      const late = phase === "realize" && node.bound;
      const many = late ? printExpression(late.count, namingIn(context, new Set())) : String(count);
      const each = arrow("_, index", call(make, ...given, "index"));
      writer.code(`made.${name} = ${call("Array.from", `{ length: ${many} }`, each)};`);
    });
  }
}

/** Who is called when a clock changes; the hook of an array is told which. */
function listenOf({ node, count }: CheckedClock, context: ClassContext): string | null {
  if (!node.hook) return null;
  const name = hookName(node.hook, context);
  const hook = context.type.hooks.find(({ uses }) => uses.some((use) => use.node === node.hook));
  const told = count !== null && hook !== undefined && argumentsOf(hook).length > 0;
  const handler = told ? arrow("self, event", call(name, "self", "index", "event")) : name;
  const events = `${fromRuntime(context, "ClockEvent")}.update`;
  return (told ? object : openObject)(["events", events], ["handler", handler]);
}
