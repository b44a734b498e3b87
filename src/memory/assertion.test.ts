import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../value/json.ts";
import { fromOperator, fromOutside, type Labelled, ownText } from "../value/label.ts";
import { type Said, type Verdict, weigh } from "./assertion.ts";
import { coveringAt, type Fact, factFrom, heldAt } from "./fact.ts";

const day = 86_400_000;
const one = { many: false, strong: false };

type Part = { from?: number; to?: number; sure?: number; until?: number };

/** What stands, in the order in which it was recorded; undefined: it was taken back. */
function standing(...parts: [value: Labelled | undefined, part?: Part][]): Fact[] {
  return parts.map(([value, { from = 0, to, sure, until } = {}], n) => {
    const set = { value: {}, labels: (value ?? fromOperator(null)).labels };
    return factFrom(set, "paper", value?.value, {
      reason: "",
      author: "somebody",
      source: 1,
      version: n + 1,
      entry: n,
      intent: n,
      recordedAt: n,
      validFrom: from * day,
      ...(to === undefined ? {} : { validTo: to * day }),
      ...(until === undefined ? {} : { expiresAt: until * day }),
      ...(sure === undefined ? {} : { confidence: sure }),
    });
  });
}

function said(value: Labelled, { from = 10, to, sure = 100 }: Part = {}): Said {
  const validTo = to === undefined ? null : to * day;
  return { value, validFrom: from * day, validTo, dated: true, confidence: sure };
}

const heard = (value: Json) => fromOutside(value, "s1");
const told = (value: Json) => fromOperator(value);
const records = (value: Json, to: number | null = null): Verdict => ({
  verdict: "records",
  value,
  validTo: to === null ? null : to * day,
});

test("AS3: what holds from later on, from as good a source, supersedes", () => {
  const stands = standing([heard("coated")]);
  expect(weigh(stands, said(heard("uncoated")), one)).toEqual(records("uncoated"));
  expect(weigh([], said(heard("uncoated")), one)).toEqual(records("uncoated"));
});

test("AS2: what is said again is confirmed, by whomever", () => {
  for (const stands of [standing([heard("coated")]), standing([told("coated")])]) {
    expect(weigh(stands, said(heard("coated"), { sure: 10 }), one)).toEqual({
      verdict: "confirms",
    });
  }
});

test.each<[string, Fact[], Said, typeof one]>([
  ["worse source", standing([told("coated")]), said(heard("uncoated")), one],
  ["worse source", standing([ownText("coated")]), said(heard("uncoated")), one],
  ["worse source", standing([told("coated")]), said(ownText("uncoated")), one],
  ["taken back", standing([told("coated")], [undefined, { from: 5 }]), said(heard("x")), one],
  ["less sure", standing([heard("a"), { sure: 80 }]), said(heard("b"), { sure: 79 }), one],
  ["same time", standing([heard("a"), { from: 10 }]), said(heard("b")), one],
  ["undated", standing([heard("a")]), { ...said(heard("b")), dated: false }, one],
  ["strong", standing([heard("a")]), said(heard("b")), { many: false, strong: true }],
  ["overlaps", standing([heard("a"), { from: 12 }]), said(heard("b"), { to: 13 }), one],
])("AS5: a conflict, for %s", (because, stands, what, ways) => {
  expect(weigh(stands, what, ways)).toEqual({ verdict: "disputes", because });
});

test("AS4: what held before is kept until what stands began", () => {
  const stands = standing([heard("a"), { from: 20 }]);
  expect(weigh(stands, said(heard("b")), one)).toEqual(records("b", 20));
  expect(weigh(stands, said(heard("b"), { to: 15 }), one)).toEqual(records("b", 15));
  // From before it was said to be so, it was so as well; what was said keeps its own source.
  expect(weigh(stands, said(heard("a")), one)).toEqual(records("a", 20));
});

test("what is no longer believed, or was taken back by nobody better, stands in nobody's way", () => {
  const over = standing([told("a"), { until: 5 }]);
  expect(weigh(over, said(heard("b")), one)).toEqual(records("b"));
  const back = standing([told("a"), { to: 5 }]);
  expect(weigh(back, said(heard("b")), one)).toEqual(records("b"));
  const again = standing([told("a")], [undefined, { from: 5 }]);
  expect(weigh(again, said(told("b")), one)).toEqual(records("b"));
});

test("AS4: what lies below an entry that ends comes up again, whatever is said of its time", () => {
  const stands = standing([told("a")], [heard("b"), { from: 5, to: 20 }]);
  expect(weigh(stands, said(heard("c")), one)).toEqual(records("c", 20));
  expect(weigh(stands, said(heard("c"), { to: 25 }), one)).toMatchObject({ because: "overlaps" });
});

test("AS5: that something is not known later is said otherwise, too", () => {
  const stands = standing([heard("a")], [undefined, { from: 20 }]);
  expect(weigh(stands, said(heard("b"), { to: 25 }), one)).toMatchObject({ because: "overlaps" });
  expect(weigh(stands, said(heard("b")), one)).toEqual(records("b", 20));
});

test("AS5: of many, what holds later contradicts where it is not among them", () => {
  const many = { many: true, strong: false };
  const stands = standing([heard(["de"])], [heard(["de", "fr"]), { from: 20 }]);
  expect(weigh(stands, said(heard("fr"), { to: 25 }), many)).toEqual(records(["de", "fr"], 20));
  expect(weigh(stands, said(heard("it"), { to: 25 }), many)).toMatchObject({ because: "overlaps" });
});

test("AS1: one of many is taken beside the others, once", () => {
  const many = { many: true, strong: false };
  const stands = standing([heard(["de"])]);
  expect(weigh(stands, said(heard("fr")), many)).toEqual(records(["de", "fr"]));
  expect(weigh(stands, said(heard("de")), many)).toEqual({ verdict: "confirms" });
  expect(weigh([], said(heard("de")), many)).toEqual(records(["de"]));
  expect(weigh(standing([told(["de"])]), said(heard("fr")), many)).toMatchObject({
    verdict: "disputes",
  });
});

test("AS4, AS5: whatever is recorded by itself leaves what held before its time, and what begins later", () => {
  const value = fc.constantFrom("a", "b", "c").map(heard);
  const time = fc.integer({ min: 0, max: 30 });
  const part = fc.record({ from: time, sure: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, part), { maxLength: 6 }), value, part, (parts, v, at) => {
      const stands = standing(...parts);
      const what = said(v, at);
      const verdict = weigh(stands, what, one);
      if (verdict.verdict !== "records") return;
      const [made] = standing([{ ...v, value: verdict.value }, at]);
      if (made === undefined) return;
      const after = [...stands, { ...made, validTo: verdict.validTo }];
      const heldOn = (facts: Fact[], n: number) => heldAt(facts, n * day)?.value ?? null;
      for (let n = 0; n < at.from; n += 1) expect(heldOn(after, n)).toBe(heldOn(stands, n));
      const later = stands.filter(
        (fact) => fact.validFrom > what.validFrom && coveringAt(stands, fact.validFrom) === fact,
      );
      for (const { validFrom } of later) {
        expect(heldAt(after, validFrom)?.value).toBe(heldAt(stands, validFrom)?.value);
      }
    }),
  );
});
