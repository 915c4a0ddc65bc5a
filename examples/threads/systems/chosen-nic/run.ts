import { BufferNic, createMachine } from "@qdl/runtime";
import { Board } from "../../generated/chosen-nic/board.ts";

/** One board with each card, and with none. */
export function run(say: (line: string) => void): void {
  for (const nic_model of ["none", "small", "large"]) {
    const board = createMachine(Board, { properties: { nic_model } });
    const net = board.addBackend("net", BufferNic);
    board.net = net;
    board.realize();
    net.feed(Uint8Array.of(1, 2, 3));
    say(`${nic_model}: ${board.nic?.type.name ?? "no card"}, ${net.sent.length} frames came back`);
    say(`shutdown is clean: ${board.shutdown().clean}`);
  }
}
