import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { migrate } from "../../src/host/ledger/migrate.ts";
import { tour } from "../../src/host/tour/tour.ts";
import type { Places } from "../../src/host/places.ts";
import { formatVersion } from "../../src/store/sqlite/schema.ts";
import { keptPath } from "../../src/store/sqlite/migrate/kept.ts";
import { at as companyAt, expectFourParts } from "../bad-input/company.ts";
import { leftIn } from "../tour/left.ts";
import { left, quiet } from "./company.ts";
import { released, toldOf } from "./released.ts";
import { openAt, toldNow } from "./told.ts";

const root = path.resolve(import.meta.dirname, "../..");

test("every released version has left a workspace that is migrated here", () => {
  const changelog = readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  const versions = [...changelog.matchAll(/^## (\d+\.\d+\.\d+)/gm)].map(([, version]) => version);
  expect(versions).not.toEqual([]);
  expect(new Set(released.map(({ version }) => version))).toEqual(new Set(versions));
});

const isOld = async (places: Places) => (await migrate(places, "plan")).from < formatVersion;

test.each(released)("$name: every command but migrate says what to do first", async ({ name }) => {
  const places = await left(name);
  if (!(await isOld(places))) return;
  const company = companyAt(places.workspace, places.data);
  for (const command of ["inbox", "doctor", "apply", "rebuild", "stop", "up"]) {
    const told = await company.type(command);
    expect([command, told.code, told.out]).toEqual([command, 1, ""]);
    expectFourParts(told, { what: "an older Mainstay wrote it", you: "migrate --plan" });
  }
  const plan = await company.type("migrate", "--plan");
  expect(plan).toMatchObject({ code: 0, err: "" });
  expect(plan.out).toContain(`to format ${formatVersion}`);
  expect(plan.out).toContain("What cannot be undone");
});

test.each(released)("$name: brought up to date, it tells what it told before", async ({ name }) => {
  const places = await left(name);
  const did = (await isOld(places)) ? "migrated" : "nothing";
  const view = await migrate(places, "run");
  expect(view).toMatchObject({ did, to: formatVersion, corrected: [] });
  const before = toldOf(name);
  const { dump: _, ...now } = await toldNow(places, before.now);
  const { dump: __, ...then } = before;
  expect(now).toEqual(then);
  expect(await migrate(places, "run")).toMatchObject({ did: "nothing" });
});

test("0.1.0-killed: the tour goes on where the old version was killed, and ends like one undisturbed", async () => {
  const undisturbed = await migrated("0.1.0-tour");
  const then = await leftIn(undisturbed);
  await playOn(undisturbed);
  const killed = await migrated("0.1.0-killed");
  await playOn(killed);
  const now = await leftIn(undisturbed);
  expect(await leftIn(killed)).toEqual(now);
  for (const what of ["books", "outbox", "invoices"] as const) {
    expect(now[what]).toEqual(expect.arrayContaining(then[what]));
  }
});

async function migrated(name: string): Promise<string> {
  const places = await left(name);
  await migrate(places, "run");
  return places.data;
}

/** To the end of today's tour, which may have entries that the released one did not have. */
async function playOn(data: string): Promise<void> {
  const faults: unknown[] = [];
  const told = [];
  const place = { data, workspace: null };
  for await (const event of tour({ place }, (error) => faults.push(error))) told.push(event.kind);
  expect(faults).toEqual([]);
  expect(told.at(-1)).toBe("ended");
}

test("0.1.0-midway: what the old version showed is answered, and every job ends", async () => {
  const places = await left("0.1.0-midway");
  await migrate(places, "run");
  const then = toldOf("0.1.0-midway");
  const opened = await openAt(places, "run", then.now);
  try {
    const { desk, owner } = opened;
    await quiet(opened);
    expect(await owner.store.count({ table: "act", where: { status: "sent" } })).toBe(0);
    for (const { number, digest, answers } of then.items) {
      const answer = ["happened", "deny", "dismiss"].find((one) => answers.includes(one)) ?? "";
      const reason = { reason: "as it was before" };
      expect(await desk.answer(number, { answer, digest, ...reason })).toMatchObject({ ok: true });
      await owner.quiet();
    }
    for (const { number, status } of await desk.runs({})) {
      if (status === "cancelled" || status === "completed") continue;
      expect(await desk.cancel(number, "the test ends")).toMatchObject({ ok: true });
      await owner.quiet();
    }
    const statuses = new Set((await desk.runs({})).map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual(["cancelled", "completed"]);
    expect((await desk.inbox()).lines).toEqual([]);
    // Its books are from before there were rules for clients abroad.
    const ill = (await desk.doctor()).filter(({ ok }) => !ok);
    expect(ill.map(({ line }) => line)).toEqual(['"vat" has no rule for clients abroad']);
  } finally {
    await opened.close();
  }
});

test("the old file is kept, gives everything back while nothing was recorded, and can be dropped", async () => {
  const places = await left("0.1.0-tour");
  const kept = keptPath(places.data, 1);
  await migrate(places, "run");
  const old = await readFile(kept);
  expect(await migrate(places, "back")).toMatchObject({ did: "back", from: 1 });
  expect(await readFile(path.join(places.data, "ledger.db"))).toEqual(old);
  await expect(migrate(places, "back")).rejects.toMatchObject({ code: "nothing_kept" });
  await expect(migrate(places, "drop")).rejects.toMatchObject({ code: "not_migrated" });

  await migrate(places, "run");
  const opened = await openAt(places, "run", toldOf("0.1.0-tour").now);
  await opened.desk.pause({ kind: "everything" }, "for the test");
  await opened.close();
  await expect(migrate(places, "back")).rejects.toMatchObject({
    code: "recorded_since",
    message: expect.stringContaining("1 entry was recorded since"),
  });
  expect(await migrate(places, "drop")).toMatchObject({ did: "dropped", dropped: [kept] });
  await expect(migrate(places, "back")).rejects.toMatchObject({ code: "nothing_kept" });
});

test("who is forgotten after a migration is gone from the kept file too, and from what was in plain", async () => {
  const places = await left("0.1.0-midway");
  await migrate(places, "run");
  const opened = await openAt(places, "run", toldOf("0.1.0-midway").now);
  await quiet(opened);
  const said = "Bad news about the second shop";
  const held = () =>
    ["ledger.db", "ledger.db-wal", "ledger.format1.db"]
      .map((file) => path.join(places.data, file))
      .filter((file) => existsSync(file) && readFileSync(file).includes(said));
  expect(held()).not.toEqual([]);
  const about = { client: "Harbour Books", confirm: "Harbour Books", endJobs: true };
  expect(await opened.desk.forget(about)).toMatchObject({ ok: true });
  await opened.owner.quiet();
  await opened.close();
  expect(held()).toEqual([]);
  await expect(migrate(places, "back")).rejects.toMatchObject({ code: "nothing_kept" });
});
