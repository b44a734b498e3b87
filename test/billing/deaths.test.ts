import { afterEach, expect, test } from "vitest";
import { play } from "../engine/sweep.ts";
import { billing, type Outside, prepared, studioFiles, timeless } from "./deaths.ts";

const made: Outside[] = [];
afterEach(() => made.splice(0).forEach((outside) => outside.remove()));

async function outsides(count: number): Promise<Outside[]> {
  const files = await studioFiles();
  for (let n = 0; n < count; n += 1) made.push(await prepared(files));
  return [...made];
}

/** Ten of them, spread over the whole; \`node test/billing/deaths-everywhere.ts\` tries each. */
const deaths = [3, 9, 16, 23, 29, 36, 43, 50, 57, 64].map((commit, n) => ({
  commit,
  when: n % 2 === 0 ? ("before" as const) : ("after" as const),
}));

test(
  "ten deaths during billing end as if there had been none: the same invoices, letters, entries, records",
  { timeout: 120_000 },
  async () => {
    const scenario = billing(await outsides(deaths.length + 1));
    const calm = await play(scenario, () => null);
    expect(calm.state.items).toEqual([]);
    expect(calm.state.facts).toEqual(
      expect.arrayContaining(['invoice open "0.00 EUR"', 'invoice stage "paid"']),
    );
    for (const death of deaths) {
      const played = await play(scenario, (life) => (life === 1 ? death : null));
      expect(played.lives, `it died at commit ${death.commit}`).toBe(2);
      expect(timeless(played), `after commit ${death.commit}`).toEqual(timeless(calm));
    }
  },
);
