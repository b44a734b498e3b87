import { expect, test } from "vitest";
import type { Outcome } from "../../src/api/contract/desk.ts";
import type { DiffView, SnapshotsView } from "../../src/api/contract/snapshots.ts";
import { findings } from "../forget/search.ts";
import type { Company } from "../bad-input/company.ts";
import { withClients } from "./with-clients.ts";

const theirs = ["--client", "Nordlicht"];

async function mark(company: Company, name: string): Promise<Outcome & { exit: number }> {
  const { code, out } = await company.type("memory", "snapshot", name, "--json");
  return { ...(JSON.parse(out) as Outcome), exit: code };
}

const set = (company: Company, field: string, value: string) =>
  company.type("fact", "set", `preference.${field}`, value, ...theirs);

async function diff(company: Company, ...words: string[]): Promise<DiffView> {
  const { out } = await company.type("memory", "diff", ...words, "--json");
  return JSON.parse(out) as DiffView;
}

/** As it was told, without the ends of its lines. */
const plain = ({ out, err }: { out: string; err: string }): string =>
  `${out}${err}`.replaceAll(/\s+/g, " ");

test("MS3: what was added, changed, taken back and said again since a snapshot", async () => {
  const company = await withClients("Nordlicht Coffee");
  await set(company, "paper", "coated");
  await set(company, "size", "A4");
  await set(company, "tone", "warm");
  expect(await mark(company, "Before the fair")).toMatchObject({ ok: true, exit: 0 });
  await set(company, "paper", "matt");
  await set(company, "ink", "black");
  await set(company, "tone", "warm");
  await company.type("fact", "retract", "preference.size", ...theirs, "--because", "x");
  const view = await diff(company, "before  the FAIR", "--kind", "preference");
  expect(view.counts).toEqual({
    added: 1,
    changed: 1,
    retracted: 1,
    besides: 0,
    confirmed: 1,
    passages: 0,
    withdrawn: 0,
    forgotten: 0,
  });
  const said = view.facts.map(({ field, how, before, after, client, by }) => [
    field,
    how,
    before,
    after,
    client,
    by,
  ]);
  const [whom, who] = ["Nordlicht Coffee", "you"];
  expect(said.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))).toEqual([
    ["ink", "added", null, "black", whom, who],
    ["paper", "changed", "coated", "matt", whom, who],
    ["size", "retracted", "A4", null, whom, who],
    ["tone", "confirmed", "warm", "warm", whom, who],
  ]);
  const told = plain(await company.type("memory", "diff", "Before the fair"));
  expect(told).toMatch(/1 added, 1 changed, 1 taken back, 1 said again/);
  expect(told).toMatch(/~ paper coated → matt you/);
});

test("a place is a name, a number, a day or a time; between two of them only what lies between", async () => {
  const company = await withClients("Nordlicht Coffee");
  const one = await mark(company, "one");
  await set(company, "paper", "coated");
  await mark(company, "two");
  await set(company, "paper", "matt");
  const facts = async (...words: string[]) =>
    (await diff(company, ...words, "--kind", "preference")).facts.map(({ after }) => after);
  expect(await facts("one", "two")).toEqual(["coated"]);
  expect(await facts(String(one.number), "now")).toEqual(["matt"]);
  expect(await facts("two")).toEqual(["matt"]);
  expect(await facts("2020-01-01")).toEqual(["matt"]);
  expect(await facts("2020-01-01T10:00Z", "one")).toEqual([]);
});

test("MS2: the list tells what was recorded since each, and no name is given twice", async () => {
  const company = await withClients("Nordlicht Coffee");
  await mark(company, "one");
  await set(company, "paper", "coated");
  await mark(company, "two");
  expect(await mark(company, " ONE ")).toMatchObject({
    ok: false,
    exit: 1,
    message: expect.stringMatching(/number \d+ has that name/) as string,
  });
  const { out } = await company.type("memory", "snapshots", "--json");
  expect((JSON.parse(out) as SnapshotsView).snapshots).toMatchObject([
    { name: "two", facts: 0 },
    { name: "one", facts: 1 },
  ]);
  const list = (await company.type("memory", "snapshots", "--limit", "1")).out;
  expect(list).toMatch(/two\n.*since then nothing\nand 1 older one/);
  // A number is nobody else's.
  const [next] = (JSON.parse(out) as SnapshotsView).snapshots;
  expect((await mark(company, "three")).number).toBe((next?.number ?? 0) + 1);
});

test.each([
  ["memory diff elsewhere", /no snapshot "elsewhere".*memory snapshots/],
  ["memory diff fier", /there is "fair"/],
  ["memory diff 999", /no snapshot 999/],
  ["memory diff now fair", /is the later one/],
  ["memory diff fair --client Nobody", /no client "Nobody"/],
  ["memory snapshot 17", /means a number or a time already/],
  ["memory snapshot 2026-03-03", /means a number or a time already/],
  ["memory snapshot a\u202Eb", /cannot be seen or read/],
  [`memory snapshot ${"x".repeat(81)}`, /more than 80 characters/],
])("refused, and nothing changes: %s", async (words, because) => {
  const company = await withClients("Nordlicht Coffee");
  await mark(company, "fair");
  await set(company, "paper", "coated");
  const before = await company.recorded();
  const told = await company.type(...words.split(" "));
  expect([told.code, plain(told)]).toEqual([1, expect.stringMatching(because)]);
  expect(await company.recorded()).toBe(before);
});

test("before there is any, the remedy is named, and works", async () => {
  const company = await withClients("Nordlicht Coffee");
  expect((await company.type("memory", "snapshots")).out).toMatch(/memory snapshot NAME/);
  expect((await company.type("memory", "diff", "fair")).err).toMatch(/name a day like 2026-03-03/);
  const { code, out } = await company.type("memory", "diff", "2026-03-03", "2026-03-04");
  expect([code, out]).toEqual([0, expect.stringMatching(/nothing was recorded/)]);
});

test("MS1, LG5: of a forgotten client a difference tells that there was something, and nothing else", async () => {
  const company = await withClients("Nordlicht Coffee");
  await mark(company, "start");
  await mark(company, "Nordlicht Coffee visits");
  await set(company, "paper", "quizzelfrost");
  await company.type("forget", "Nordlicht", "--yes-forget", "Nordlicht Coffee");
  const view = await diff(company, "start");
  expect(view).toMatchObject({ facts: [], counts: { added: 0, forgotten: 1 } });
  expect(plain(await company.type("memory", "diff", "start"))).toMatch(
    /1 record of forgotten clients/,
  );
  expect(findings(company.data, ["quizzelfrost", "Nordlicht Coffee visits"], [])).toEqual([]);
  const { out } = await company.type("memory", "snapshots", "--json");
  expect((JSON.parse(out) as SnapshotsView).snapshots.map(({ name }) => name)).toEqual([
    "",
    "start",
  ]);
  expect((await company.type("rebuild")).code).toBe(0);
  expect((await company.type("ledger", "verify")).code).toBe(0);
});
