import { connect, createMachine } from "@qdl/runtime";
import { CountdownTimer } from "serial-kit/timer.qdl";
import { Rig } from "./generated/rig.ts";

const rig = createMachine(Rig);
let seen = 0;
connect(rig, rig.attention.out, { path: "attention", set: (level) => void (seen += level) });
rig.realize();
rig.reset();
rig.sys.write32(0x1000, 500_000);
rig.sys.write32(0x1008, 0b111);
rig.advance(600_000_000);

console.log(rig.timer[1] instanceof CountdownTimer ? "a timer of the package" : "something else");
console.log(`${seen} interrupt`);
console.log(rig.shutdown().clean ? "nothing is left" : "objects are left");
