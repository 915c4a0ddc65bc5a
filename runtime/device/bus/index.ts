export * from "./bus.ts";
export * from "./hotplug.ts";
export * from "./hotplug-handler.ts";
export * from "./sysbus.ts";
