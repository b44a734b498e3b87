import { expect, test } from "vitest";
import {
  applied,
  by,
  cleared,
  completed,
  failed,
  proposed,
  sent,
  started,
} from "../../test/fixtures/run-events.ts";
import type { RunEvent } from "../kernel/event.ts";
import type { RowOperation } from "../ledger/table.ts";
import type { Json } from "../value/json.ts";
import { ownText } from "../value/label.ts";
import { openItem } from "./item.ts";
import { lesson } from "./lesson.ts";
import { projectRun } from "./project-run.ts";

const place = { stream: "run/r1", at: 5, seq: 9, subject: "s1" };
const rows = (event: RunEvent) =>
  projectRun("r1", { ...event, ...place, values: event.values ?? {} } as Parameters<
    typeof projectRun
  >[1]);
const item = (number: number, kind: string, about: string, expiresAt: number | null = null) =>
  openItem(number, kind, "r1", about, place, expiresAt);
const closed = (about: string): RowOperation => ({
  op: "setWhere",
  table: "item",
  where: { run: "r1", about, status: "open" },
  set: { status: "closed" },
});
const due = (key: string, at: number): RowOperation => ({
  op: "put",
  table: "due",
  row: { run: "r1", key, at },
});
const undue = (key: string): RowOperation => ({
  op: "remove",
  table: "due",
  key: { run: "r1", key },
});
const act = (status: string): RowOperation => ({
  op: "set",
  table: "act",
  key: { token: "t1" },
  set: { status, at: 5 },
});
const setRun = (set: Record<string, string | number | null>): RowOperation => ({
  op: "set",
  table: "run",
  key: { id: "r1" },
  set,
});
const message = { message: ownText("why") };

test("a run is listed from its start", () => {
  expect(rows(started())).toEqual([
    {
      op: "put",
      table: "run",
      row: {
        id: "r1",
        number: 7,
        runbook: "onboard",
        release: "rel1",
        subject: "s1",
        parent: null,
        status: "open",
        started_at: 5,
        ended_at: null,
      },
    },
  ]);
  expect(rows(started({ parent: { run: "r0", path: "sub" } }))).toMatchObject([
    { row: { parent: "r0" } },
  ]);
});

test("a run that must be done in time falls due, and is an item when it was not", () => {
  expect(rows(started({ escalateAt: 80 }))[1]).toEqual(due("escalate", 80));
  expect(rows({ type: "run.escalated", data: { item: 4 } })).toEqual([
    undue("escalate"),
    item(4, "failed", ""),
  ]);
});

test("an ended run leaves nothing open, due or waited for", () => {
  const over = [
    { op: "removeWhere", table: "due", where: { run: "r1" } },
    { op: "removeWhere", table: "waiting", where: { run: "r1" } },
    {
      op: "setWhere",
      table: "item",
      where: { run: "r1", status: "open" },
      set: { status: "closed" },
    },
  ];
  const completed = (success: boolean) => rows({ type: "run.completed", data: { success } });
  expect(completed(true)).toEqual([setRun({ status: "completed", ended_at: 5 }), ...over]);
  expect(completed(false)).toEqual([setRun({ status: "failed", ended_at: 5 }), ...over]);
  expect(rows({ type: "run.cancelled", data: { undone: 1 } })).toEqual([
    setRun({ status: "cancelled", ended_at: 5 }),
    ...over,
  ]);
});

test("a run that is being cancelled says so, and keeps what is open", () => {
  expect(rows({ type: "run.cancelling", data: {}, values: { reason: ownText("x") } })).toEqual([
    setRun({ status: "cancelling", ended_at: null }),
  ]);
});

test("a repair or a migration shows the release that the run goes on under", () => {
  const released = setRun({ release: "rel2" });
  const data = { path: "a", release: "rel2", reset: [] };
  expect(rows({ type: "run.repaired", data })).toEqual([released]);
  expect(rows({ type: "run.migrated", data: { release: "rel2" } })).toEqual([released]);
});

