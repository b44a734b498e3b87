import { expect, test } from "vitest";
import type { EpisodesView } from "../../src/api/contract/episodes.ts";
import { episodes } from "../../src/api/desk/memory/episodes.ts";
import type { Node } from "../../src/kernel/plan.ts";
import { isObject } from "../../src/value/json.ts";
import { studio } from "../bad-input/company.ts";
import { type Company, open, plan } from "../engine/company.ts";
import { heard } from "../engine/heard.ts";
import { operator } from "../../src/engine/who.ts";

const look = (from: string, until: string): Node => ({
  line: 1,
  kind: "episodes",
  path: "past",
  name: "past",
  from,
  until,
});

const note: Node = {
  line: 1,
  kind: "check",
  path: "note",
  name: "note",
  that: "true",
  because: "x",
};

async function company() {
  return open({
    plans: [
      plan("other", [note]),
      plan("look", [look("2026-05-01", "2026-06-30")]),
      plan("backwards", [look("2026-06-30", "2026-05-01")]),
      plan("nowhere", [look("soon", "later")]),
    ],
  });
}

async function begin(c: Company, runbook: string, subject: string | null, key = "k") {
  return c.run(await c.start(runbook, { about: "the wumblemoss" }, key, subject));
}

test("D2: a step looks back on one client's jobs and words, and on nobody else's", async () => {
  const c = await company();
  const ana = await heard(c, "Ana", "a1", "Uncoated paper, please.");
  const anna = await heard(c, "Ana ", "b1", "The secret of another.");
  await begin(c, "other", ana);
  await begin(c, "other", anna, "theirs");
  const { steps } = await begin(c, "look", ana);
  const past = steps["past"];
  if (past?.status !== "done") throw new Error("it did not end");
  const { value, labels } = past.output;
  expect(value).toMatchObject({
    jobs: [
      { process: "other", status: "done", moments: [{ what: "came", text: "the wumblemoss" }] },
    ],
    said: [{ author: "Ana", text: "Uncoated paper, please." }],
    more: 0,
  });
  expect(JSON.stringify(value)).not.toContain("secret");
  expect(labels["/said/0"]).toMatchObject({ clients: [ana] });
  expect(labels["/said/0"]?.origins).toContain("outside");
});

test("what is looked back on goes with its client", async () => {
  const c = await company();
  const ana = await heard(c, "Ana", "a1", "Uncoated paper, please.");
  const { steps } = await begin(c, "look", ana);
  expect(JSON.stringify(steps)).toContain("Uncoated");
  const { forgetting, office } = c.owner;
  await office.book.turn(operator, (turn) => forgetting.begin(turn, [ana]));
  await office.book.committed();
  await forgetting.finish(ana);
  expect(JSON.stringify(await c.ledger())).not.toContain("Uncoated");
});

test.each([
  ["look", null, /this job is about nobody/],
  ["backwards", "ana", /from "2026-06-30" to "2026-05-01": give two days or instants/],
  ["nowhere", "ana", /from "soon" to "later": give two days/],
])("%s about %s stops with what to do", async (runbook, whom, message) => {
  const c = await company();
  const subject = whom === null ? null : await heard(c, "Ana", "a1", "Hello.");
  await begin(c, runbook, subject);
  const failed = (await c.ledger()).find(({ type }) => type === "step.failed");
  expect(failed?.values["message"]?.value).toMatch(message);
});

test("jobs are found by what happened in them, those with the most of the words first", async () => {
  const company = await studio();
  const ask = async (...words: string[]) => {
    const { out } = await company.type("episodes", ...words, "--json");
    return JSON.parse(out) as EpisodesView;
  };
  const found = await ask("packaging", "blends");
  expect(found.episodes[0]).toMatchObject({
    process: "onboard-client",
    client: "Nordlicht Coffee",
  });
  expect(found.episodes[0]?.moments[0]?.text).toMatch(/blends/);
  expect((await ask("zebra")).episodes).toEqual([]);
  const theirs = await ask("--client", "ana@nordlicht.example");
  expect(theirs.episodes.length).toBeGreaterThan(0);
  expect(theirs.episodes.every(({ client }) => client === "Nordlicht Coffee")).toBe(true);
  expect((await ask("--until", "2020-01-01")).episodes).toEqual([]);
  const told = await company.type("episodes", "packaging", "--limit", "1");
  expect(told.out).toMatch(/Onboard Nordlicht Coffee · \d+ .*\n {3}.*entry/s);
  expect((await company.type("episodes", "--limit", "0")).code).toBe(2);
  expect((await company.type("episodes", "zebra")).out).toContain("Nothing like that happened");
});

test("of more jobs than can be read through, how many were not is told", async () => {
  const c = await company();
  for (let n = 0; n < 3; n += 1) await begin(c, "other", null, `job ${n}`);
  const { read, more } = await episodes(c.owner, { limit: 2 });
  expect([read, more]).toEqual([2, 1]);
  const all = await episodes(c.owner, { words: "wumblemoss", limit: 2 });
  expect(all).toMatchObject({ read: 3, more: 0, asked: true });
  expect(all.episodes.map(({ number }) => number)).toEqual([3, 2]);
  expect(isObject(all.episodes[0]?.moments[0])).toBe(true);
});
