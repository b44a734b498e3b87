import { expect, test } from "vitest";
import { FakeCli, signed } from "../../../test/fakes/fake-cli.ts";
import { frame } from "../../../test/fakes/frame.ts";
import { checkLines } from "../views/proof.ts";

test("verify takes checkpoints and keys that were kept elsewhere, each as often as given", async () => {
  const cli = new FakeCli();
  const told = await cli.type(
    "ledger",
    "verify",
    "--checkpoint",
    "a.note",
    "--checkpoint",
    "b.note",
    "--key",
    "k",
  );
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(told.out).toMatch(/^Sound: all 1,234 entries/);
  expect(cli.calls.at(-1)).toEqual({
    what: "verify",
    args: [{ checkpoints: ["a.note", "b.note"], keys: ["k"] }],
  });
});

test("verify fails where the history is not sound, as JSON too", async () => {
  const cli = new FakeCli();
  cli.unsound = true;
  expect(await cli.type("ledger", "verify")).toMatchObject({ code: 1 });
  const { code, out } = await cli.type("ledger", "verify", "--json");
  expect([code, JSON.parse(out)]).toMatchObject([1, { ok: false, entries: 1234, more: 0 }]);
});

test("a checkpoint is printed so that it can be copied, with its key and where to keep them", async () => {
  const cli = new FakeCli();
  const { out } = await cli.type("ledger", "checkpoint");
  expect(out.startsWith(signed.note)).toBe(true);
  expect(out).toContain(`\nKey  ${signed.key}\n`);
  expect(out.replaceAll("\n", " ")).toContain("mail them to yourself, or print them");
  const written = await cli.type("ledger", "checkpoint", "--out", "today.note");
  expect(written.out).toMatch(/^Signed 20 entries: "today.note"\n/);
});

test("a proof can be led into a file; what belongs to it is said beside", async () => {
  const cli = new FakeCli();
  const bare = await cli.type("ledger", "prove", "17");
  expect(bare.out).toBe("{}\n");
  expect(bare.err).toContain("npx mainstay ledger check-proof FILE --key KEY");
  const written = await cli.type("ledger", "prove", "17", "--out", "p.json");
  expect(written.out).toMatch(/^Proven: entry 17 of 20, in "p.json"\n/);
  expect(written.err).toBe("");
  expect((await cli.type("ledger", "prove", "0")).code).toBe(2);
  expect((await cli.type("ledger", "prove")).code).toBe(2);
});

test("a proof is checked with a key, and with nothing else", async () => {
  const cli = new FakeCli();
  const { out } = await cli.type("ledger", "check-proof", "p.json", "--key", "k");
  expect(out).toBe(
    'Proven: entry 17 stands in the history of 20 entries that this key signed\n  What  effect.sent in "run/12"\n  When  Mon 1 June 2026 14:41 UTC\n  Key   k\n',
  );
  expect((await cli.type("ledger", "check-proof", "p.json")).code).toBe(2);
});

test("a proof of two states names them, and is checked against one that was kept", async () => {
  const cli = new FakeCli();
  const { out } = await cli.type("ledger", "prove", "--from", "5", "--to", "9", "--out", "p.json");
  expect(out).toMatch(/^Proven: the history of 9 entries begins with that of 5, in "p.json"\n/);
  expect((await cli.type("ledger", "prove", "--from", "5")).out).toBe("{}\n");
  expect(cli.calls).toContainEqual({ what: "prove", args: [{ from: 5, to: null }, null] });
  for (const argv of [
    ["17", "--from", "5"],
    ["--to", "9"],
    ["17", "--to", "9"],
    ["--from", "x"],
  ]) {
    expect([argv, (await cli.type("ledger", "prove", ...argv)).code]).toEqual([argv, 2]);
  }
  const view = {
    from: 1200,
    to: 1234,
    roots: { from: "AAA=", to: "BBB=" },
    kept: null,
    key: "k",
  };
  expect(checkLines(view, frame())).toEqual([
    "Proven: the history of 1,234 entries begins with that of 1,200; this key signed",
    "both",
    "  Root of the first 1,200  AAA=",
    "Compare it with the third line of the checkpoint that you kept, or name that",
    "with --checkpoint",
    "  Key   k",
  ]);
  expect(checkLines({ ...view, kept: "m.note" }, frame()).join(" ")).toContain(
    'begins with that of 1,200, which is the one in "m.note"',
  );
});

test("the history itself is still shown by ledger alone", async () => {
  const cli = new FakeCli();
  expect((await cli.type("ledger", "--limit", "2")).out).toContain("arrival.received");
  expect((await cli.type("ledger", "verfy")).code).toBe(2);
  expect((await cli.type("ledger", "--help")).out).toMatch(/verify[^]*checkpoint[^]*prove/);
});
