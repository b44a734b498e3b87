import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fromOutside, own, whole } from "../value/label.ts";
import {
  type Candidate,
  type Candidates,
  type FactCandidate,
  packContext,
  tokensIn,
  valueText,
} from "./context.ts";

const fact = (field: string, text: string, record = "client"): FactCandidate => ({
  ref: { kind: "fact", record, key: "k1", field, version: 1 },
  text,
  line: `- ${text}`,
  label: own,
});
const passage = (seq: number, text: string): Candidate => ({
  ref: { kind: "passage", seq },
  line: `- ${text}`,
  label: own,
});
const job = (number: number): Candidate => ({
  ref: { kind: "job", number, seq: number },
  line: `- job ${number}`,
  label: own,
});
const none: Candidates = { facts: [], thread: [], jobs: [], passages: [] };
const names = (refs: readonly Candidate["ref"][]) =>
  refs.map((ref) =>
    ref.kind === "fact" ? ref.field : ref.kind === "passage" ? ref.seq : ref.kind,
  );

test("CX3: facts that share words with what is asked come first, then her own words", () => {
  const facts = [
    fact("a", "stage active"),
    fact("b", "short mails", "preference"),
    fact("c", "boxes paper"),
  ];
  const asked = "Which paper for which box, paper boxes?";
  const { text, pack } = packContext(asked, { ...none, facts }, 1_000);
  expect(names(pack.items)).toEqual(["b", "c", "a"]);
  expect(text).toBe("What is on record:\n- short mails\n- boxes paper\n- stage active");
});

test("CX2: facts leave half of the room to passages, and take what these leave", () => {
  const facts = Array.from({ length: 10 }, (_, n) => fact(`f${n}`, "x".repeat(40)));
  const passages = Array.from({ length: 10 }, (_, n) => passage(n, "y".repeat(40)));
  const packed = (more: Partial<Candidates>) => packContext("", { ...none, ...more }, 116).pack;
  expect(names(packed({ facts, passages }).items)).toEqual(["f0", "f1", "f2", "f3", 0, 1, 2, 3, 4]);
  expect(packed({ facts, passages })).toMatchObject({ more: 0, dropped: { length: 11 } });
  expect(packed({ facts, passages: passages.slice(0, 1) }).items).toHaveLength(9);
  expect(packed({ facts }).items).toHaveLength(10);
});

test("CX4: of a conversation the newest mails stay, in their order; jobs have a line of their own", () => {
  const thread = Array.from({ length: 9 }, (_, n) =>
    passage(9 - n, `mail ${9 - n} ${"z".repeat(70)}`),
  );
  const passages = Array.from({ length: 9 }, (_, n) => passage(20 + n, "y".repeat(80)));
  const jobs = [job(7), job(5)];
  const { text, pack } = packContext("", { ...none, thread, passages, jobs }, 185);
  expect(names(pack.items)).toEqual(["job", "job", 9, 8, 20, 21, 22, 23, 24]);
  expect(text).toMatch(
    /^What was done for them:\n- job 7\n- job 5\nThis conversation so far:\n- mail 8 z+\n- mail 9 z+\nWhat was said before:\n/,
  );
});

test("what is told carries the labels of its lines, and of nothing that was left out", () => {
  const hers = whole(fromOutside(null, "ana").labels, "");
  const secret = { ...passage(1, "y".repeat(400)), label: hers };
  expect(packContext("", { ...none, passages: [secret] }, 50).label).toEqual(own);
  expect(packContext("", { ...none, passages: [secret] }, 500).label.clients).toEqual(["ana"]);
});

test("CX1, CX2: whatever there is, the budget is kept, and everything is taken, dropped or counted", () => {
  const text = fc.string({ maxLength: 120 });
  const some = fc.array(text, { maxLength: 8 });
  fc.assert(
    fc.property(fc.tuple(some, some, some), fc.nat(400), ([facts, thread, passages], limit) => {
      const { text: told, pack } = packContext(
        "word",
        {
          facts: facts.map((each, n) => fact(String(n), each)),
          thread: thread.map((each, n) => passage(n, each)),
          jobs: [job(1)],
          passages: passages.map((each, n) => passage(100 + n, each)),
        },
        limit,
      );
      expect(tokensIn(told)).toBe(pack.tokens);
      expect(pack.tokens).toBeLessThanOrEqual(limit);
      const all = facts.length + thread.length + passages.length + 1;
      expect(pack.items.length + pack.dropped.length + pack.more).toBe(all);
    }),
  );
});

test("of what is left out fifty are named", () => {
  const passages = Array.from({ length: 70 }, (_, n) => passage(n, "y".repeat(400)));
  expect(packContext("", { ...none, passages }, 0).pack).toMatchObject({
    items: [],
    dropped: { length: 50 },
    more: 20,
  });
});

test("a value is one line, cut where it is long", () => {
  expect(valueText("a\n b")).toBe("a b");
  expect(valueText({ a: 1 })).toBe('{"a":1}');
  expect(valueText("x".repeat(500))).toBe(`${"x".repeat(400)}…`);
});
