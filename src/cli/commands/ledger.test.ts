import { expect, test } from "vitest";
import { FakeCli, signed } from "../../../test/fakes/fake-cli.ts";

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

test("the history itself is still shown by ledger alone", async () => {
  const cli = new FakeCli();
  expect((await cli.type("ledger", "--limit", "2")).out).toContain("arrival.received");
  expect((await cli.type("ledger", "verfy")).code).toBe(2);
  expect((await cli.type("ledger", "--help")).out).toMatch(/verify[^]*checkpoint[^]*prove/);
});
