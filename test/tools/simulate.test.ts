import { describe, expect, test } from "vitest";
import { run } from "../../tools/cli/program.ts";
import { makeFolder } from "./temporary-project.ts";

/** Runs `qdl simulate` here, on a script, and tells what it said. */
async function simulate(
  script: string | Uint8Array,
  ...options: string[]
): Promise<{ status: number; out: string; err: string }> {
  const cwd = makeFolder({ "play.txt": script });
  const said = { status: 0, out: "", err: "" };
  await run(["simulate", ...(options.includes("nowhere.txt") ? [] : ["play.txt"]), ...options], {
    cwd,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    paint: (_role, text) => text,
    exit: (status) => void (said.status = status),
  });
  return said;
}

const unplug = `# the controller is referenced while its function is unplugged
type Xhci
type Pci embeds xhci:Xhci
new pci Pci
ref pci.xhci
unref pci
unref pci.xhci
`;

describe("qdl simulate", () => {
  test("shows counts, storages and events of each operation, and ends well", async () => {
    const { status, out, err } = await simulate(unplug);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out)
      .toBe(`step  operation                  events                     object    refs  storage  state      parent
----  -------------------------  -------------------------  --------  ----  -------  ---------  ------
0     type Xhci
1     type Pci embeds xhci:Xhci
2     new pci Pci                init pci (Pci)             pci       1     2        live       -
                                 init pci.xhci (Xhci)       pci.xhci  1     in pci   live       pci
                                 post_init pci.xhci (Xhci)
                                 post_init pci (Pci)
3     ref pci.xhci                                          pci.xhci  2     in pci   live       pci
4     unref pci                  unparent pci.xhci          pci       0     1        finalized  -
                                 finalize pci (Pci)         pci.xhci  1     in pci   live       -
5     unref pci.xhci             finalize pci.xhci (Xhci)   pci                      freed
                                 free pci                   pci.xhci                 freed

clean: no misuse, nothing left
`);
  });

  test("prints the trace as it is recorded elsewhere", async () => {
    const { status, out } = await simulate("type P\nnew p P\nunref p\n", "--format", "json");
    expect(status).toBe(0);
    expect(out).toContain(
      `  {"i":2,"op":"unref p","events":[{"ev":"finalize","obj":"p","type":"P"},{"ev":"free","obj":"p"}],"objects":[]}`,
    );
    expect(JSON.parse(out)).toMatchObject({
      name: "play",
      outcome: "clean",
      trace: [{}, {}, {}, { end: true, leaked: [] }],
    });
  });

  test("ends with status 1 at misuse, naming the object, and at leaks", async () => {
    const misuse = await simulate("type P\nnew p P\nunref p\nref p\nnew q P\n");
    expect(misuse.status).toBe(1);
    expect(misuse.out).toContain("misuse in step 3: ResurrectionError: <P> (P):");
    expect(misuse.out).not.toContain("new q");
    const leak = await simulate("type P\nnew p P\nref p\nunref p\n");
    expect(leak.status).toBe(1);
    expect(leak.out).toContain("leaked: 1 left at the end\n  p: alive\n");
  });

  test("reports lines that it cannot play, all of them, and plays nothing", async () => {
    const { status, out, err } = await simulate("type P\nnwe p P\n\nref q\n");
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toContain("error[simulate/operation]: there is no operation `nwe`\n --> play.txt:2:1\n");
    expect(err).toContain("error[simulate/name]: nothing in the script makes an object `q`\n --> play.txt:4:1\n");
  });

  test("says what is wrong with a script that is not there, is no text, or is empty", async () => {
    expect((await simulate("", "nowhere.txt")).err).toContain("error[simulate/input]: cannot read `nowhere.txt`");
    expect((await simulate(Uint8Array.of(0xff))).err).toContain("it is not UTF-8");
    expect(await simulate("# nothing\n")).toMatchObject({
      status: 1,
      err: expect.stringContaining("has no operation"),
    });
  });

  test("takes one script and a format that there is", async () => {
    expect((await simulate(unplug, "--format", "xml")).status).toBe(2);
    expect((await simulate(unplug, "more.txt")).status).toBe(2);
  });
});
