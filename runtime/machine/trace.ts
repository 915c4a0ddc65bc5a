import { subscribe, type TraceEvent } from "../object/index.ts";
import { type MemoryEvent } from "../memory/index.ts";
import { type DeviceEvent } from "../device/index.ts";
import { type Machine } from "./machine.ts";

/**
 * Writes what happens in a machine as lines of text, in order, while it happens: `what path (type)` for objects, `what
 * path on bus` for devices, `what path+0xoffset size read|write` for accesses that fail. Returns what ends it.
 */
export function traceMachine(machine: Machine, write: (line: string) => void): () => void {
  const { session } = machine;
  const [devices, memory] = [session.trace, session.memory.trace];
  const end = subscribe(machine.heap, (event) => {
    const line = objectLine(event);
    if (line) write(line);
  });
  session.trace = (event) => {
    write(deviceLine(event));
    devices?.(event);
  };
  session.memory.trace = (event) => {
    write(accessLine(event));
    memory?.(event);
  };
  return () => {
    end();
    session.trace = devices;
    session.memory.trace = memory;
  };
}

/** One line an object: of the levels of its type only the most derived one is told. */
function objectLine(event: TraceEvent): string | null {
  const { object } = event;
  if ("type" in event && event.type !== object.type) return null;
  const what = `${event.event} ${object.path} (${object.type.name})`;
  return event.event === "misuse" ? `${what}: ${event.error.message}` : what;
}

function deviceLine(event: DeviceEvent): string {
  if (event.event === "dead_line") return `dead_line ${event.line} = ${event.level}`;
  return "bus" in event ? `${event.event} ${event.device.path} on ${event.bus.path}` : `${event.event} ${event.path}`;
}

function accessLine({ event, region, offset, size, write }: MemoryEvent): string {
  return `${event} ${region?.path ?? "nothing"}+0x${offset.toString(16)} ${size} ${write ? "write" : "read"}`;
}
