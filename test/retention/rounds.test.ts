import { expect, test } from "vitest";
import { controlStream } from "../../src/engine/streams.ts";
import { RetentionRounds } from "../../src/host/retention.ts";
import { deskAt } from "../forget/client.ts";
import { day, hour, monday } from "../engine/company.ts";
import { heard } from "../engine/heard.ts";
import { after, companyWith, draft, goneIn } from "./company.ts";
import { engine } from "../../src/engine/who.ts";

test("RR1: what is due goes at night while the company runs, and without a rule nothing is looked at", async () => {
  const c = await companyWith({ prompts: after(2) });
  const rounds = new RetentionRounds(c.owner, (error) => c.faults.push(error));
  await draft(c, await heard(c, "Ana", "a1", "Hello."));
  rounds.start();
  await rounds.settled();
  expect(await goneIn(c)).toEqual([]);
  expect(await c.owner.retention.countedAt()).toBe(monday);
  await c.at(monday + 2 * day + hour);
  await rounds.settled();
  expect(await goneIn(c)).toEqual([]);
  // 02:30 in Berlin.
  await c.at(Date.UTC(2026, 5, 4, 0, 31));
  await rounds.settled();
  expect(await goneIn(c)).toEqual(["call.started", "call.ended"]);
  expect(c.faults).toEqual([]);
  await rounds.close();

  const other = await companyWith({});
  const none = new RetentionRounds(other.owner, () => {});
  none.start();
  await none.settled();
  expect(await other.owner.retention.countedAt()).toBeNull();
  await none.close();
});

test("RR1: what was missed is done at the next start; in quarantine nothing is", async () => {
  const c = await companyWith({ prompts: after(2) });
  await draft(c, await heard(c, "Ana", "a1", "Hello."));
  await c.at(monday + 5 * day);
  await c.owner.office.book.turn(engine, (turn) => {
    const data = { at: turn.at, why: "restored", epoch: 2, takenAt: null };
    turn.emit(controlStream, { type: "control.quarantined", data });
  });
  const rounds = new RetentionRounds(c.owner, (error) => c.faults.push(error));
  rounds.start();
  await rounds.settled();
  await rounds.close();
  expect(await deskAt(c).retentionRun()).toMatchObject({ ok: false, code: "quarantined" });
  expect(await goneIn(c)).toEqual([]);
  const next = await companyWith({ prompts: after(2) });
  await draft(next, await heard(next, "Ana", "a1", "Hello."));
  await next.at(monday + 5 * day);
  const late = new RetentionRounds(next.owner, (error) => next.faults.push(error));
  late.start();
  await late.settled();
  await late.close();
  expect(await goneIn(next)).toEqual(["call.started", "call.ended"]);
  expect([c.faults, next.faults]).toEqual([[], []]);
});
