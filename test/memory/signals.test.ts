import { expect, test } from "vitest";
import type { SignalLine, SignalScore } from "../../src/api/contract/lessons.ts";
import { isObject } from "../../src/value/json.ts";
import { quiet } from "../bad-input/company.ts";
import { type Letters, letters } from "./letters.ts";

async function signals({ opened }: Letters): Promise<SignalLine[]> {
  return (await opened.desk.signals({})).signals;
}

test("D7: a change, a plain yes and a no are signals: whose work, what was before and after, and what they had", async () => {
  const world = await letters();
  const { desk } = world.opened;
  await world.send(await world.mailFrom("Birch"), (text) => `Moin.\n\n${text}`);
  await world.send(await world.mailFrom("Harbour"));
  const last = await world.mailFrom("Quay");
  await desk.answer(last.number, { answer: "deny", digest: last.digest, reason: "I call them" });
  await quiet(world.opened);
  const [denied, agreed, edited] = await signals(world);
  expect(edited).toMatchObject({
    kind: "edited",
    process: "follow-up",
    step: "read",
    client: "Birch",
    agents: [{ agent: "letter-reply", rung: "template", model: null, step: "letter" }],
    changes: [
      {
        field: "answer.text",
        is: expect.stringMatching(/^Moin\.\n\n/) as string,
        was: expect.not.stringMatching(/Moin/) as string,
      },
    ],
  });
  const [maker] = edited?.agents ?? [];
  expect(maker?.version).toMatch(/^[0-9a-f]{8}/);
  expect(agreed).toMatchObject({ kind: "agreed", client: "Harbour", changes: [] });
  expect(denied).toMatchObject({ kind: "denied", client: "Quay", reason: "I call them" });
  const { scores } = await desk.signalScores({});
  expect(scores).toMatchObject([
    { agent: "letter-reply", version: maker?.version, agreed: 1, edited: 1, denied: 1 },
  ]);
  // What the maker gave stands at its entry.
  const [entry] = await desk.ledger({ after: (maker?.entry ?? 0) - 1, limit: 1 });
  expect(entry).toMatchObject({ type: "step.completed", data: { path: "letter" } });
});

test("LS2: whose work a change is about is read from the process, through records and by part", async () => {
  const world = await letters();
  const { desk } = world.opened;
  const { lines } = await desk.inbox();
  const line = lines.find(({ title, client }) => /deposit/.test(title) && /Nordlicht/.test(client));
  const item = await desk.item(line?.number ?? 0);
  const value = { ...(isObject(item.shown) ? item.shown : {}), deposit: "1000.00 EUR" };
  const said = await desk.answer(item.number, { answer: "edit", digest: item.digest, value });
  expect(said).toMatchObject({ ok: true });
  const [edited] = await signals(world);
  expect(edited).toMatchObject({
    process: "onboard-client",
    step: "confirm",
    agents: [{ agent: "qualification", rung: "code", step: "draft" }],
    left: expect.arrayContaining([
      expect.objectContaining({ agent: "letter-welcome", rung: "template" }),
    ]) as unknown,
    changes: [{ field: "deposit", was: "2400.00 EUR", is: "1000.00 EUR" }],
  });
  const { scores } = await desk.signalScores({ agent: "letter-welcome" });
  expect(scores).toMatchObject([{ agreed: 1, edited: 0 }]);
});

test("D7: a step that she takes over, and what she holds back, say what was to be otherwise", async () => {
  const world = await letters();
  const { desk } = world.opened;
  const item = await world.mailFrom("Birch");
  const run = item.run ?? 0;
  expect(await desk.take(run, "read")).toMatchObject({ ok: true });
  const shown = item.shown;
  expect(await desk.handBack(run, "read", shown)).toMatchObject({ ok: true });
  await quiet(world.opened);
  expect((await signals(world))[0]).toMatchObject({
    kind: "overridden",
    how: "taken over",
    step: "read",
    agents: [{ agent: "letter-reply" }],
  });
});

