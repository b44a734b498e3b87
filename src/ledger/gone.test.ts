import { expect, test } from "vitest";
import { entryOf, isGone, isStream, nameOfEntry, ToldGone } from "./gone.ts";

const gone = new Map([
  ["s1", 0],
  ["run/r1", 5],
]);

test("content of a subject is gone whenever it was recorded, that of a stream up to a time", () => {
  expect(isGone({ seq: 1, stream: "run/r9", subject: "s1", at: 9 }, gone)).toBe(true);
  expect(isGone({ seq: 1, stream: "run/r1", subject: "s2", at: 1 }, gone)).toBe(false);
  expect(isGone({ seq: 1, stream: "run/r1", subject: null, at: 5 }, gone)).toBe(true);
  expect(isGone({ seq: 1, stream: "run/r1", subject: null, at: 6 }, gone)).toBe(false);
  expect(isGone({ seq: 1, stream: "run/r2", subject: null, at: 1 }, gone)).toBe(false);
  expect([isStream("run/r1"), isStream("s1")]).toEqual([true, false]);
});

const event = (stream: string, subject: string | null, at: number) => ({ stream, subject, at });

test("what a ledger tells is gone is not lost, told before or after; of the rest the first is", () => {
  const told = new ToldGone();
  told.miss(1, "input", event("run/r1", null, 1));
  told.miss(2, "output", event("run/r1", null, 6));
  told.miss(3, "output", event("run/r1", null, 7));
  told.miss(4, "output", event("run/r2", "s1", 7));
  told.miss(5, "output", event("run/r2", "s2", 7));
  told.tell({ type: "subject.forgetting", subject: "s1", data: { at: 8 } });
  told.tell({
    type: "subject.named",
    subject: "s1",
    data: { in: [{ stream: "run/r1", until: 5 }] },
  });
  told.tell({ type: "subject.named", subject: "s1", data: { in: ["spoilt"] } });
  expect(told.lost()).toEqual([
    { seq: 2, stream: "run/r1", name: "output" },
    { seq: 5, stream: "run/r2", name: "output" },
  ]);
});

test("what only the list tells is gone is not lost either, and is known to be its alone", () => {
  const listed = [
    { subject: "s1", at: 9 },
    { subject: "s2", at: 9 },
    { subject: "run/r1", at: 5 },
  ];
  const told = new ToldGone(listed);
  told.miss(1, "input", event("run/r1", null, 5));
  told.miss(2, "output", event("run/r2", "s1", 7));
  told.tell({ type: "subject.forgotten", subject: "s1", data: {} });
  expect([told.lost(), told.isAhead]).toEqual([[], true]);
  told.tell({
    type: "subject.named",
    subject: "s1",
    data: { in: [{ stream: "run/r1", until: 5 }] },
  });
  expect(told.isAhead).toBe(false);
  told.miss(3, "output", event("run/r1", null, 6));
  told.miss(4, "output", event("run/r3", "s3", 6));
  expect(told.lost().map(({ seq }) => seq)).toEqual([3, 4]);
  expect(told.isAhead).toBe(false);
});

test("what was removed by itself is gone by its entry, up to a time where a list says so", () => {
  const listed = new Map([[nameOfEntry(7), 5]]);
  expect(isGone({ seq: 7, stream: "run/r1", subject: "s1", at: 5 }, listed)).toBe(true);
  expect(isGone({ seq: 7, stream: "run/r1", subject: "s1", at: 6 }, listed)).toBe(false);
  expect(isGone({ seq: 8, stream: "run/r1", subject: "s1", at: 5 }, listed)).toBe(false);
  expect(["event/7", "run/r1", "s1", "event/x"].map(entryOf)).toEqual([7, null, null, null]);
  const told = new ToldGone();
  told.miss(1, "prompt", event("run/r1", "s1", 1));
  told.miss(2, "answer", event("run/r1", "s1", 2));
  told.tell({ type: "content.removing", data: { entries: [1, "spoilt"] } });
  told.tell({ type: "content.removing", data: { entries: "spoilt" } });
  expect(told.lost()).toEqual([{ seq: 2, stream: "run/r1", name: "answer" }]);
  told.tell({ type: "content.removing", data: { entries: [2] } });
  told.miss(2, "answer", event("run/r1", "s1", 2));
  expect([told.lost(), ToldGone.isTeller("removal"), ToldGone.isTeller("run/r1")]).toEqual([
    [],
    true,
    false,
  ]);
});
