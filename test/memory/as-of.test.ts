import * as fc from "fast-check";
import { expect, test } from "vitest";
import { facts } from "../../src/api/desk/memory/facts.ts";
import { sayFact } from "../../src/api/desk/memory/say-fact.ts";
import type { FactWord } from "../../src/api/contract/facts.ts";
import { day, monday, open } from "../engine/company.ts";

/**
 * What the company knew, against a list of all that was said: of the sayings by then that speak of a
 * time, the last one is right. Nothing else is known to this model.
 */
type Saying = {
  saidAt: number;
  from: number;
  until: number | null;
  expires: number | null;
  /** Null: nothing is known. */
  value: string | null;
};

function truth(sayings: readonly Saying[], at: number, known: number): string | null {
  let last: Saying | null = null;
  for (const saying of sayings) {
    const { saidAt, from, until } = saying;
    if (saidAt <= known && from <= at && (until === null || at < until)) last = saying;
  }
  return last === null || (last.expires !== null && at >= last.expires) ? null : last.value;
}

const value = fc.constantFrom("coated", "matt", "uncoated");
const days = fc.integer({ min: -20, max: 40 });
const length = fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined });
const word = fc.oneof(
  fc.record({
    how: fc.constant("set" as const),
    value,
    from: fc.option(days),
    length,
    trusted: length,
  }),
  fc.record({ how: fc.constant("correct" as const), value }),
  fc.record({
    how: fc.constant("retract" as const),
    from: fc.option(fc.integer({ min: -5, max: 5 })),
  }),
);
type Word = typeof word extends fc.Arbitrary<infer W> ? W : never;

/** The same word for the company and for the list; null where it says what it cannot. */
function wordOf(said: Word, sayings: readonly Saying[], now: number): [FactWord, Saying] | null {
  const name = { kind: "preference", field: "paper", because: "so it is" };
  if (said.how === "set") {
    const from = said.from === null ? now : now + said.from * day;
    const until = said.length === undefined ? null : from + said.length * day;
    const expires = said.trusted === undefined ? null : from + said.trusted * day;
    // What is over by now is no expiry, and refused.
    if (expires !== null && expires <= now) return null;
    const ends = { ...(until === null ? {} : { until }), ...(expires === null ? {} : { expires }) };
    return [
      { ...name, how: "set", value: said.value, from, ...ends },
      { saidAt: now, from, until, expires, value: said.value },
    ];
  }
  if (truth(sayings, now, now) === null) return null;
  const standing = sayings.findLast(
    ({ from, until }) => from <= now && (until === null || now < until),
  );
  if (standing === undefined) return null;
  const later = said.how === "retract" && said.from !== null ? { from: now + said.from * day } : {};
  const { from, until } = { ...standing, ...later };
  if (until !== null && until <= from) return null;
  const means = said.how === "correct" ? said.value : null;
  return [
    { ...name, ...later, how: said.how, ...(means === null ? {} : { value: means }) },
    { saidAt: now, from, until, expires: null, value: means },
  ];
}

test("as-of answers are right for whatever was said, and the same after a rebuild", async () => {
  const step = fc.record({ said: word, passes: fc.integer({ min: 1, max: 10 }) });
  const asked = fc.array(fc.tuple(days, fc.integer({ min: 0, max: 60 })), {
    minLength: 20,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      asked,
      async (steps, times) => {
        const c = await open({ plans: [] });
        const sayings: Saying[] = [];
        for (const { said, passes } of steps) {
          await c.at(c.clock.now() + passes * day);
          const both = wordOf(said, sayings, c.clock.now());
          if (both === null) continue;
          const [told, saying] = both;
          expect(await sayFact(c.owner, told)).toMatchObject({ ok: true });
          sayings.push(saying);
        }
        const answers = async (): Promise<(string | null)[]> => {
          const found: (string | null)[] = [];
          for (const [at, known] of times) {
            const query = { at: monday + at * day, known: monday + known * day };
            const { records } = await facts(c.owner, query);
            found.push((records[0]?.facts[0]?.value ?? null) as string | null);
          }
          return found;
        };
        const right = times.map(([at, known]) =>
          truth(sayings, monday + at * day, monday + known * day),
        );
        expect(await answers()).toEqual(right);
        const before = await c.store.dump();
        await c.owner.journal.rebuild();
        expect(await c.store.dump()).toEqual(before);
        expect(await answers()).toEqual(right);
      },
    ),
    { numRuns: 60 },
  );
});
