export * from "./clock.ts";
export * from "./gates.ts";
export * from "./irq.ts";
export * from "./timer.ts";
