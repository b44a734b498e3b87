import { expect, test } from "vitest";
import { FakeCli } from "../../../../test/fakes/fake-cli.ts";
import { removed, retentionPlan } from "../../../../test/fakes/sample-desk.ts";

const asked = (cli: FakeCli) => cli.desk.asked.map(({ operation }) => operation);
const flat = (text: string) => text.replaceAll(/\s+/g, " ");

test("the plan says of each kind its rule, what goes, what stays and why, and what is never removed", async () => {
  const cli = new FakeCli();
  const { out, code } = await cli.type("retention", "plan");
  expect(code).toBe(0);
  for (const said of [
    "prompts: what models were asked and answered",
    "Kept 90 days, then one in 20 until 365 days",
    "There 120 entries, 480 KB; 60 removed before",
    "Goes now 12 entries, 48 KB",
    "Next 3 June 2026",
    "Stays 4: its job is under way",
    "mails: mails of ended jobs: kept for good (nothing there yet)",
    "Kept for good: invoices, credit notes and the books; what is on record",
    "12 entries due: they go on 3 June 2026, while Mainstay runs, or now: npx mainstay retention run",
  ]) {
    expect(flat(out)).toContain(said);
  }
  expect(JSON.parse((await cli.type("retention", "plan", "--json")).out)).toEqual(retentionPlan);
});

test("a dry run removes nothing; a run tells of each store what was found afterwards", async () => {
  const cli = new FakeCli();
  expect((await cli.type("retention", "run", "--dry-run")).out).toContain("Goes now");
  const { out, code } = await cli.type("retention", "run");
  expect([code, asked(cli)]).toEqual([0, ["retentionPlan", "retentionRun"]]);
  expect(flat(out)).toContain("Receipt contents in the history: 12 removed, 0 found afterwards");
  expect(flat(out)).toContain("backups of before hold it for as long as they are kept");
  expect(JSON.parse((await cli.type("retention", "run", "--json")).out)).toEqual(removed);
});

test("what hinders it is said, and where the clock moved on by long, how far ages are counted", async () => {
  const cli = new FakeCli();
  const hindered =
    'Cannot remove anything: the clock jumped; confirm the time first, see "mainstay inbox"';
  cli.desk.retention = { ...retentionPlan, hindered, countedTo: Date.UTC(2026, 3, 1) };
  const plan = flat((await cli.type("retention", "plan")).out);
  expect(plan).toContain("the clock jumped");
  expect(plan).toContain("Ages are counted up to 1 April 2026 only");
  cli.desk.removed = { ok: false, code: "clock_doubted", message: hindered, receipt: null };
  const { out, code } = await cli.type("retention", "run");
  expect(code).not.toBe(0);
  expect(flat(out)).toContain("Did nothing was changed");
});
