import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fromOperator, fromOutside, ownText } from "../value/label.ts";
import { type Fact, factFrom, heldAt } from "./fact.ts";
import { evolve, initial, type RecordState } from "./record.ts";
import { rootOf, stretches } from "./restoration.ts";

type Part = Partial<Fact> & { value?: string };

function fact(entry: number, { value, ...more }: Part = {}): Fact {
  const said = { reason: "", author: "operator", validFrom: 0, source: entry, version: entry };
  const place = { entry, intent: entry, recordedAt: entry };
  return { ...factFrom(ownText({}), "paper", value, { ...said, ...place }), ...more };
}

/** As it would be after the new versions were recorded. */
function after(versions: readonly Fact[], stays: (fact: Fact) => boolean): Fact[] {
  const made = stretches(versions, stays).map(({ from, to, fact: then }, n) => ({
    ...(then ?? fact(100)),
    entry: 100 + n,
    validFrom: from,
    validTo: to,
  }));
  return [...versions, ...made];
}

const upTo = (entry: number) => (each: Fact) => each.entry <= entry;

test("what changed since says again what it said, and the others are left alone", () => {
  const versions = [fact(1, { value: "coated" }), fact(2, { value: "matt" })];
  expect(stretches(versions, upTo(1))).toEqual([{ from: 0, to: null, fact: versions[0] }]);
  expect(stretches(versions, upTo(2))).toEqual([]);
  expect(stretches(versions, upTo(0))).toEqual([{ from: 0, to: null, fact: null }]);
});

test("what was taken back comes back; what was unknown stays so", () => {
  const versions = [fact(1, { value: "coated" }), fact(2)];
  expect(stretches(versions, upTo(1))).toEqual([{ from: 0, to: null, fact: versions[0] }]);
  expect(stretches([fact(1), fact(2)], upTo(1))).toEqual([]);
});

test("MS4: each time in the world is put right, and of those that touch one is made", () => {
  const versions = [
    fact(1, { value: "a", validFrom: 0 }),
    fact(2, { value: "b", validFrom: 50 }),
    fact(3, { value: "poison", validFrom: 20, validTo: 70 }),
    fact(4, { value: "poison", validFrom: 70, validTo: 80 }),
  ];
  expect(stretches(versions, upTo(2))).toEqual([
    { from: 20, to: 50, fact: versions[0] },
    { from: 50, to: 80, fact: versions[1] },
  ]);
});

test("MS5: the same by another version is no difference; other grounds are", () => {
  const labels = (set: typeof fromOperator) => set("a").labels;
  const one = fact(1, { value: "a", labels: labels(fromOperator) });
  expect(stretches([one, fact(2, { value: "a", labels: one.labels })], upTo(1))).toEqual([]);
  for (const other of [
    { confidence: 50 },
    { expiresAt: 90 },
    { labels: fromOutside("a", "s1").labels },
  ]) {
    const versions = [one, fact(2, { value: "a", labels: one.labels, ...other })];
    expect(stretches(versions, upTo(1))).toHaveLength(1);
  }
});

const part = fc.record({
  value: fc.constantFrom("a", "b", undefined),
  validFrom: fc.nat({ max: 9 }),
  length: fc.constantFrom(null, 1, 3, 9),
});

test("MS4, MS5: at every time it then says what the versions that stay say, and again it is empty", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), fc.nat({ max: 7 }), (parts, last) => {
      const versions = parts.map(({ value, validFrom, length }, n) =>
        fact(n + 1, {
          ...(value === undefined ? {} : { value }),
          validFrom,
          validTo: length === null ? null : validFrom + length,
        }),
      );
      const staying = versions.filter(upTo(last));
      const restored = after(versions, upTo(last));
      for (let at = 0; at < 20; at += 1) {
        expect(heldAt(restored, at)?.value).toEqual(heldAt(staying, at)?.value);
      }
      expect(stretches(restored, (each) => each.entry <= last || each.entry >= 100)).toEqual([]);
    }),
  );
});

/** A record in which each event is said at its entry. */
function record(...facts: Fact[]): RecordState {
  return { ...initial, facts: { paper: facts } };
}

test("MS6: what repeats a version came from where that one came from", () => {
  const [one, two, three] = [fact(1), fact(2, { source: 1 }), fact(3, { source: 2 })];
  const all = record(one, two, three);
  expect([one, two, three].map((each) => rootOf(all, "paper", each))).toEqual([one, one, one]);
  expect(rootOf(all, "size", one)).toBe(one);
  // Nothing rests on what was recorded after it.
  expect(rootOf(record(fact(1, { source: 2 }), two), "paper", fact(1, { source: 2 })).entry).toBe(
    1,
  );
});

test("MS6: what she took came from where it was said", () => {
  const disputed = evolve(initial, {
    type: "record.disputed",
    data: {
      kind: "preference",
      id: "k1",
      fields: ["paper"],
      item: 7,
      because: "same time",
      reason: "learned",
      author: "import",
      validFrom: 0,
      source: 5,
    },
    values: { set: ownText({ paper: "matt" }) },
    at: 5,
    seq: 5,
    intent: 4,
  });
  expect(rootOf(disputed, "paper", fact(8, { value: "matt", source: 5 }))).toMatchObject({
    entry: 5,
    intent: 4,
  });
});
