/** Plays a script on the runtime and says after each step what happened and what is there. */
import {
  addBus,
  addChild,
  assertReset,
  attach,
  Bus,
  Clock,
  clockIn,
  clockOf,
  clockOut,
  connect,
  connectClock,
  Container,
  create,
  Device,
  embed,
  Heap,
  inputLine,
  irqIn,
  irqOut,
  joinBus,
  type ObjectClass,
  outputLine,
  propertiesOf,
  type PropertyInfo,
  type QomObject,
  realize,
  ref,
  releaseReset,
  reset,
  type Session,
  sessionOf,
  unparent,
  unplug,
  unrealize,
  unref,
  blockUnplug,
} from "@qdl/runtime";
import { type Event, events, handlerOf, say, ScriptBus, ScriptDevice, ScriptFixed, ScriptLeaf } from "./parts.ts";

/** What a step came to. */
export interface Step {
  readonly events: readonly Event[];
  readonly objs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly result?: Readonly<Record<string, unknown>>;
}

const kinds: Readonly<Record<string, ObjectClass<ScriptDevice>>> = {
  ctl: ScriptDevice,
  leaf: ScriptLeaf,
  nohp: ScriptFixed,
};

type Result = Readonly<Record<string, unknown>> | undefined;

export class Player {
  readonly #heap = new Heap();
  readonly #session: Session = sessionOf(this.#heap);
  readonly #objects = new Map<string, QomObject>();

