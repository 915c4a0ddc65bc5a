import { expect, test } from "vitest";
import { check, type Host } from "qdl";

/** A board of some size, in one file, without a mistake. */
const board = `qdl 1;
package test.board;

import { Bus, Chardev, Device, Machine, SysBusDevice } from "qdl:core";

const PAGE : size = 4K;
const LINES = 8;
enum Model { small, large }

/// A serial port.
device Uart : SysBusDevice {
  typename "test-uart";
  prop depth : u32 = 16 in 1..64;
  prop label : string = "uart";
  prop fast : bool = true;
  link backend : Chardev optional;
  clock in clk on change => retime;
  irq out intr[2] { RX, TX }
  timer idle => timed_out;
  state {
    fifo : u8[64];
    head : u32;
  }
  region mmio : io PAGE = regs;
  bank regs {
    width 32;
    endian little;
    access 1..4;
    impl 4;
    unmapped read 0 log guest_error;
    register DATA @ 0x00 volatile {
      field BYTE [7:0] rw;
      on read => take;
      on write => send;
    }
    register STATUS @ 0x04 reset 0x10 {
      field FULL [0] ro;
      field EMPTY [4] ro;
    }
    register MASK @ 0x08 { field M [1:0] rw; on write => update; }
    register RAW @ 0x0c { field R [1:0] ro; }
    register SHOWN @ 0x10 computed { field S [1:0] ro = RAW.R & MASK.M; }
    register CLEAR @ 0x14 { field C [1:0] w1c of RAW.R; }
    register ID[i : 4] @ 0xff0 + 4 * i const [1, 2, 3, 4];
  }
  on realize => attach;
  on unrealize => detach;
  on reset hold => clear;
}

device Collector : SysBusDevice {
  irq in source[LINES] on change => set_source;
  irq out cpu;
}

abstract device Card : Device {
  prop slots : u32 = 1;
}
device SmallCard : Card {}
device LargeCard : Card {}

bus Wire : Bus {
  addresses 0x08..0x77;
}
device Sensor : Device {
  sits on Wire;
  method sample(channel : u32) : u32;
}
device Controller : SysBusDevice {
  bus wire : Wire slots 4;
}

machine Board : Machine {
  prop ram_size : size = 64K in 4K..1M;
  prop model : Model = small;
  prop spare : bool = false;
  clock out refclk = 10MHz;
  space sys : 32;
  region ram : ram ram_size;
  region low : alias of ram at 0 size 4K;
  embed uart[i : 2] : Uart { depth = 8; }
  embed collector : Collector;
  embed controller : Controller;
  embed sensor : Sensor;
  own card : Card = choose model { small => SmallCard; large => LargeCard { slots = 2; } }
  or any[2];
  map sys {
    low @ 0x0000_0000 priority 1;
    ram @ 0x2000_0000;
    uart[i].mmio @ 0x4000_0000 + i * PAGE for i in 0..2;
  }
  connect uart[i].intr.RX -> any.in[i] for i in 0..2;
  connect any.out -> collector.source[0];
  connect refclk -> uart[i].clk for i in 0..2;
  plug sensor on controller.wire at 0x48;
  when spare {
    embed third : Uart;
    map sys { third.mmio @ 0x5000_0000; }
    connect third.intr.TX -> collector.source[2];
  }
  unimplemented radio @ sys 0x6000_0000 size 4K;
  realize collector, uart, third, controller, sensor, card;
}
`;

