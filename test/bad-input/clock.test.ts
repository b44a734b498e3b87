import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { InboxLine } from "../../src/api/contract/inbox.ts";
import { SystemClock } from "../../src/engine/clock.ts";
import type { Opened } from "../../src/host/open.ts";
import { type Company, newStudio, openIn, quiet, studio, typed } from "./company.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A machine whose clock and uptime the test sets. */
class Machine {
  wall = Date.now() + day;
  up = 5 * day;
  readonly clock = new SystemClock(
    () => this.wall,
    () => this.up,
  );

  /** Awake or asleep, clock and uptime go on alike; timers then fire at wake. */
  async pass(ms: number, opened: Opened): Promise<void> {
    this.wall += ms;
    this.up += ms;
    await settle(opened);
  }
}

/** Timers are armed a minute ahead at most: several rounds reach all that is due. */
async function settle(opened: Opened): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    vi.advanceTimersByTime(minute);
    await quiet(opened);
  }
}

beforeEach(() => {
  // Only what the clock waits with: files and folders are real.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => vi.useRealTimers());

async function up(company: Company, machine: Machine): Promise<Opened> {
  const opened = await openIn(company, { clock: machine.clock });
  await opened.owner.start();
  await quiet(opened);
  return opened;
}

/** Types a command that the running company answers. */
function typedTo({ desk }: Opened, ...argv: string[]) {
  return typed(argv, { connect: async () => ({ desk, owner: true, close: async () => {} }) });
}

async function lines(opened: Opened, kind?: InboxLine["kind"]): Promise<InboxLine[]> {
  const inbox = await opened.desk.inbox();
  return inbox.lines.filter((line) => kind === undefined || line.kind === kind);
}

async function eventsOf(opened: Opened): Promise<string[]> {
  const { seq } = await opened.owner.store.last();
  return (await opened.owner.journal.readFrom(1, seq)).map(({ type }) => type);
}

test("a clock that went back while the company was off: asked about once, nothing is late or early by it", async () => {
  const company = await studio();
  const machine = new Machine();
  machine.wall -= 2 * day;
  const opened = await up(company, machine);
  const [item, ...others] = await lines(opened, "clock");
  expect(others).toEqual([]);
  const shown = await typedTo(opened, "show", String(item?.number));
  expect(shown.out).toContain("The clock jumped: is the time right now?");
  const before = await eventsOf(opened);
  await machine.pass(hour, opened);
  expect(await eventsOf(opened)).toEqual(before);
  const told = await typedTo(opened, "answer", String(item?.number), "confirm");
  expect([told.code, told.err]).toEqual([0, ""]);
  expect(told.out).toContain("what waits for a time goes on");
  expect(await lines(opened, "clock")).toEqual([]);
  expect(await lines(opened, "approval")).toHaveLength(3);
  await opened.close();
});

test("a clock that jumps ahead while the company runs: timers stand still until she confirms, then go on", async () => {
  const company = await studio();
  const machine = new Machine();
  const opened = await up(company, machine);
  const asked = (await eventsOf(opened)).filter((type) => type === "approval.requested").length;
  machine.wall += 5 * day;
  await settle(opened);
  const [item] = await lines(opened, "clock");
  expect(item?.urgency).toBe("now");
  // Three days would have passed for the drafts, by the wrong clock.
  const after = await eventsOf(opened);
  expect(after.filter((type) => type === "approval.requested")).toHaveLength(asked);
  expect((await opened.desk.inbox()).now).toBeLessThan(machine.wall - 4 * day);
  await typedTo(opened, "answer", String(item?.number), "confirm");
  await settle(opened);
  const later = await eventsOf(opened);
  expect(later.filter((type) => type === "approval.requested")).toHaveLength(asked + 3);
  expect((await opened.desk.inbox()).now).toBe(machine.wall);
  await opened.close();
});

test("a clock that is set right again before she answers leaves no trace in what is due", async () => {
  const company = await studio();
  const machine = new Machine();
  const opened = await up(company, machine);
  const asked = (await eventsOf(opened)).filter((type) => type === "approval.requested").length;
  machine.wall += 400 * day;
  await settle(opened);
  machine.wall -= 400 * day;
  await settle(opened);
  const [item] = await lines(opened, "clock");
  await typedTo(opened, "answer", String(item?.number), "confirm");
  await settle(opened);
  expect((await opened.desk.inbox()).now).toBe(machine.wall);
  const after = await eventsOf(opened);
  expect(after.filter((type) => type === "approval.requested")).toHaveLength(asked);
  await opened.close();
});

/** Each working day at nine, and what becomes of the days that were missed. */
const missed = (choice: string) => `runbook: ${choice}-day
purpose: Does something each day
trigger: { cron: "0 9 * * *", missed: ${choice} }
steps:
  - noted: { check: "true", because: it is always so }
`;

test("a machine asleep for a week: schedules go by their policy, and what is not run is on record", async () => {
  const company = await newStudio();
  await company.change("connectors/inbox.yaml", "workspace:mail", "in/mail");
  for (const choice of ["each", "latest", "skip"]) {
    await company.write(`runbooks/${choice}-day.yaml`, missed(choice));
  }
  const machine = new Machine();
  machine.wall = Date.UTC(2026, 5, 1, 12);
  const opened = await up(company, machine);
  expect((await opened.desk.apply({ dryRun: false, runs: "finish" })).problems).toEqual([]);
  await opened.owner.slots.look();
  await machine.pass(7 * day, opened);
  const runs = async (runbook: string) => (await opened.desk.runs({ runbook })).length;
  expect(await Promise.all(["each-day", "latest-day", "skip-day"].map(runs))).toEqual([7, 1, 0]);
  expect(await eventsOf(opened)).toContain("slot.skipped");
  expect(await lines(opened, "clock")).toEqual([]);
  await opened.close();
});

test("a machine asleep for a week: drafts are asked again under their numbers, and nothing left meanwhile", async () => {
  const company = await studio();
  const machine = new Machine();
  const opened = await up(company, machine);
  const before = (await lines(opened, "approval")).map(({ number }) => number);
  await machine.pass(7 * day, opened);
  const after = await lines(opened, "approval");
  expect(new Set(after.map(({ number }) => number))).toEqual(new Set(before));
  for (const { expiresAt } of after) expect(expiresAt).toBeGreaterThan(machine.wall);
  expect(await lines(opened, "clock")).toEqual([]);
  await opened.close();
  expect(await sentBy(company)).toEqual([]);
});

test("an act that was allowed before a week of sleep asks before it leaves", async () => {
  const company = await studio();
  const machine = new Machine();
  const opened = await up(company, machine);
  await opened.desk.pause({ kind: "connector", name: "mail" }, "the line is down");
  const [draft] = (await lines(opened, "approval")).filter(
    ({ client }) => client === "Nordlicht Coffee",
  );
  await typedTo(opened, "approve", String(draft?.number));
  await quiet(opened);
  await machine.pass(7 * day, opened);
  await opened.desk.resume({ kind: "connector", name: "mail" });
  await settle(opened);
  const [late] = await lines(opened, "late");
  expect(late, JSON.stringify(await lines(opened))).toMatchObject({
    client: "Nordlicht Coffee",
    urgency: "now",
  });
  expect(await sentBy(company)).toEqual([]);
  const told = await typedTo(opened, "answer", String(late?.number), "approve");
  expect([told.code, told.err]).toEqual([0, ""]);
  await settle(opened);
  await opened.close();
  expect(await sentBy(company)).toHaveLength(1);
});

async function sentBy(company: Company): Promise<string[]> {
  return readdir(path.join(company.data, "outbox/new"));
}
