/**
 * What the runtime's classes have beyond what every object and device has, by the name of the type in `qdl:core`. What a type
 * that it extends has is not repeated.
 */
export const runtimeNames: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    SysBusDevice: "ports addPort",
    Machine: "unrealize",
    Bus: "device kids limit hotplug at takeIndex",
    PciBus: "memory upstream io pins dma functionAt updatePin",
    PciDevice:
      "intx config messages msiMessages configWritten pciBus slot functionNumber pinIndex showInterrupt signals dma openConfig readConfig setConfig writeConfig bar isMapped setBar dropBar addCapability dropCapability findCapability resetConfig mapBars",
    VirtioBus: "front connect disconnect",
    VirtioDevice: "virtioBus",
    Cpu: "core memory",
    ArmCpu: "irq mpAffinity",
    Chardev: "device detach hangUp frontend claim write sendBreak acceptInput attach room deliver deliverBreak",
    Nic: "device detach hangUp frontend claim send acceptInput attach",
    Block: "device detach hangUp frontend claim size readonly read write flush attach",
  }).map(([type, names]) => [type, new Set(names.split(" "))]),
);