  constructor() {
    const root = create(this.#heap, Container).consume();
    root.name = "/";
    const machine = addChild(root, "machine", create(this.#heap, Container));
    this.#session.unattached = addChild(machine, "unattached", create(this.#heap, Container));
    this.#session.watchObjects();
    this.#session.trace = ({ event, ...about }) => {
      if ((event === "realize" || event === "unrealize") && "device" in about)
        say({ ev: `listener_${event}`, obj: (about.device as ScriptDevice).label });
    };
    this.#session.objectTrace = ({ event, object }) => {
      const label = (object as ScriptDevice).label;
      if (event === "unparented" && label) say({ ev: "unparent_end", obj: label });
      if (event === "finalize" && object instanceof Clock && !this.#session.live.has(object))
        say({ ev: "clk_finalize", clk: this.#labelOf(object) });
    };
  }

  /** Plays one line. Throws what the runtime throws at misuse. */
  play(line: string): Step {
    events.length = 0;
    const [op, ...words] = line.split(" ") as [string, ...string[]];
    const result = this.#run(op, words);
    return { events: [...events], objs: this.#state(), ...(result ? { result } : {}) };
  }

  #run(op: string, words: string[]): Result {
    return this.#objectStep(op, words) ?? this.#deviceStep(op, words) ?? this.#wiringStep(op, words);
  }

  #objectStep(op: string, [a = "", b = "", c = "", d = ""]: string[]): Result {
    if (op === "dev") this.#add(a, this.#label(create(this.#heap, kinds[b]!).consume(), a));
    else if (op === "embed") this.#add(a, embed(this.#get(c), d, ScriptDevice, { offset: 0, prepare: named(a) }));
    else if (op === "bus") this.#addBus(a, b, c);
    else if (op === "ebus") this.#addBus(a, b, c);
    else if (op === "addchild") attach(this.#get(b), c, ref(this.#get(a)));
    else if (op === "unparent") unparent(this.#get(a));
    else if (op === "ref") ref(this.#get(a));
    else if (op === "unref") unref(this.#get(a));
    else if (op === "drain") this.#session.drain();
    else if (op === "props") return propertiesOf(this.#get(a)).map(recordedSpelling).sort() as unknown as Result;
    return undefined;
  }

  #deviceStep(op: string, [a = "", b = "", c = "", d = "", e = ""]: string[]): Result {
    if (op === "realize" || op === "realize_unref") return this.#realize(a, b, op === "realize_unref");
    if (op === "setrealized") return attempt(() => realize(this.#device(a)));
    if (op === "setparent") return attempt(() => joinBus(this.#device(a), this.#bus(b)));
    if (op === "unplug") return attempt(() => unplug(this.#device(a)));
    if (op === "unrealize") unrealize(this.#device(a));
    else if (op === "fail") (this.#get(a) as ScriptDevice).failing = b;
    else if (op === "hotplug") this.#bus(a).hotplug = handlerOf(this.#bus(a));
    else if (op === "ready") this.#session.phase = "ready";
    else if (op === "block") blockUnplug(this.#device(a), "blocked");
    else if (op === "assert") assertReset(this.#resettable(a));
    else if (op === "release") releaseReset(this.#resettable(a));
    else if (op === "reset") reset(this.#resettable(a));
    else if (op === "hook" && c === "setparent")
      (this.#get(a) as ScriptDevice).onEnter = () => joinBus(this.#device(d), this.#bus(e));
    return undefined;
  }

  #wiringStep(op: string, [a = "", b = "", c = "", d = "", e = "", f = ""]: string[]): Result {
    const called = (name: string, unnamed: string): string => (name === "-" ? unnamed : name);
    if (op === "clkin") this.#add(b, clockIn(this.#device(a), b));
    else if (op === "clkout") this.#add(b, clockOut(this.#device(a), b));
    else if (op === "clkconnect") connectClock(this.#clock(c), clockOf(this.#device(a), b));
    else if (op === "clksrc") this.#clock(a).setSource(this.#clock(b));
    else if (op === "clkupd") this.#clock(a).update(BigInt(b));
    else if (op === "gpioout") irqOut(this.#device(a), called(b, "unnamed-gpio-out"), Number(c));
    else if (op === "gpioin") irqIn(this.#device(a), called(b, "unnamed-gpio-in"), Number(c), heard);
    else if (op === "connect") {
      const from = outputLine(this.#device(a), called(b, "unnamed-gpio-out"), Number(c));
      connect(this.#device(a), from, inputLine(this.#device(d), called(e, "unnamed-gpio-in"), Number(f)));
    } else if (op === "raise") {
      const line = outputLine(this.#device(a), called(b, "unnamed-gpio-out"), Number(c));
      line.set(Number(d));
      return { connected: line.target !== null };
    } else if (op === "irqref") {
      const line = inputLine(this.#device(a), called(b, "unnamed-gpio-in"), Number(c));
      return { ref: line.refs, parent: line.parent !== null };
    } else if (op === "disconnect") outputLine(this.#device(a), called(b, "unnamed-gpio-out"), Number(c)).target = null;
    return undefined;
  }

  #realize(name: string, bus: string, drop: boolean): Result {
    const device = this.#device(name);
    if (bus === "-" && device.type.busType && !device.parentBus) realize(device);
    if (device.realized) realize(device);
    const result = attempt(() => realize(device, bus === "-" ? null : this.#bus(bus)));
    if (drop) unref(device);
    return result;
  }

  #addBus(name: string, device: string, mode: string): void {
    const prepare = (bus: ScriptBus): void => void Object.assign(bus, { label: name, mode: mode || "bus" });
    this.#add(name, addBus(this.#device(device), ScriptBus, { name, prepare }));
    say({ ev: "init", obj: name });
  }

  #label<T extends ScriptDevice>(device: T, name: string): T {
    named(name)(device);
    return device;
  }

  #add(name: string, object: QomObject): void {
    this.#objects.set(name, object);
  }

  #get(name: string): QomObject {
    return this.#objects.get(name)!;
  }

  #device(name: string): Device {
    return this.#get(name) as Device;
  }

  #bus(name: string): ScriptBus {
    return this.#get(name) as ScriptBus;
  }

  #clock(name: string): Clock {
    return this.#get(name) as Clock;
  }

  #resettable(name: string): Device | Bus {
    return this.#get(name) as Device | Bus;
  }

  #labelOf(object: QomObject): string {
    for (const [name, known] of this.#objects) if (known === object) return name;
    return "";
  }

  #state(): Record<string, Record<string, unknown>> {
    const state: Record<string, Record<string, unknown>> = {};
    for (const [name, object] of this.#objects) {
      if (object.refs <= 0) continue;
      const common = { ref: object.refs, parent: object.parent !== null };
      if (object instanceof Clock) state[name] = { ...common, period: Number(object.period) };
      else if (object instanceof Bus)
        state[name] = {
          ...common,
          realized: object.realized,
          children: object.kids.length,
          reset: object.resetState.count,
        };
      else if (object instanceof Device) state[name] = { ...common, ...deviceState(object) };
    }
    return state;
  }
}

function deviceState(device: Device): Record<string, unknown> {
  return {
    realized: device.realized,
    pending_deleted: device.pendingDeleted,
    hotplugged: Number(device.hotplugged),
    bus: (device.parentBus as ScriptBus | null)?.label ?? "",
    buses: device.childBuses.length,
    reset: device.resetState.count,
  };
}

/** A property as the recording lists it, which spells integers the long way. */
function recordedSpelling({ name, type }: PropertyInfo<QomObject>): string {
  return `${name}:${type.replace(/^u(?=\d)/, "uint")}`;
}

function attempt(step: () => void): Result {
  try {
    step();
    return { ok: true };
  } catch {
    return { ok: false };
  }
}

const named =
  (name: string) =>
  (device: ScriptDevice): void => {
    device.label = name;
    say({ ev: "init", obj: name });
  };

function heard(device: Device, n: number, level: number): void {
  say({ ev: "irq", obj: (device as ScriptDevice).label, n, level });
}
