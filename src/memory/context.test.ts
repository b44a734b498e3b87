import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Candidate, type FactCandidate, packContext, tokensIn, valueText } from "./context.ts";

const fact = (field: string, text: string, weight = 0): FactCandidate => ({
  ref: { kind: "fact", record: "client", key: "k1", field, version: 1 },
  text,
  line: `- ${text}`,
  weight,
});
const passage = (seq: number, text: string): Candidate => ({
  ref: { kind: "passage", seq },
  line: `- ${text}`,
});
const fields = (refs: readonly Candidate["ref"][]) =>
  refs.map((ref) => (ref.kind === "fact" ? ref.field : ref.seq));

test("CX3: facts that share words with what is asked come first, then her own words", () => {
  const facts = [fact("a", "stage active"), fact("b", "short mails", 2), fact("c", "boxes paper")];
  const { text, pack } = packContext("Which paper for which box, paper boxes?", facts, [], 1_000);
  expect(fields(pack.items)).toEqual(["b", "c", "a"]);
  expect(text).toBe("What is on record:\n- short mails\n- boxes paper\n- stage active");
});

test("CX2: facts leave half of the room to passages, and take what these leave", () => {
  const facts = Array.from({ length: 10 }, (_, n) => fact(`f${n}`, "x".repeat(40)));
  const passages = Array.from({ length: 10 }, (_, n) => passage(n, "y".repeat(40)));
  const both = packContext("", facts, passages, 120).pack;
  expect(fields(both.items)).toEqual(["f0", "f1", "f2", "f3", 0, 1, 2, 3, 4]);
  expect(both).toMatchObject({ more: 0, dropped: { length: 11 } });
  expect(packContext("", facts, passages.slice(0, 1), 120).pack.items).toHaveLength(9);
  expect(fields(packContext("", facts, [], 120).pack.items)).toHaveLength(9);
});

test("CX1, CX2: whatever there is, the budget is kept, and everything is taken, dropped or counted", () => {
  const text = fc.string({ maxLength: 120 });
  fc.assert(
    fc.property(fc.array(text), fc.array(text), fc.nat(400), (facts, passages, limit) => {
      const { text: told, pack } = packContext(
        "word",
        facts.map((each, n) => fact(String(n), each)),
        passages.map((each, n) => passage(n, each)),
        limit,
      );
      expect(tokensIn(told)).toBe(pack.tokens);
      expect(pack.tokens).toBeLessThanOrEqual(limit);
      const all = facts.length + passages.length;
      expect(pack.items.length + pack.dropped.length + pack.more).toBe(all);
    }),
  );
});

test("of what is left out fifty are named", () => {
  const passages = Array.from({ length: 70 }, (_, n) => passage(n, "y".repeat(400)));
  expect(packContext("", [], passages, 0).pack).toMatchObject({
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