/** One mistake, as fingers make it: what is changed into what, and what is said of it. */
const mistakes: readonly (readonly [from: string, to: string, code: string])[] = [
  // Words.
  ["package test", "pakage test", "parse/unknown-word"],
  ["import {", "imports {", "parse/unknown-word"],
  ["const LINES", "cosnt LINES", "parse/unknown-word"],
  ["enum Model", "enumm Model", "parse/unknown-word"],
  ["device Uart", "devise Uart", "parse/unknown-word"],
  ["abstract device Card", "abstrct device Card", "parse/unknown-word"],
  ["machine Board", "machin Board", "parse/unknown-word"],
  ["bus Wire", "buss Wire", "parse/unknown-word"],
  ["typename", "typname", "parse/unknown-word"],
  ["prop depth", "porp depth", "parse/unknown-word"],
  ["link backend", "lnik backend", "parse/unknown-word"],
  ["clock in clk", "clok in clk", "parse/unknown-word"],
  ["clock in clk", "clock inn clk", "parse/syntax"],
  ["irq out intr", "irq otu intr", "parse/syntax"],
  ["timer idle", "tmer idle", "parse/unknown-word"],
  ["state {", "sate {", "parse/unknown-word"],
  ["region mmio", "regoin mmio", "parse/unknown-word"],
  [": io PAGE", ": oi PAGE", "parse/syntax"],
  ["bank regs {", "bnk regs {", "parse/unknown-word"],
  ["endian little", "endian litle", "parse/syntax"],
  ["access 1..4", "acess 1..4", "parse/unknown-word"],
  ["register DATA", "registr DATA", "parse/unknown-word"],
  ["volatile", "volatil", "parse/syntax"],
  ["field BYTE", "feild BYTE", "parse/unknown-word"],
  ["[7:0] rw", "[7:0] wr", "parse/syntax"],
  ["on read", "on raed", "parse/syntax"],
  ["w1c of", "w1c fo", "parse/syntax"],
  ["on reset hold", "on reset hald", "parse/syntax"],
  ["on realize", "on realise", "parse/syntax"],
  ["sits on", "sit on", "parse/unknown-word"],
  ["method sample", "methd sample", "parse/unknown-word"],
  ["space sys", "spcae sys", "parse/unknown-word"],
  ["alias of", "alias off", "parse/syntax"],
  ["embed uart", "embd uart", "parse/unknown-word"],
  ["choose model", "chose model", "parse/syntax"],
  ["or any[2]", "ro any[2]", "parse/unknown-word"],
  ["map sys", "mpa sys", "parse/unknown-word"],
  ["priority 1", "prioriti 1", "parse/syntax"],
  ["connect any", "conect any", "parse/unknown-word"],
  ["plug sensor", "plgu sensor", "parse/unknown-word"],
  ["when spare", "wehn spare", "parse/unknown-word"],
  ["unimplemented radio", "unimplementd radio", "parse/unknown-word"],
  ["realize collector", "relize collector", "parse/unknown-word"],
  // Punctuation.
  ['typename "test-uart";', 'typename "test-uart"', "parse/missing-semicolon"],
  ["prop fast : bool = true;", "prop fast : bool = true", "parse/missing-semicolon"],
  ["prop fast : bool", "prop fast bool", "parse/syntax"],
  ["field FULL [0] ro;", "field FULL [0] ro", "parse/missing-semicolon"],
  ["field FULL [0] ro;", "field FULL 0 ro;", "parse/syntax"],
  ["on reset hold => clear;\n}", "on reset hold => clear;", "parse/unclosed-brace"],
  ["device SmallCard : Card {}", "device SmallCard : Card {", "parse/unclosed-brace"],
  ["device SmallCard : Card {}", "device SmallCard : Card {}}", "parse/stray-brace"],
  ['"uart"', '"uart', "parse/unterminated-string"],
  ["/// A serial port.", "/* A serial port.", "parse/unterminated-comment"],
  ["[1, 2, 3, 4]", "[1 2, 3, 4]", "parse/syntax"],
  ["{ RX, TX }", "{ RX TX }", "parse/syntax"],
  ["any.out -> collector", "any.out - collector", "parse/syntax"],
  ["small => SmallCard;", "small = SmallCard;", "parse/syntax"],
  ["on change => retime", "on change -> retime", "parse/syntax"],
  ["0x4000_0000 + i", "0x4000_000g + i", "parse/bad-number"],
  // Names and values.
  ["Machine, SysBusDevice", "Machin, SysBusDevice", "bind/unknown-export"],
  ["device LargeCard : Card", "device LargeCard : Crad", "bind/unknown-type"],
  ["embed collector : Collector", "embed collector : Colector", "bind/unknown-type"],
  ["link backend : Chardev", "link backend : Charddev", "bind/unknown-type"],
  ["prop depth : u32", "prop depth : u23", "check/property-type"],
  ["fifo : u8[64]", "fifo : u9[64]", "check/state-type"],
  ["prop model : Model = small", "prop model : Model = smal", "check/unknown-name"],
  ['prop label : string = "uart"', "prop label : string = 7", "check/wrong-kind"],
  ["prop fast : bool = true", "prop fast : bool = 1", "check/wrong-kind"],
  ["u32 = 16 in 1..64", "u32 = 160 in 1..64", "check/out-of-range"],
  ["= regs;", "= reg;", "check/unknown-name"],
  ["RAW.R & MASK.M", "RAW.R & MASC.M", "check/unknown-name"],
  ["w1c of RAW.R", "w1c of RAW.Q", "check/unknown-name"],
  ["field EMPTY [4]", "field EMPTY [0]", "check/field-overlap"],
  ["register RAW @ 0x0c", "register RAW @ 0x08", "check/register-overlap"],
  ["register STATUS @ 0x04", "register STATUS @ 0x06", "check/misaligned"],
  ["[1, 2, 3, 4]", "[1, 2, 3]", "check/constant-count"],
  ["{ depth = 8; }", "{ deph = 8; }", "check/unknown-member"],
  ["{ depth = 8; }", "{ depth = 80; }", "check/out-of-range"],
  ["large => LargeCard", "lage => LargeCard", "check/unknown-name"],
  ["large => LargeCard", "large => Uart", "check/arm-type"],
  ["uart[i].mmio @", "uart[i].mimo @", "check/unknown-member"],
  ["ram @ 0x2000_0000", "rma @ 0x2000_0000", "check/unknown-member"],
  ["i * PAGE for i in 0..2", "i * PAGE for i in 0..3", "check/index-outside"],
  ["i * PAGE for", "i * PAEG for", "check/unknown-name"],
  ["intr.RX ->", "intr.RXX ->", "check/unknown-member"],
  ["collector.source[0]", "collector.source[8]", "check/index-outside"],
  ["connect any.out -> collector.source[0]", "connect collector.source[0] -> any.out", "check/direction"],
  ["0x5000_0000", "0x4000_1000", "check/map-overlap"],
  ["collector.source[2]", "collector.source[0]", "check/driven-twice"],
  ["plug sensor on controller.wire", "plug sensor on controler.wire", "check/unknown-member"],
  ["sensor, card;", "sensor;", "check/realize-order"],
  ["const LINES = 8", "const LINES = LINES", "check/constant-cycle"],
  // What other languages, and other readings, would have.
  ["prop depth : u32", "prop depth : uint32_t", "check/property-type"],
  ["prop depth : u32 = 16 in 1..64;", "int depth = 16;", "parse/unknown-word"],
  ['= "uart"', "= 'uart'", "parse/syntax"],
  ["abstract device Card", "class Card", "parse/unknown-word"],
  ["field M [1:0]", "field M [1-0]", "check/bit-difference"],
  ["field M [1:0]", "field M [0:1]", "check/bit-order"],
  ["field S [1:0] ro =", "field S [1:0] rw =", "check/computed-access"],
  ["= RAW.R & MASK.M", "= R & MASK.M", "check/unknown-name"],
  ["w1c of RAW.R", "w1c of SHOWN.S", "check/effect-computed"],
  ["register ID[i : 4] @ 0xff0 + 4 * i", "register ID[i : 4] @ 0xff0 + 4 * i stride 8", "check/stride-differs"],
  ["register ID[i : 4] @ 0xff0 + 4 * i", "register ID[i : 4] @ 0xfd0 + 4 * i * i", "check/register-uneven"],
  ["register MASK @ 0x08", "register MASK @ 0x08 read", "check/hook-never"],
  ["register STATUS @ 0x04", "register HEAD @ 0x04", "check/same-name"],
  ["clock in clk on", "clock in clk = 10MHz on", "check/clock-ratio"],
  ["uart[i].mmio @", "uart.mmio @", "check/index-missing"],
  ["u32 = 16 in 1..64", "u32 = LINE in 1..64", "check/unknown-name"],
  ["prop slots : u32 = 1", "prop slots : u32 = slots", "check/not-constant"],
];

function reportsOf(text: string) {
  const host: Host = { read: (path) => (path === "board.qdl" ? { text } : { problem: "missing" }) };
  return check(["board.qdl"], host).diagnostics;
}

test("the board has no mistake", () => {
  expect(reportsOf(board)).toEqual([]);
});

test.each(mistakes)("`%s` as `%s` is one mistake, and one report", (from, to, code) => {
  expect(board).toContain(from);
  const at = board.indexOf(from);
  const found = reportsOf(board.replace(from, to));
  expect(found.map((one) => `${one.code}: ${one.message}`)).toEqual([expect.stringMatching(new RegExp(`^${code}: `))]);
  const [{ span, help, why }] = found as [(typeof found)[number]];
  expect(help.length * why.length).toBeGreaterThan(0);
  // The report points at the line of the mistake, or at one that it left open.
  const line = (offset: number): number => board.slice(0, offset).split("\n").length;
  if (!/unclosed|stray|wired|driven|cycle|realize|overlap/.test(code))
    expect(Math.abs(line(span!.start) - line(at + from.length))).toBeLessThanOrEqual(1);
});
