import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { BufferNic } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { checksumOf, decodeFrame, encodeFrame, type RadioFrame } from "../../devices/nrf51/radio-frame.ts";
import { boot, type Running } from "../../examples/microbit/boot.ts";
import { picture } from "../../examples/microbit/display.ts";
import { parseImage } from "../../examples/microbit/image.ts";

const millisecond = 1_000_000;
const microsecond = 1000;
/** STATE of a radio that listens. */
const listening = 3;
/** Kinds of packets on advertising channels (Bluetooth Core 4.2, volume 6, part B, section 2.3). */
const [ADV_IND, SCAN_REQ, SCAN_RSP] = [0, 3, 4] as const;
/** FREQUENCY of the channels 37, 38 and 39. */
const channels = [2, 26, 80];

/**
 * Firmware that others have made, as the package `bbc-microbit` brings it: the run-time library of the micro:bit on top of the chip maker's Bluetooth stack, which comes
 * without sources.
 */
const firmware = createRequire(import.meta.url).resolve("bbc-microbit/firmware/node-bbc-microbit-v0.1.0.hex");

/** A board in the air that runs the firmware. */
function start(): Running & { readonly air: BufferNic; nextFrame(): RadioFrame } {
  const running = boot(parseImage(readFileSync(firmware)), (board) => {
    board.antenna = board.addBackend("air", BufferNic);
  });
  const air = running.board.antenna as BufferNic;
  const nextFrame = (): RadioFrame => {
    const before = air.sent.length;
    running.run(1000 * millisecond, () => air.sent.length > before);
    return decodeFrame(air.sent[before]!)!;
  };
  return { ...running, air, nextFrame };
}

const kindOf = ({ packet }: RadioFrame): number => packet[0]! & 0xf;

describe("firmware of others on the micro:bit", () => {
  test("advertises itself over Bluetooth on all three channels, answers a scanner in time, and shows letters on its LEDs", () => {
    const { board, run, air, nextFrame } = start();
    const first = Array.from({ length: 3 }, nextFrame);
    expect(first.map(({ frequency }) => frequency)).toEqual(channels);
    for (const frame of first) {
      expect(kindOf(frame)).toBe(ADV_IND);
      expect(Buffer.from(frame.packet).toString("latin1")).toContain("BBC micro:bit [vatep]");
      expect(frame.checksum).toBe(checksumOf(board.soc.radio, frame.address, frame.packet));
    }

    const advertisement = nextFrame();
    run(millisecond, () => board.soc.radio.state === listening);
    const scanner = [1, 2, 3, 4, 5, 0xc6];
    const advertiser = advertisement.packet.slice(3, 9);
    // Both addresses are random; LENGTH is 12, and S1 has no bits.
    const packet = Uint8Array.of(SCAN_REQ | 0xc0, 12, 0, ...scanner, ...advertiser);
    const checksum = checksumOf(board.soc.radio, advertisement.address, packet);
    air.feed(encodeFrame({ ...advertisement, packet, checksum }));
    const asked = board.now;
    const answer = nextFrame();
    // Twelve bytes and the checksum are still to come, then there are 150 us, and preamble and address of the answer.
    expect((board.now - asked) / microsecond).toBeLessThan(8 * (2 + 12 + 3) + 150 + 40 + 12);
    expect([kindOf(answer), answer.frequency]).toEqual([SCAN_RSP, advertisement.frequency]);
    expect([...answer.packet.slice(3, 9)]).toEqual([...advertiser]);

    const seen = new Set<string>();
    for (let look = 0; look < 20; look++) {
      run(60 * millisecond);
      seen.add(picture(board, 60 * millisecond).join("\n"));
    }
    expect(seen.size).toBeGreaterThan(5);
    expect(board.shutdown()).toMatchObject({ left: [], errors: [] });
  });
});
