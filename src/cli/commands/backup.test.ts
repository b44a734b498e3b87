import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";
import { fakeBackups } from "../../../test/fakes/fake-backups.ts";
import { frame } from "../../../test/fakes/frame.ts";
import type { Compared } from "../deps/backup.ts";
import { backupLines, pruneLines, restoreLines, verifyLines } from "../views/backup.ts";

const which = { from: null, snapshot: null, identity: null, signer: null, unsigned: false };

test("backup init tells the identity once, and where it must not be kept", async () => {
  const cli = new FakeCli();
  const { out } = await cli.type("backup", "init", "--to", "/media/usb/studio");
  expect(cli.calls).toContainEqual({
    what: "backup init",
    args: [{ to: "/media/usb/studio", recipient: null }],
  });
  expect(out).toContain("AGE-SECRET-KEY-1X");
  expect(out.replaceAll(/\s+/g, " ")).toContain("shown this once and kept nowhere here");
  const own = await cli.type("backup", "init", "--recipient", "age1mine");
  expect(own.out).not.toContain("AGE-SECRET-KEY");
});

test("a backup, the list of them, and what would go are told in sentences", async () => {
  const cli = new FakeCli();
  expect((await cli.type("backup")).out).toContain("1,200 entries, 800 values, 31 files, 12 keys");
  const { code, out: list } = await cli.type("backup", "list");
  expect(code).toBe(1);
  expect(list).toContain(
    "20260601T030000000Z-0a1b2c3d  2026-06-01 03:00 UTC  1,200 entries, 2.0 MB",
  );
  expect(list).toContain('✗ "snapshots/20260501T030000000Z-4e5f6a7b.json" is no manifest\n');
  expect((await cli.type("backup", "prune", "--plan")).out).toContain("Would remove 1 backup");
  expect((await cli.type("backup", "prune")).out).toMatch(/^Removed 1 backup/);
});

test("a backup says that nothing was removed because the clock may be wrong, and what to type", async () => {
  const view = await fakeBackups(() => {}).now(
    { data: null, workspace: null },
    { to: null },
    () => {},
  );
  expect(backupLines(view, frame()).join(" ")).not.toContain("backup prune");
  const lines = backupLines({ ...view, dropped: 0, held: 3 }, frame());
  expect(lines.join(" ")).toContain("Nothing older was removed");
  expect(lines.at(-1)).toContain("backup prune");
});

test("one backup stays, several stay", async () => {
  const lines = (keep: readonly string[]) =>
    pruneLines(
      { folder: "/b", plan: false, keep: [...keep], drop: [], dropKeys: [], swept: 0 },
      frame(),
    );
  expect(lines(["a"])[0]).toMatch(/; 1 backup stays$/);
  expect(lines(["a", "b"])[0]).toMatch(/; 2 backups stay$/);
});

test("help names --to only where it is taken, once", async () => {
  const help = async (...words: string[]) => (await new FakeCli().type(...words, "--help")).out;
  expect((await help("backup", "init")).match(/--to <dir>/g)).toHaveLength(1);
  expect(await help("backup", "list")).not.toContain("--to <dir>");
  expect(await help("backup", "list")).toContain("--data <dir>");
});

test("verify says what it checked, and what it could not", async () => {
  const cli = new FakeCli();
  const bare = await cli.type("backup", "verify");
  expect([bare.code, bare.out]).toEqual([0, expect.stringContaining("Not checked without")]);
  const whole = await cli.type("backup", "verify", "--identity", "key.txt");
  expect(whole.out).toContain("798 values (2 more of forgotten clients left out)");
  const bad = await cli.type("backup", "verify", "--snapshot", "20260501T030000000Z-4e5f6a7b");
  expect([bad.code, bad.out]).toEqual([1, expect.stringContaining('✗ "abc" is missing')]);
});

test("restore names its choices and says how to go on", async () => {
  const cli = new FakeCli();
  const told = await cli.type(
    "restore",
    "--from",
    "/b",
    "--identity",
    "k",
    "--aside",
    "--data",
    "d",
  );
  expect(cli.calls.at(-1)).toEqual({
    what: "restore",
    args: [{ ...which, from: "/b", identity: "k", forgotten: null, keysLost: false, aside: true }],
  });
  expect(told.out).toContain("What was there lies in /studio/.mainstay.before-20260601T030000000Z");
  expect(told.out).toContain("npx mainstay admit --data d");
});

test("what could not be compared says why; a damaged backup names its own folder", async () => {
  const { restore, verify } = fakeBackups(() => {});
  const place = { data: null, workspace: null };
  const how = { ...which, forgotten: null, keysLost: false, aside: false };
  const view = await restore(place, how, () => {});
  const said = (projections: Compared) =>
    restoreLines({ ...view, items: { ...view.items, projections } }, frame())
      .join(" ")
      .replaceAll(/\s+/g, " ");
  expect(said("equal")).toContain("derived anew, and equal");
  expect(said("another version")).toContain("another version of Mainstay made the backup");
  expect(said("none kept")).toContain("the backup holds nothing to compare");
  expect(said("forgotten since")).toContain("a client who was forgotten since");
  const bad = await verify(place, { ...how, snapshot: "20260501T030000000Z-4e5f6a7b" }, () => {});
  expect(verifyLines(bad, frame()).at(-1)).toContain("backup list --from /media/usb/studio");
});

test("RS5: restore, every screen and admit say which numbers may come again, and what to do", async () => {
  const cli = new FakeCli();
  const plain = (text: string) => text.replaceAll(/\s+/g, " ");
  const remedy =
    "write the true last one under last: in connectors/books.yaml and apply it: npx mainstay apply";
  const restored = plain((await cli.type("restore", "--identity", "k")).out);
  expect(restored).toContain(
    'Numbers of "2026-NNN" go on behind 2026-014, the last one known here',
  );
  expect(restored).toContain(remedy);
  const numbers = [{ connector: "books", series: "2026-NNN", last: null }];
  const quarantine = { why: "restored" as const, takenAt: null, since: 0, numbers };
  cli.desk.statusNow = { ...cli.desk.statusNow, quarantine };
  const inbox = plain((await cli.type("inbox")).out);
  expect(inbox).toContain('Numbers of "2026-NNN" begin anew: no used one is known here');
  cli.isTTY = true;
  cli.said = [false];
  expect(plain((await cli.type("admit")).out)).toContain("begin anew");
});

test("QU2: admit asks whether the old one is off, and takes no silence for a yes", async () => {
  const cli = new FakeCli();
  await cli.type("admit");
  await cli.type("admit", "--others-off");
  cli.isTTY = true;
  cli.said = [true];
  await cli.type("admit");
  expect(cli.desk.asked.map(({ operation, args }) => [operation, ...args])).toEqual([
    ["admit", false],
    ["admit", true],
    ["admit", true],
  ]);
});

test("QU1: quarantine and missing backups stand on every screen, before all else", async () => {
  const cli = new FakeCli();
  const since = Date.UTC(2026, 5, 1, 9, 0);
  const numbers = [{ connector: "books", series: "2026-NNN", last: null }];
  const quarantine = { why: "copied" as const, takenAt: null, since, numbers };
  cli.desk.statusNow = { ...cli.desk.statusNow, quarantine };
  cli.desk.warnings = ["No good backup for 4 days: see doctor"];
  const { out } = await cli.type("inbox");
  expect(out).toMatch(/^IN QUARANTINE\. A copy, found on/);
  expect(out).toContain("npx mainstay admit");
  expect(out).toContain("No good backup for 4 days");
});
