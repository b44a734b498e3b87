import { expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import { timeline } from "../../src/api/desk/timeline/timeline.ts";
import { RetentionRounds } from "../../src/host/retention.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import { termOf } from "../../src/memory/retention.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { scratch } from "../bad-input/company.ts";
import { type Company, day, monday, open } from "../engine/company.ts";
import { deskAt } from "../forget/client.ts";
import { findings } from "../forget/search.ts";
import { only, scriptedModel, timeless } from "../fakes/scripted-model.ts";
import { draft, options } from "./company.ts";
import { heard } from "../engine/heard.ts";

/** Two months of calls, of which prompts are kept for twenty days, and then one in five. */
const days = 60;
const perDay = 5;
const keptDays = 20;
const rule = { keepMs: keptDays * day, sample: 5, untilMs: 365 * day };

const letter = (n: number): string => `Zorb${String.fromCodePoint(97 + (n % 26))}${n}linette`;

/** What that letter is in the prompt alone, which is a text that holds JSON; the job's own copy is JSON. */
const asked = (n: number): string => `${letter(n)}\\"`;

type Months = { c: Company; folder: string; runs: string[]; removed: number };

async function play(folder: string): Promise<Months> {
  const model = scriptedModel(
    Array.from({ length: days * perDay }, (_, n) => ({ answer: { said: `Yes, ${n}.` } })),
  );
  const c = await open({
    ...options({ prompts: rule }),
    store: await openSqliteStore(folder),
    executors: new Map<Executor["kind"], Executor>([["model", modelAgent(only(model), timeless)]]),
  });
  const desk = deskAt(c);
  const ana = await heard(c, "Ana", "a1", "Hello.");
  await desk.sayFact({
    client: "Ana",
    kind: "preference",
    field: "paper",
    how: "set",
    value: "matt",
  });
  const rounds = new RetentionRounds(c.owner, (error) => c.faults.push(error));
  rounds.start();
  const runs: string[] = [];
  for (let today = 0; today < days; today += 1) {
    for (let call = 0; call < perDay; call += 1) {
      const n = runs.length;
      runs.push(await draft(c, n % 2 === 0 ? ana : null, "draft", letter(n)));
    }
    await c.at(monday + (today + 1) * day);
    await rounds.settled();
  }
  await rounds.close();
  // Most went by night; what has come of age since goes now.
  expect((await c.events()).filter((type) => type === "content.removed").length).toBeGreaterThan(
    30,
  );
  await desk.retentionRun();
  const plan = await desk.retentionPlan();
  const removed = plan.kinds.find(({ kind }) => kind === "prompts")?.removed ?? 0;
  return { c, folder, runs, removed };
}

const stands = ({ values }: Recorded): boolean =>
  Object.values(values).every(({ forgotten }) => forgotten !== true);

test("two months of calls: a sample of the old prompts stays, drawn without chance; of the others no byte", async () => {
  const { c, folder, runs, removed } = await play(await scratch());
  const events = await c.ledger();
  const calls = events.filter(({ type }) => type === "call.started");
  expect([calls.length, c.faults]).toEqual([days * perDay, []]);
  const now = monday + days * day;
  const wanted = await Promise.all(
    calls.map(async ({ seq, at }) => {
      const [stored] = await c.store.outline(seq, 1);
      const bytes = Buffer.from(stored?.bytes ?? []).toString();
      const [digest] = Object.values(
        (JSON.parse(bytes) as { values: Record<string, string> }).values,
      );
      const term = termOf(rule, { at, digest: digest ?? "" });
      return { old: at + rule.keepMs <= now, sampled: term.sampled };
    }),
  );
  // Each that is old and was not drawn is gone, question and answer, and no other.
  expect(calls.map(stands)).toEqual(wanted.map(({ old, sampled }) => !old || sampled));
  const kept = (type: string) =>
    events.filter((event) => event.type === type && stands(event)).map(({ data }) => data["call"]);
  expect(kept("call.ended")).toEqual(kept("call.started"));
  const old = wanted.filter((each) => each.old);
  const share = old.filter(({ sampled }) => sampled).length / old.length;
  // Those of the day that is just as long ago among them.
  expect(old.length).toBe((days - keptDays + 1) * perDay);
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.3);
  expect(removed).toBe(2 * old.filter(({ sampled }) => !sampled).length);

  // What is about nobody is not sealed, so that it is seen.
  const of = (there: boolean) =>
    calls.flatMap((event, n) => (stands(event) === there && n % 2 === 1 ? [asked(n)] : []));
  expect(findings(folder, of(false), [])).toEqual([]);
  const unseen = of(true)
    .slice(-5)
    .filter((word) => findings(folder, [word], []).length === 0);
  expect(unseen).toEqual([]);

  // Every job still tells itself, and who rested on a fact is still known.
  for (const [n, run] of runs.entries()) {
    const told = JSON.stringify(await timeline(c.owner, run));
    const gone = !stands(calls[n] as Recorded); // One for each.
    expect(/what it was asked was removed on .*, by your rule for prompts/.test(told)).toBe(gone);
    expect(told).toContain("scripted");
  }
  const { rested } = await deskAt(c).factHistory({
    client: "Ana",
    kind: "preference",
    field: "paper",
  });
  // The newest; so many are told.
  expect(rested).toHaveLength(100);

  expect(await c.store.check()).toEqual([]);
  const dump = await c.store.dump();
  await c.owner.journal.rebuild();
  expect(await c.store.dump()).toEqual(dump);
  await c.owner.close();
  const again = await open({
    ...options({ prompts: rule }),
    store: c.store,
    process: "p2",
    at: now,
  });
  expect((await again.ledger()).filter(({ type }) => type === "call.started").map(stands)).toEqual(
    calls.map(stands),
  );
  await again.owner.close();
}, 300_000);
