import path from "node:path";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { FactHistory, FactsView, Learnt } from "../../src/api/contract/facts.ts";
import type { Inbox } from "../../src/api/contract/inbox.ts";
import type { Item } from "../../src/api/contract/item.ts";
import type { Company } from "../bad-input/company.ts";
import { withClients } from "./with-clients.ts";

const theirs = ["--client", "Nordlicht"];
const then = "2026-01-01";
const later = "2026-02-01";

type Row = {
  field?: string;
  value?: unknown;
  from?: string;
  client?: string;
  [more: string]: unknown;
};

async function learn(
  company: Company,
  rows: Row[],
  ...more: string[]
): Promise<Learnt & { exit: number }> {
  const file = path.join(company.workspace, "facts.ndjson");
  const usual = { client: "Nordlicht", kind: "preference", field: "paper", value: "coated" };
  await writeFile(file, rows.map((row) => JSON.stringify({ ...usual, ...row })).join("\n"));
  const { code, out } = await company.type("memory", "import", "--facts", file, "--json", ...more);
  return { ...(JSON.parse(out) as Learnt), exit: code };
}

async function paper(company: Company): Promise<unknown> {
  const { out } = await company.type("facts", "preference", ...theirs, "--json");
  const { records } = JSON.parse(out) as FactsView;
  return records.flatMap(({ facts }) => facts).find(({ field }) => field === "paper")?.value;
}

async function conflicts(company: Company): Promise<Inbox["lines"]> {
  return (JSON.parse((await company.type("conflicts", "--json")).out) as Inbox).lines;
}

test("AS2, AS3: what holds from later on supersedes by itself; what is said again is confirmed", async () => {
  const company = await withClients("Nordlicht Coffee");
  expect(await learn(company, [{ from: then }])).toMatchObject({ recorded: 1, exit: 0 });
  expect(await learn(company, [{ from: later }])).toMatchObject({ recorded: 0, confirmed: 1 });
  expect(await learn(company, [{ from: later, value: "matt" }])).toMatchObject({ recorded: 1 });
  expect(await paper(company)).toBe("matt");
  expect(await conflicts(company)).toEqual([]);
});

test("AS5: what contradicts waits for her word, is asked once, and what she keeps stays kept", async () => {
  const company = await withClients("Nordlicht Coffee");
  await company.type("fact", "set", "preference.paper", "uncoated", "--from", then, ...theirs);
  const said = [{ from: later, by: "Ana, in a mail of 1 February" }];
  expect(await learn(company, said)).toMatchObject({ recorded: 0, disputed: 1, exit: 0 });
  expect(await learn(company, said)).toMatchObject({ disputed: 0, asked: 1 });
  const [line, ...others] = await conflicts(company);
  expect(others).toEqual([]);
  const number = String(line?.number);
  const item = JSON.parse((await company.type("show", number, "--json")).out) as Item;
  expect(item).toMatchObject({
    client: "Nordlicht Coffee",
    title: "Which is right of preference.paper?",
    shown: {
      "on record": "uncoated: you, since 1 January 2026",
      "now said": "coated: Ana, in a mail of 1 February, since 1 February 2026, not vouched for",
    },
  });
  expect((await company.type("deny", number, "--because", "she changed back")).code).toBe(0);
  expect([await paper(company), await conflicts(company)]).toEqual(["uncoated", []]);
  expect((await company.type("show", number)).out).toMatch(/you kept what stood/);
  expect(await learn(company, said)).toMatchObject({ disputed: 0, asked: 1 });
});

test("AS3: what says no date supersedes nothing, also where a file says two things", async () => {
  const company = await withClients("Nordlicht Coffee");
  const file = [{ value: "matt" }, { value: "gloss" }];
  expect(await learn(company, file)).toMatchObject({ recorded: 1, disputed: 1 });
  expect(await paper(company)).toBe("matt");
  expect(await learn(company, file)).toMatchObject({ recorded: 0, confirmed: 1, asked: 1 });
  expect(await paper(company)).toBe("matt");
  const [line, ...others] = await conflicts(company);
  expect(others).toEqual([]);
  const number = String(line?.number);
  expect((await company.type("show", number)).out).toMatch(/nobody says since when it is so/);
  await company.type("deny", number, "--because", "a draft of the list");
  expect(await learn(company, file)).toMatchObject({ recorded: 0, disputed: 0, asked: 1 });
});

