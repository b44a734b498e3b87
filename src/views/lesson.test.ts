import { expect, test } from "vitest";
import type { Row, RowOperation } from "../ledger/table.ts";
import { ownText } from "../value/label.ts";
import { project } from "./project.ts";
import { tables } from "./tables.ts";

const place = { at: 5, seq: 9, intent: 9, subject: "s1" };

/** What the event says of the work before it. */
function told(stream: string, type: string, data: object, values = {}): Row[] {
  return project({ stream, type, data, values, ...place }).flatMap((op: RowOperation) =>
    op.table === "lesson" && op.op === "put" ? [op.row] : [],
  );
}

const granted = (edited: string[]) =>
  told("run/r1", "approval.granted", { about: "ok", by: "operator", action: "a/ok", edited });
const row = { seq: 9, at: 5, subject: "s1", run: "r1", how: "" };

test("a yes to what was shown, a change of it and a no each say how the draft was", () => {
  const drafted = { ...row, about: "ok", action: "a/ok" };
  expect(granted([])).toEqual([{ ...drafted, kind: "agreed" }]);
  expect(granted(["/to"])).toEqual([{ ...drafted, kind: "edited" }]);
  const no = { about: "ok", by: "operator", action: "a/ok" };
  const reason = ownText("we do no websites");
  expect(told("run/r1", "approval.denied", no, { reason })).toEqual([
    { ...drafted, kind: "denied" },
  ]);
});

test("what she takes over, holds back or takes back says that it was to be otherwise", () => {
  const otherwise = { ...row, kind: "overridden", action: "" };
  const form = { path: "ok", attempt: 1, item: 4 };
  const known = ownText({});
  expect(told("run/r1", "form.opened", { ...form, why: "taken" }, { known })).toEqual([
    { ...otherwise, about: "ok", how: "taken over" },
  ]);
  expect(told("run/r1", "form.opened", { ...form, why: "ladder" }, { known })).toEqual([]);
  const voided = (because: string) => told("run/r1", "approval.voided", { about: "t1", because });
  expect(voided("taken")).toEqual([{ ...otherwise, about: "t1", how: "taken over" }]);
  expect(voided("news")).toEqual([]);
  const held = (why: string) => told("run/r1", "effect.held", { token: "t1", item: 4, why });
  expect(held("recalled")).toEqual([{ ...otherwise, about: "t1", how: "withheld" }]);
  expect(held("late")).toEqual([]);
  expect(told("run/r1", "undo.applied", { token: "t1", found: false })).toEqual([
    { ...otherwise, about: "t1", how: "undone" },
  ]);
  expect(told("run/r1", "undo.skipped", { token: "t1", why: "final" })).toEqual([]);
});

test("an arrival that she puts away, two that are one, and a fact she puts right were taken for something else", () => {
  const right = { ...row, run: null, kind: "reclassified" };
  const way = { fate: "dismissed", run: null, because: "", item: null, dismissed: 4 };
  expect(told("inbound/i1", "inbound.routed", way)).toEqual([
    { ...right, about: "i1", action: "", how: "dismissed" },
  ]);
  // By her word on what it is, whether or not it asked her.
  const begun = { fate: "started", run: "r7", because: "", item: null, said: true };
  expect(told("inbound/i1", "inbound.routed", begun)).toEqual([
    { ...right, about: "i1", action: "", how: "taken otherwise" },
  ]);
  expect(told("subject/s7", "subject.merged", { into: "s2" })).toEqual([
    { ...right, about: "s2", action: "", how: "merged", subject: "s7" },
  ]);
  const fact = { kind: "client", id: "k1", fields: ["stage"], version: 2, author: "operator" };
  const said = (reason: string, more = {}) =>
    told("record/client/k1", "record.changed", { ...fact, reason, ...more }, { set: ownText({}) });
  const record = { ...right, about: "client/k1", action: "client.stage" };
  expect(said("correct")).toEqual([{ ...record, how: "corrected" }]);
  expect(said("retract")).toEqual([{ ...record, how: "taken back" }]);
  expect(said("set")).toEqual([]);
  expect(said("correct", { author: "run:r1" })).toEqual([]);
});

test("LS1: a lesson has no column for content", () => {
  const columns = Object.keys(tables.find(({ name }) => name === "lesson")?.columns ?? {});
  expect(columns.toSorted()).toEqual([
    "about",
    "action",
    "at",
    "how",
    "kind",
    "run",
    "seq",
    "subject",
  ]);
});