test("RN5: a repair leaves nothing open or due of any step that begins afresh", () => {
  const data = { path: "a", release: "rel2", reset: ["a", "b"] };
  const nothing = (path: string) => [
    closed(path),
    { op: "remove", table: "waiting", key: { run: "r1", path } },
    ...["wait", "ask", "step"].map((what) => undue(`${what}:${path}`)),
  ];
  expect(rows({ type: "run.repaired", data })).toEqual([
    ...nothing("a"),
    ...nothing("b"),
    setRun({ release: "rel2" }),
  ]);
});

test("a step that ends at once changes no row", () => {
  expect(rows(completed("a"))).toEqual([]);
});

test("a step that ends at a later attempt closes what its failures opened", () => {
  expect(rows(completed("a", null, { attempt: 2 }))).toEqual([closed("a"), undue("step:a")]);
});

test("a wait that ends is waited for no longer", () => {
  expect(rows(completed("a", null, { by: by("wait") }))).toEqual([
    closed("a"),
    { op: "remove", table: "waiting", key: { run: "r1", path: "a" } },
    undue("wait:a"),
  ]);
});

test("what the operator did by hand is asked no longer", () => {
  const operations = rows(completed("a", null, { by: by("operator") }));
  expect(operations).toEqual(
    expect.arrayContaining([closed("a"), undue("ask:a"), undue("wait:a")]),
  );
});

test("a failed step is due again, or an item when nobody tries it again", () => {
  expect(rows(failed("a", { retryAt: 60 }))).toEqual([due("step:a", 60)]);
  expect(rows(failed("a", { item: 4 }))).toEqual([item(4, "failed", "a")]);
  expect(rows(failed("a"))).toEqual([]);
});

test("a form replaces what was open about its step", () => {
  const form: RunEvent = {
    type: "form.opened",
    data: { path: "a", attempt: 1, item: 4, why: "ladder" },
    values: { known: ownText({}) },
  };
  expect(rows(form)).toEqual(expect.arrayContaining([closed("a"), item(4, "form", "a")]));
});

test("a wait may wait for an arrival, a time and an answer", () => {
  const wait = (data: { on: string | null; endsAt: number | null; item: number | null }) =>
    rows({ type: "wait.opened", data: { path: "a", ...data } });
  expect(wait({ on: "mail.received", endsAt: 80, item: 4 })).toEqual([
    { op: "put", table: "waiting", row: { run: "r1", path: "a", type: "mail.received" } },
    due("wait:a", 80),
    item(4, "question", "a", 80),
  ]);
  expect(wait({ on: null, endsAt: null, item: null })).toEqual([]);
});

test("an approval is an item until its end, and expires", () => {
  const requested = (act: boolean): RunEvent => ({
    type: "approval.requested",
    data: { about: "t1", item: 4, digest: "d", expiresAt: 80, round: 1, factor: false, act },
    values: { shown: ownText({}) },
  });
  expect(rows(requested(true))).toEqual([item(4, "effect", "t1", 80), due("ask:t1", 80)]);
  expect(rows(requested(false))).toEqual([item(4, "approval", "t1", 80), due("ask:t1", 80)]);
  expect(rows({ type: "approval.voided", data: { about: "t1", because: "changed" } })).toEqual([
    closed("t1"),
    undue("ask:t1"),
  ]);
});

test("an answer is counted by action: granted, edited or denied", () => {
  const answer = { about: "t1", by: "operator", action: "mail.send" };
  const granted = (edited: string[]): RunEvent => ({
    type: "approval.granted",
    data: { ...answer, edited },
  });
  const denied: RunEvent = {
    type: "approval.denied",
    data: answer,
    values: { reason: ownText("") },
  };
  for (const [event, column] of [
    [granted([]), "granted"],
    [granted(["/to"]), "edited"],
    [denied, "denied"],
  ] as const) {
    expect(rows(event)).toEqual([
      closed("t1"),
      undue("ask:t1"),
      { op: "add", table: "tally", key: { action: "mail.send" }, column, by: 1 },
      { op: "put", table: "answer", row: { seq: 9, at: 5, action: "mail.send", said: column } },
      lesson(place, {
        kind: column === "granted" ? "agreed" : column,
        how: "",
        about: "t1",
        action: "mail.send",
        run: "r1",
      }),
      { op: "set", table: "act", key: { token: "t1" }, set: { asked: 1 } },
    ]);
  }
});

