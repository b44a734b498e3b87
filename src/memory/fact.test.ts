import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ownText } from "../value/label.ts";
import { coveringAt, type Fact, factFrom, heldAt, isSecret } from "./fact.ts";

type Part = Partial<Fact> & { value?: string };

function fact(version: number, { value, ...more }: Part): Fact {
  const said = { reason: "", author: "operator", validFrom: 0, source: 1, version };
  const made = factFrom(ownText({}), "price", value, {
    ...said,
    entry: version,
    intent: version,
    recordedAt: version,
  });
  return { ...made, ...more };
}

const at = (versions: Fact[], time: number) => heldAt(versions, time)?.value ?? null;

test("FA1: what was recorded last of what covers the time held then", () => {
  const versions = [
    fact(1, { value: "100" }),
    fact(2, { value: "120", validFrom: 50 }),
    // Learned last: in March it was less for a while.
    fact(3, { value: "80", validFrom: 20, validTo: 30 }),
  ];
  expect([0, 19, 20, 29, 30, 49, 50].map((time) => at(versions, time))).toEqual([
    "100",
    "100",
    "80",
    "80",
    "100",
    "100",
    "120",
  ]);
  expect(at(versions, -1)).toBeNull();
});

test("FA2: what is said not to be known hides what stood before, for its time alone", () => {
  const versions = [fact(1, { value: "a" }), fact(2, { validFrom: 10, validTo: 20 })];
  expect([5, 10, 19, 20].map((time) => at(versions, time))).toEqual(["a", null, null, "a"]);
  expect(coveringAt(versions, 10)).toMatchObject({ known: false, version: 2 });
});

test("FA2: what is no longer believed does not let come back what it had replaced", () => {
  const versions = [fact(1, { value: "a" }), fact(2, { value: "b", validFrom: 10, expiresAt: 20 })];
  expect([5, 10, 19, 20].map((time) => at(versions, time))).toEqual(["a", "b", "b", null]);
});

test("FA1: a version never changes what held outside its own time", () => {
  const time = fc.integer({ min: 0, max: 40 });
  const version = fc.record({ from: time, length: fc.option(fc.integer({ min: 1, max: 20 })) });
  fc.assert(
    fc.property(fc.array(version, { maxLength: 8 }), version, time, (earlier, last, asked) => {
      const made = [...earlier, last].map(({ from, length }, n) =>
        fact(n + 1, {
          value: String(n),
          validFrom: from,
          validTo: length === null ? null : from + length,
        }),
      );
      const covers = asked >= last.from && asked < last.from + (last.length ?? Infinity);
      const before = heldAt(made.slice(0, -1), asked);
      expect(heldAt(made, asked)).toBe(covers ? made.at(-1) : before);
    }),
  );
});

test("a fact is secret where any part of it is", () => {
  const secret = { origins: [], clients: [], sensitivity: "secret" } as const;
  expect(isSecret(fact(1, { value: "x" }))).toBe(false);
  expect(isSecret(fact(1, { value: "x", labels: { "/part": secret } }))).toBe(true);
});
