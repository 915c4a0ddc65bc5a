import fc from "fast-check";

/** A tail that makes a name longer; most are short. */
const tail = fc.oneof(fc.nat(8), fc.nat(40), fc.nat(190)).map((length) => "x".repeat(length));

function named(name: string): fc.Arbitrary<string> {
  return tail.map((end) => `${name}${end}`);
}

/** Definitions with one register, whose fields are worked out by calculations over properties of any names. */
export const calculations: fc.Arbitrary<string> = fc
  .tuple(named("count"), named("limit"), named("fast"))
  .chain(([count, limit, fast]) => {
    const { number } = fc.letrec<{ number: string; truth: string }>((tie) => ({
      number: fc.oneof(
        { depthSize: "medium", withCrossShrink: true },
        fc.constantFrom(count, limit, "7", "0x1f"),
        operation(tie("number"), fc.constantFrom("+", "-", "*", "&", "|", "^"), tie("number")),
        operation(tie("number"), fc.constantFrom("/", "%", "<<", ">>"), fc.constantFrom(count, limit, "3")),
        fc.tuple(tie("truth"), tie("number"), tie("number")).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
        tie("number").map((of) => `(-${of})`),
        tie("number").map((of) => `(~${of})`),
      ),
      truth: fc.oneof(
        { depthSize: "medium", withCrossShrink: true },
        fc.constant(fast),
        operation(tie("number"), fc.constantFrom("==", "!=", "<", "<=", ">", ">="), tie("number")),
        operation(tie("truth"), fc.constantFrom("&&", "||"), tie("truth")),
        tie("truth").map((of) => `(!${of})`),
      ),
    }));
    return fc.array(number, { minLength: 1, maxLength: 6 }).map((values) => {
      const fields = values.map((value, at) => `field F${at} [${5 * at + 4}:${5 * at}] ro = ${value};`);
      return `qdl 1;
import { SysBusDevice } from "qdl:core";
device D : SysBusDevice {
  prop ${count} : u32 = 1 in 1..4;
  prop ${limit} : u32 = 1 in 1..4;
  prop ${fast} : bool = false;
  region io : io 4K = regs;
  bank regs { width 32; endian little; register R @ 0 computed { ${fields.join(" ")} } }
}
`;
    });
  });

function operation(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((words) => `(${words.join(" ")})`);
}

/** Words as they stand in comments and texts, with signs of other scripts, and with what means something in code. */
const words = fc
  .array(
    fc.constantFrom("a, b", "it's", "`${x}`", "/*", "*/", "(", "{", "日本語", "é", "🎉", "👨‍👩‍👧", "long".repeat(20)),
    { maxLength: 7 },
  )
  .map((some) => some.join(" "));

/** Definitions with long lists of everything: values, bases, parameters, numbers, texts. */
export const lists: fc.Arbitrary<string> = fc
  .record({
    values: fc.uniqueArray(named("v"), { minLength: 1, maxLength: 9 }),
    offers: fc.uniqueArray(named("Offer"), { minLength: 1, maxLength: 4 }),
    parameters: fc.uniqueArray(named("p"), { maxLength: 6 }),
    numbers: fc.array(fc.nat(2 ** 31), { maxLength: 30 }),
    texts: fc.array(words, { maxLength: 7 }),
    doc: fc.array(words, { maxLength: 12 }),
    names: fc.tuple(...["a", "b", "c", "d", "e", "f", "g"].map(named)),
  })
  .map(({ values, offers, parameters, numbers, texts, doc, names: [a, b, c, d, e, f, g] }) => {
    const methods = offers.map(
      (name, at) => `method m${at}_${name}(${parameters.map((one) => `${one} : u32`).join(", ")}) : bool;`,
    );
    return `qdl 1;
import { SysBusDevice } from "qdl:core";
/// ${doc.join(" ")}
enum Kind { ${values.join(", ")} }
${offers.map((name, at) => `interface ${name} { ${methods[at]!} }`).join("\n")}
device D : SysBusDevice implements ${offers.join(", ")} {
  ${methods.join("\n  ")}
  /// ${doc.join(" ")}
  prop ${a!} : u32[] = [${numbers.join(", ")}];
  prop ${b!} : u64[] = [${numbers.join(", ")}];
  prop ${c!} : string = ${JSON.stringify(texts.join(" "))};
  prop ${d!} : string[] = [${texts.map((text) => JSON.stringify(text)).join(", ")}];
  prop ${e!} : Kind = ${values[0]!};
  prop ${f!} : Kind[] = [${values.join(", ")}];
  prop ${g!} : u32 = 1 in [${[1, ...numbers].join(", ")}];
  region io : io 4K = regs;
  bank regs { width 32; endian little; register ID[i : ${numbers.length + 1}] @ 4 * i const [${[1, ...numbers].join(", ")}]; }
}
`;
  });