test("an answer that ends a wait is one of hers; a time or an arrival is none", () => {
  const ended = (value: Json) => completed("paid", value, { by: by("wait") });
  const answers = (value: Json) => rows(ended(value)).filter(({ table }) => table === "answer");
  expect(answers({ by: "answer", answer: "late" })).toEqual([
    { op: "put", table: "answer", row: { seq: 9, at: 5, action: "", said: "answered" } },
  ]);
  expect(answers({ by: "time" })).toEqual([]);
  expect(answers(null)).toEqual([]);
});

test("every proposal is listed as an act", () => {
  const operations = rows(proposed("a", "t1", "t2"));
  expect(operations).toHaveLength(2);
  expect(operations[0]).toEqual({
    op: "put",
    table: "act",
    row: {
      token: "t1",
      run: "r1",
      subject: "s1",
      action: "mail.send",
      status: "proposed",
      asked: 0,
      seq: 9,
      at: 5,
    },
  });
});

test("an act is followed to its end, and its item closed where its doubt ends", () => {
  expect(rows(cleared("t1"))).toEqual([act("cleared"), closed("t1")]);
  expect(rows(sent("t1"))).toContainEqual(act("sent"));
  expect(rows(applied("t1"))).toEqual(expect.arrayContaining([act("applied"), closed("t1")]));
});

test("an act that was not done is cleared again, and due when it is tried again", () => {
  const notDone = (retryAt: number | null): RunEvent => ({
    type: "effect.notDone",
    data: { token: "t1", attempt: 1, failure: "transient", retryAt },
    values: message,
  });
  expect(rows(notDone(null))).toEqual([act("cleared"), closed("t1")]);
  expect(rows(notDone(60))).toEqual([act("cleared"), closed("t1"), due("act:t1", 60)]);
});

test("an unknown act is an item, and looked at again", () => {
  const unknown = (lookAgainAt: number | null): RunEvent => ({
    type: "effect.unknown",
    data: { token: "t1", item: 4, lookAgainAt },
    values: message,
  });
  expect(rows(unknown(null))).toEqual([act("unknown"), item(4, "unknown", "t1")]);
  expect(rows(unknown(60))).toContainEqual(due("act:t1", 60));
});

test("a held act is an item that says why, in place of what was asked about it before", () => {
  const held: RunEvent = {
    type: "effect.held",
    data: { token: "t1", item: 4, why: "late" },
    values: message,
  };
  expect(rows(held)).toEqual([
    act("held"),
    closed("t1"),
    undue("act:t1"),
    item(4, "held-late", "t1"),
  ]);
});

test("an act that is put off falls due; one that can still be taken back is told by when", () => {
  const until = (why?: "hold" | "unread"): RunEvent => ({
    type: "effect.postponed",
    data: { token: "t1", until: 60, ...(why === undefined ? {} : { why }) },
  });
  expect(rows(until())).toEqual([due("act:t1", 60)]);
  expect(rows(until("unread"))).toEqual([due("act:t1", 60)]);
  const leaving = { ...act("leaving"), set: { status: "leaving", at: 60 } };
  expect(rows(until("hold"))).toEqual([leaving, due("act:t1", 60)]);
});

test.each<[RunEvent]>([
  [{ type: "effect.forbidden", data: { token: "t1" }, values: message }],
  [{ type: "effect.failed", data: { token: "t1" }, values: message }],
  [{ type: "effect.denied", data: { token: "t1" } }],
  [{ type: "effect.withdrawn", data: { token: "t1" } }],
])("$type ends an act, and what was asked about it", (event) => {
  expect(rows(event)).toEqual(
    expect.arrayContaining([act("ended"), closed("t1"), undue("ask:t1")]),
  );
});

