import { expect, test } from "vitest";
import { VirtualClock } from "../../src/engine/clock.ts";
import { Snapshots } from "../../src/host/snapshots.ts";
import { type Company, newStudio, openIn, quiet } from "../bad-input/company.ts";

const berlin = (text: string) => Date.parse(`${text}+02:00`);

async function withSnapshots(cron: string): Promise<Company> {
  const company = await newStudio();
  await company.change("mainstay.yaml", "budgets:", `memory: { snapshots: "${cron}" }\nbudgets:`);
  return company;
}

async function openAt(company: Company, clock: VirtualClock) {
  const opened = await openIn(company, { clock });
  await opened.desk.apply({ dryRun: false, runs: "finish" });
  await opened.owner.start();
  await quiet(opened);
  const faults: unknown[] = [];
  const snapshots = new Snapshots({ owner: opened.owner, onFault: (error) => faults.push(error) });
  const round = async () => {
    snapshots.start();
    await snapshots.settled();
    return (await opened.desk.snapshots({})).snapshots;
  };
  const close = async () => {
    await snapshots.close();
    await opened.close();
    expect(faults).toEqual([]);
  };
  return { clock, round, close };
}

test("SN1: one is made at each slot, once, and of those that were missed only for the latest", async () => {
  // A Monday.
  const company = await withSnapshots("0 6 * * 1");
  const clock = new VirtualClock(berlin("2026-06-01T07:00:00"));
  const first = await openAt(company, clock);
  expect(await first.round()).toEqual([]);
  clock.moveTo(berlin("2026-06-08T06:00:00"));
  await first.round();
  expect(await first.round()).toMatchObject([{ why: "schedule", name: "" }]);
  clock.moveTo(berlin("2026-06-09T06:00:00"));
  expect(await first.round()).toHaveLength(1);
  await first.close();

  const later = await openAt(company, new VirtualClock(berlin("2026-07-20T09:00:00")));
  expect(await later.round()).toHaveLength(2);
  expect(await later.round()).toHaveLength(2);
  await later.close();
});

test("SN1: however rare or dense the calendar is", async () => {
  const company = await withSnapshots("* * * * *");
  const began = await openAt(company, new VirtualClock(berlin("2026-06-01T07:00:30")));
  began.clock.moveTo(berlin("2026-06-05T07:00:00"));
  expect(await began.round()).toHaveLength(1);
  await began.close();
  await company.change("mainstay.yaml", "* * * * *", "0 6 1 1 *");
  const later = await openAt(company, new VirtualClock(berlin("2027-06-01T07:00:00")));
  expect(await later.round()).toHaveLength(2);
  await later.close();
});

test("without the setting none is made, and one that never comes is told by apply", async () => {
  const company = await newStudio();
  const { round, close } = await openAt(company, new VirtualClock(berlin("2026-06-01T07:00:00")));
  expect(await round()).toEqual([]);
  await close();
  await company.change("mainstay.yaml", "budgets:", `memory: { snapshots: "6 Uhr" }\nbudgets:`);
  const told = await company.type("apply");
  expect([told.code, `${told.out}${told.err}`.replaceAll(/\s+/g, " ")]).toEqual([
    1,
    expect.stringMatching(/mainstay\.yaml.*not five.*0 6 \* \* 1/),
  ]);
});