test("D7: what she puts right on record, and whom she finds to be one, are signals", async () => {
  const world = await letters();
  const { desk } = world.opened;
  const word = { client: "Birch", kind: "client", field: "name" };
  await desk.sayFact({ ...word, how: "correct", value: "Birch Press", because: "a typo" });
  const one = await world.mailFrom("Harbour");
  await world.send(one);
  const other = await world.mailFrom("Quay");
  expect(await desk.merge(`${one.number}`, `${other.number}`)).toMatchObject({ ok: true });
  const [merged, , corrected] = await signals(world);
  expect(merged).toMatchObject({ kind: "reclassified", how: "merged" });
  expect(corrected).toMatchObject({
    kind: "reclassified",
    how: "corrected",
    action: "client.name",
    reason: "a typo",
    changes: [{ was: "Birch", is: "Birch Press" }],
  });
});

test("they are found by kind, process, agent, client and day, and told page by page", async () => {
  const world = await letters();
  const { desk } = world.opened;
  for (const client of ["Birch", "Harbour", "Quay", "Birch"] as const)
    await world.send(await world.mailFrom(client), (text) => `${text}\nBest`);
  const count = async (query: object) => (await desk.signals(query)).signals.length;
  expect(await count({})).toBe(4);
  expect(await count({ kind: "denied" })).toBe(0);
  expect(await count({ client: "Birch" })).toBe(2);
  expect(await count({ agent: "letter-reply" })).toBe(4);
  expect(await count({ agent: "qualification" })).toBe(0);
  expect(await count({ process: "onboard-client" })).toBe(0);
  expect(await count({ since: "2199-01-01" })).toBe(0);
  const seen: number[] = [];
  for (let before: number | null = null; ;) {
    const page = await desk.signals({ limit: 1, ...(before === null ? {} : { before }) });
    seen.push(...page.signals.map(({ seq }) => seq));
    if (page.next === null) break;
    before = page.next;
  }
  expect(new Set(seen).size).toBe(4);
});

test("the command tells them in plain words, and as lines of JSON", async () => {
  const world = await letters();
  const { company } = world;
  await world.close();
  expect((await company.type("signals")).out).toMatch(/Nothing yet\. Each answer of yours/);
  expect((await company.type("signals", "--json")).out).toBe("");
  expect((await company.type("signals", "--kind", "liked")).code).toBe(2);
  expect((await company.type("signals", "--since", "soon")).err).toMatch(/2026-03-03/);
});

test("LS1: of a client who is forgotten only that she answered is left, and a rebuild comes out equal", async () => {
  const world = await letters();
  const { company, opened } = world;
  await world.send(await world.mailFrom("Birch"), (text) => `Quizzelfrost.\n${text}`);
  await world.send(await world.mailFrom("Harbour"), (text) => `Moin.\n${text}`);
  const { confirm } = await opened.desk.forgetPreview("Birch");
  const gone = await opened.desk.forget({ client: "Birch", confirm, endJobs: true });
  expect(gone).toMatchObject({ ok: true });
  const [harbour, nobody] = await signals(world);
  expect(harbour?.changes[0]?.after).toBe("Moin.");
  expect(nobody).toMatchObject({ kind: "edited", client: "a forgotten client", changes: [] });
  await world.close();
  expect((await company.type("rebuild")).code).toBe(0);
  const { out } = await company.type("signals", "--json");
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SignalLine);
  expect(lines.map(({ kind }) => kind)).toEqual(["edited", "edited"]);
  const scores = (await company.type("signals", "--agents", "--json")).out;
  expect(JSON.parse(scores) as SignalScore).toMatchObject({ agent: "letter-reply", edited: 2 });
  const text = (await company.type("signals")).out;
  expect(text).toMatch(/letter-reply [0-9a-f]{8} \(a template\): 0 as drafted, 2 changed/);
  expect(text).not.toMatch(/Quizzelfrost/);
});