test("what could not be taken back is an item; what was, or stands for good, is none", () => {
  expect(
    rows({ type: "undo.failed", data: { token: "t1", item: 4 }, values: message }),
  ).toContainEqual(item(4, "undo", "t1"));
  expect(rows({ type: "undo.skipped", data: { token: "t1", why: "final" } })).toEqual([
    act("undone"),
    closed("t1"),
  ]);
});

test("what has no row of its own changes none", () => {
  expect(rows({ type: "approval.spent", data: { about: "t1" } })).toEqual([]);
  expect(rows({ type: "call.opened", data: { path: "a", run: "r2" } })).toEqual([]);
});

test("FX4: an undo in doubt is an item, and is looked at again where that may tell more", () => {
  const unknown = (lookAgainAt: number | null) =>
    rows({ type: "undo.unknown", data: { token: "t1", item: 4, lookAgainAt }, values: message });
  expect(unknown(null)).toEqual([item(4, "undo", "t1")]);
  expect(unknown(50)).toEqual([item(4, "undo", "t1"), due("undo:t1", 50)]);
});

test("a call counts for its tier; only one that was answered says how the tier answers", () => {
  const ended = (more: object) =>
    rows({
      type: "call.ended",
      data: { path: "a", call: "c1", costMicros: 30, estimated: false, tokens: 120, ...more },
    });
  const add = (column: string, by: number) => ({
    op: "add",
    table: "tier",
    key: { tier: "small" },
    column,
    by,
  });
  const counted = [add("calls", 1), add("micros", 30)];
  const set = (to: object) => ({ op: "set", table: "tier", key: { tier: "small" }, set: to });
  const again = { failed: null, failed_at: null, short_at: null };
  expect(ended({ tier: "small", latencyMs: 700, answered: "m-1" })).toEqual([
    ...counted,
    set({ at: 5, latency_ms: 700, answered: "m-1", ...again }),
  ]);
  expect(ended({ tier: "small", latencyMs: 700 })).toEqual([...counted, set(again)]);
  expect(ended({ tier: "small", latencyMs: 9, failed: "key" })).toEqual([
    ...counted,
    set({ failed: "key", failed_at: 5 }),
  ]);
  expect(ended({ tier: "small", answered: "m-1" })).toEqual(counted);
  const unpaid = { path: "a", attempt: 1, rung: 0, failure: "deterministic" as const };
  const short = { ...unpaid, code: "budget_exhausted", tier: "small", retryAt: null, item: null };
  expect(rows({ type: "step.failed", data: short, values: message })).toEqual([
    add("calls", 0),
    set({ short_at: 5 }),
  ]);
  // From before calls named their tier.
  expect(ended({})).toEqual([]);
});

test("D6: a step that read a record rests on it, and so does an agent that was told of it", () => {
  const read = { kind: "client", id: "k1", version: 3 };
  const rested = (path: string): RowOperation => ({
    op: "put",
    table: "rested",
    row: { run: "r1", path, ...read, at: 5 },
  });
  expect(rows(completed("a", null, { read }))).toContainEqual(rested("a"));
  const fact = { kind: "fact", record: "client", key: "k1", field: "name", version: 3 } as const;
  const items = [
    { kind: "skill", name: "voice", version: "v" } as const,
    fact,
    { ...fact, field: "email" },
    { kind: "passage", seq: 7 } as const,
    { kind: "job", number: 3, seq: 9 } as const,
  ];
  const pack = { limit: 100, tokens: 10, items, dropped: [], more: 0 };
  const data = { path: "b", attempt: 1, rung: 0, worker: "w", expiresAt: 9 };
  expect(rows({ type: "step.claimed", data: { ...data, pack } })).toEqual([
    rested("b"),
    { op: "put", table: "heard", row: { run: "r1", path: "b", seq: 7, at: 5 } },
  ]);
  expect(rows({ type: "step.claimed", data })).toEqual([]);
});