test("what she is asked by now is not asked again, also of a later day", async () => {
  const company = await withClients("Nordlicht Coffee");
  await company.type("fact", "set", "preference.paper", "uncoated", "--from", then, ...theirs);
  expect(await learn(company, [{}])).toMatchObject({ disputed: 1 });
  expect(await learn(company, [{}])).toMatchObject({ disputed: 0, asked: 1 });
  expect(await learn(company, [{ from: later }])).toMatchObject({ disputed: 0, asked: 1 });
  expect(await conflicts(company)).toHaveLength(1);
});

test("what she takes is hers from then on, and what stood is in its history", async () => {
  const company = await withClients("Nordlicht Coffee");
  await learn(company, [{ value: "coated", from: then }]);
  expect(await learn(company, [{ value: "matt", from: then }])).toMatchObject({ disputed: 1 });
  const [line] = await conflicts(company);
  await company.type("approve", String(line?.number), "--yes");
  const { out } = await company.type("fact", "why", "preference.paper", ...theirs, "--json");
  expect((JSON.parse(out) as FactHistory).versions).toMatchObject([
    { value: "matt", by: "you", holds: true, vouched: true },
    { value: "coated", by: "import", holds: false, vouched: false },
  ]);
  expect((await company.type("rebuild")).code).toBe(0);
  expect(await paper(company)).toBe("matt");
});

test("each line that cannot be taken is told, and the others are taken", async () => {
  const company = await withClients("Nordlicht Coffee");
  const said = await learn(company, [
    { client: "Nobody" },
    { kind: "flavour" },
    { from: "1899-01-01" },
    { value: "a\u202Eb" },
    { from: later, until: then },
    { odd: 1 },
    { confidence: 101 },
    { value: "x".repeat(70_000) },
    { kind: "client", field: "stage", value: "gone" },
    { field: "constructor" },
    { field: "__proto__" },
    { field: "a.b" },
    {},
  ]);
  expect(said).toMatchObject({ recorded: 1, exit: 1 });
  expect(said.refused.map(({ line, reason }) => [line, reason])).toEqual([
    [1, expect.stringMatching(/no client "Nobody"/)],
    [2, expect.stringMatching(/no kind of record "flavour"/)],
    [3, expect.stringMatching(/is no time/)],
    [4, expect.stringMatching(/cannot be seen/)],
    [5, expect.stringMatching(/end before it begins/)],
    [6, expect.stringMatching(/odd/)],
    [7, expect.stringMatching(/"confidence" is no whole number/)],
    [8, expect.stringMatching(/longer than/)],
    [9, expect.stringMatching(/must be one of/)],
    [10, expect.stringMatching(/no field can be named "constructor"/)],
    [11, expect.stringMatching(/no field can be named "__proto__"/)],
    [12, expect.stringMatching(/is named by at most 64 letters/)],
  ]);
});

test("a rehearsal records nothing and asks nothing", async () => {
  const company = await withClients("Nordlicht Coffee");
  await company.type("fact", "set", "preference.paper", "uncoated", "--from", then, ...theirs);
  const before = await company.recorded();
  expect(await learn(company, [{}, { field: "size" }], "--dry-run")).toMatchObject({
    recorded: 1,
    disputed: 1,
  });
  expect(await company.recorded()).toBe(before);
});

test("LG5: a contradiction goes with the client whom it is about", async () => {
  const company = await withClients("Nordlicht Coffee");
  await company.type("fact", "set", "preference.paper", "uncoated", "--from", then, ...theirs);
  await learn(company, [{}]);
  await company.type("forget", "Nordlicht", "--yes-forget", "Nordlicht Coffee");
  expect(await conflicts(company)).toEqual([]);
  expect((await company.type("inbox")).code).toBe(0);
});
