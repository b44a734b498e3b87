import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";
import { frame } from "../../../test/fakes/frame.ts";
import { exported, imported, planned } from "../../../test/fakes/sample-moves.ts";
import { migrateLines } from "./migrate.ts";
import { size } from "./size.ts";
import { exportLines, importLines } from "./transfer.ts";

const at = frame();

test("the plan says from where to where, what it needs, and what cannot be undone", () => {
  expect(migrateLines(planned, "plan", at)).toEqual([
    "What bringing your data up to date will do; nothing was changed yet",
    "  From   format 1, to format 2",
    "  Holds  1,200 entries, 4.0 MB",
    "  Needs  12 MB free while it runs; 900 MB there, enough",
    "  Takes  2 min",
    "It adds",
    "  - A tree over the history",
    "What cannot be undone",
    "  - What was recorded before is not sealed afterwards",
    "  - The way back closes with the first new entry; until then: migrate --back",
    "Do it: npx mainstay migrate",
  ]);
  const tight = { ...planned, availableBytes: 5 };
  expect(migrateLines(tight, "plan", at).join("\n")).toContain("5 B there, not enough");
});

test("what was done is said with what is kept, and how to go back or drop it", () => {
  const kept = [{ format: 1, path: "/d/ledger.format1.db", bytes: 4000 }];
  const done = { ...planned, did: "migrated", kept, corrected: ["tally"] } as const;
  expect(migrateLines({ ...done, corrected: ["tally"], kept }, "run", at)).toEqual([
    "Up to date: format 2, 1,200 entries, every one checked",
    "  tally differed from the history and was put right",
    "The old file is kept: /d/ledger.format1.db (4 KB). It holds everything in plain.",
    "  as it was   npx mainstay migrate --back",
    "  delete it   npx mainstay migrate --drop-old",
  ]);
  expect(migrateLines({ ...planned, did: "back" }, "back", at)[0]).toContain("format 1");
  expect(migrateLines({ ...planned, did: "dropped", dropped: ["/d/x"] }, "drop", at)).toEqual([
    "Deleted /d/x",
  ]);
  expect(migrateLines({ ...planned, did: "dropped" }, "drop", at)[0]).toContain("No file");
  expect(migrateLines({ ...planned, from: 2 }, "plan", at)[0]).toContain("nothing to do");
});

test("an export says what is in it, what is not, what failed, and that it is not encrypted", () => {
  expect(exportLines(exported, at)).toEqual([
    "Exported everything to studio-2026",
    "  1200  history (400 KB)",
    "Not in it",
    "  - leases: they end by themselves",
    "It is not encrypted: whoever has it reads everything, and can sign as you.",
  ]);
  const failed = [{ what: "books", why: "it is a link" }];
  expect(exportLines({ ...exported, failed }, at).slice(0, 4)).toEqual([
    "Not whole: 1 item could not be exported to studio-2026",
    "  1200  history (400 KB)",
    "Could not be exported",
    "  - books: it is a link",
  ]);
});

test("an import says what came in, or every problem", () => {
  expect(importLines({ ...imported, workspace: "/w" }, at)).toEqual([
    "Imported 1,200 entries into new",
    "  1200  history (400 KB)",
    "Your files are in /w",
    "It sends nothing until you let it: npx mainstay inbox",
  ]);
  expect(importLines({ ...imported, dryRun: true }, at)[0]).toContain("All is well");
  expect(importLines({ ...imported, ok: false, problems: ["a", "b"] }, at)).toEqual([
    "Nothing was imported: 2 problems",
    "  - a",
    "  - b",
  ]);
});

test("sizes are said as people say them", () => {
  expect([0, 999, 1500, 12_345_678, 1_300_000_000, 5e15].map(size)).toEqual([
    "0 B",
    "999 B",
    "2 KB",
    "13 MB",
    "1.3 GB",
    "5000 TB",
  ]);
});

test("the commands pass on what was asked for", async () => {
  const cli = new FakeCli();
  await cli.type("migrate", "--plan");
  await cli.type("migrate");
  await cli.type("migrate", "--back");
  await cli.type("migrate", "--drop-old");
  await cli.type("export", "there");
  await cli.type("import", "there", "--dry-run");
  await cli.type("import", "there", "--workspace", "w");
  expect(cli.calls.map(({ what, args }) => [what, ...args])).toEqual([
    ["migrate", "plan"],
    ["migrate", "run"],
    ["migrate", "back"],
    ["migrate", "drop"],
    ["export", "there"],
    ["import", { from: "there", dryRun: true, files: false }],
    ["import", { from: "there", dryRun: false, files: true }],
  ]);
  const both = await cli.type("migrate", "--back", "--drop-old");
  expect(both.code).toBe(2);
  expect(both.err).toContain("Give one of --plan, --back and --drop-old");
});
