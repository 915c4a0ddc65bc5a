export * from "./bus.ts";
export * from "./hotplug.ts";
export * from "./hotplug-handler.ts";
export * from "./msix.ts";
export * from "./pci.ts";
export * from "./sysbus.ts";
export * from "./virtio.ts";
