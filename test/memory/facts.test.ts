import { expect, test } from "vitest";
import { type Company, studio } from "../bad-input/company.ts";
import { findings } from "../forget/search.ts";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { FactHistory, FactSaid, FactsView } from "../../src/api/contract/facts.ts";
import { withClients } from "./with-clients.ts";

const theirs = ["--client", "Nordlicht"];

async function said(company: Company, ...words: string[]): Promise<FactSaid & { exit: number }> {
  const { code, out } = await company.type("fact", ...words, ...theirs, "--json");
  return { ...(JSON.parse(out) as FactSaid), exit: code };
}

async function paper(company: Company, ...more: string[]): Promise<unknown> {
  const { out } = await company.type("facts", "preference", ...theirs, "--json", ...more);
  const { records } = JSON.parse(out) as FactsView;
  return records.flatMap(({ facts }) => facts).find(({ field }) => field === "paper")?.value;
}

async function history(company: Company, name: string): Promise<FactHistory> {
  const { out } = await company.type("fact", "why", name, ...theirs, "--json");
  return JSON.parse(out) as FactHistory;
}

test("D3: what holds, what held on a day, and who changed it and why, are one call each", async () => {
  const company = await withClients("Nordlicht Coffee");
  await said(company, "set", "preference.paper", "coated", "--from", "2020-01-01");
  await said(
    company,
    "set",
    "preference.paper",
    "uncoated",
    "--from",
    "2022-03-03",
    "--because",
    "greener",
  );
  expect(await paper(company)).toBe("uncoated");
  // Then it was not known yet; by now it is known how it was.
  expect(await paper(company, "--at", "2021-06-01")).toBeUndefined();
  expect(await paper(company, "--at", "2021-06-01", "--known", "2100-01-01")).toBe("coated");
  const { versions } = await history(company, "preference.paper");
  expect(versions).toMatchObject([
    { value: "uncoated", holds: true, by: "you", reason: "greener", version: 2 },
    { value: "coated", holds: false, by: "you", version: 1 },
  ]);
});

test("D6: what is corrected stays in its history, and the jobs that rested on it are told", async () => {
  const company = await studio();
  const to = ["--client", "ana@nordlicht.example"];
  const told = await company.type(
    "fact",
    "correct",
    "brief.title",
    "Tins",
    ...to,
    "--because",
    "a typo",
    "--json",
  );
  const { rested } = JSON.parse(told.out) as FactSaid;
  expect(rested).toMatchObject([{ runbook: "onboard-client", status: "waiting" }]);
  const { out } = await company.type("fact", "why", "brief.title", ...to);
  expect(out).toMatch(/holds {3}Tins\n {8}you: a typo/);
  expect(out).toMatch(/1 job read it:\n {2}\d+ {2}Onboard client · waiting/);
});

test("SF2: what is said again is confirmed; nothing is removed or recorded anew", async () => {
  const company = await withClients("Nordlicht Coffee");
  await said(company, "set", "preference.paper", "coated");
  const again = await said(company, "set", "preference.paper", "coated");
  expect(again.message).toMatch(/on record already/);
  expect((await history(company, "preference.paper")).versions).toMatchObject([
    { value: "coated", confirmed: 1 },
  ]);
  expect(await paper(company)).toBe("coated");
});

test("SF1: her word for a version that does not stand any more records nothing", async () => {
  const company = await withClients("Nordlicht Coffee");
  expect(
    await said(company, "set", "preference.paper", "coated", "--if-version", "0"),
  ).toMatchObject({ ok: true });
  const late = await said(company, "set", "preference.paper", "matt", "--if-version", "0");
  expect(late).toMatchObject({ ok: false, code: "fact_version", exit: 1 });
  expect(await said(company, "set", "preference.paper", "matt", "--if-version", "1")).toMatchObject(
    { ok: true },
  );
  expect(await paper(company)).toBe("matt");
});

test("FA2: what is taken back is not known, and what it had replaced does not come back", async () => {
  const company = await withClients("Nordlicht Coffee");
  await said(company, "set", "preference.paper", "coated", "--from", "2020-01-01");
  await said(company, "set", "preference.paper", "matt", "--from", "2021-01-01");
  await said(company, "retract", "preference.paper", "--because", "a misunderstanding");
  expect(await paper(company)).toBeUndefined();
  expect(await paper(company, "--at", "2020-06-01", "--known", "2100-01-01")).toBe("coated");
  expect((await history(company, "preference.paper")).versions[0]).toMatchObject({
    known: false,
    reason: "a misunderstanding",
  });
});

const named = /is named by at most 64 letters/;

test.each<[string, string[], RegExp]>([
  ["a name that every object has", ["set", "preference.constructor", "x"], /no field can be named/],
  ["a name of every object's shape", ["set", "preference.__proto__", "x"], /no field can be named/],
  ["a kind that every object has", ["set", "constructor.paper", "x"], /no kind of record/],
  ["a name that turns the direction", ["set", "preference.pa\u202Eper", "x"], named],
  ["a name of two lines", ["set", "preference.pa\nper", "x"], named],
  ["a name with a blank", ["set", "preference.pa per", "x"], named],
  ["a name with a dot", ["set", "preference.paper.size", "x"], named],
  ["a name of 5,000 letters", ["set", `preference.${"x".repeat(5_000)}`, "x"], named],
  ["a kind that there is not", ["set", "flavour.best", "mint"], /no kind of record "flavour"/],
  ["a field that her form has not", ["set", "client.flavour", "mint"], /unknown field "flavour"/],
  ["a value that her form does not allow", ["set", "client.stage", "gone"], /must be one of/],
  ["what her form needs", ["retract", "client.name", "--because", "x"], /lacks "name"/],
  [
    "an end before its beginning",
    ["set", "preference.paper", "a", "--from", "2021-02-01", "--until", "2021-01-01"],
    /end before it begins/,
  ],
  [
    "a year that cannot be",
    ["set", "preference.paper", "a", "--from", "0099-01-01"],
    /outside the years/,
  ],
  [
    "what is unknown, to be corrected",
    ["correct", "preference.paper", "a", "--because", "x"],
    /nothing is known of it/,
  ],
  [
    "an expiry that is over",
    ["set", "preference.paper", "a", "--from", "2019-01-01", "--expires", "2020-01-01"],
    /would not be believed even now/,
  ],
  [
    "more than sure",
    ["set", "preference.paper", "a", "--confidence", "150"],
    /whole number from 0 to 100/,
  ],
  ["no reason", ["correct", "client.name", "a"], /needs a reason/],
  ["a value of 10 MB", ["set", "preference.paper", "x".repeat(10_000_000)], /longer than/],
  ["what turns the direction", ["set", "preference.paper", "a\u202Eb"], /cannot be seen/],
  ["half a character", ["set", "preference.paper", "a\uD800b"], /cannot be seen/],
  ["what rings a bell", ["set", "preference.paper", "a\u0007b"], /cannot be seen/],
])("SF3: refused, and nothing changes: %s", async (_, words, because) => {
  const company = await withClients("Nordlicht Coffee");
  const before = await company.recorded();
  const told = await said(company, ...words);
  expect(told).toMatchObject({
    ok: false,
    exit: 1,
    message: expect.stringMatching(because) as string,
  });
  expect(await company.recorded()).toBe(before);
});

test.each<[string, string[], string]>([
  [
    "another version",
    ["set", "preference.paper", "a", "--if-version", "9"],
    "fact why preference.paper --client NAME",
  ],
  [
    "what is unknown",
    ["retract", "preference.paper", "--because", "x"],
    "fact set preference.paper VALUE --client NAME",
  ],
  ["a year that cannot be", ["set", "preference.paper", "a", "--from", "0099-01-01"], "2026-03-03"],
  [
    "an end before its beginning",
    ["set", "preference.paper", "a", "--from", "2026-02-02", "--until", "2026-01-01"],
    "--until",
  ],
  ["what her form does not allow", ["set", "client.stage", "gone"], "as that file wants it"],
])("what is refused says what to do about it: %s", async (_, words, remedy) => {
  const company = await withClients("Nordlicht Coffee");
  const { code, out, err } = await company.type("fact", ...words, ...theirs);
  const you = / You (.*)$/.exec((out + err).replaceAll(/\s+/g, " "))?.[1];
  expect([code, you]).toEqual([1, expect.stringContaining(remedy)]);
});

test.each(["constructor", "toString", "__proto__"])(
  "nothing was ever on record of a name that only every object has: %s",
  async (name) => {
    const company = await withClients("Nordlicht Coffee");
    await said(company, "set", "preference.paper", "coated");
    expect((await history(company, `preference.${name}`)).versions).toEqual([]);
    expect((await company.type("fact", "history", `preference.${name}`, ...theirs)).code).toBe(0);
  },
);

test.each([
  [["set", "paper", "a"], /which fact "paper" is/],
  [["set", "preference.paper", "a", "--from", "2021-02-30"], /Give a time like/],
])("what cannot be read is told at once: %j", async (words, because) => {
  const company = await withClients("Nordlicht Coffee");
  const told = await company.type("fact", ...words, ...theirs);
  expect([told.code, told.err + told.out]).toEqual([2, expect.stringMatching(because)]);
});

test("LG5: a fact and the words it was given with go with its client", async () => {
  const company = await withClients("Nordlicht Coffee");
  await said(company, "set", "preference.paper", "quizzelfrost", "--because", "wumblemoss said so");
  await company.type("remember", "fizzlewick", ...theirs, "--as", "preference");
  await company.type("forget", "Nordlicht", "--yes-forget", "Nordlicht Coffee");
  await company.type("rebuild");
  expect(findings(company.data, ["quizzelfrost", "wumblemoss", "fizzlewick"], [])).toEqual([]);
  expect((await company.type("ledger", "verify")).code).toBe(0);
});

test("AS1: of what may be many at a time, one more stands beside the others, and none comes twice", async () => {
  const company = await withClients("Nordlicht Coffee");
  const languages = { type: "array", items: { type: "string" }, "x-mainstay": { many: true } };
  const schema = { type: "object", properties: { languages }, additionalProperties: false };
  await company.write("schemas/preference.json", JSON.stringify(schema));
  await company.type("apply");
  for (const language of ["de", "fr", "de"])
    await said(company, "set", "preference.languages", language);
  const { versions } = await history(company, "preference.languages");
  expect(versions).toMatchObject([{ value: ["de", "fr"], confirmed: 1 }, { value: ["de"] }]);
});

test("a kind of record that there is none of is named, with what may be meant", async () => {
  const company = await studio();
  const refused = async (...words: string[]) => {
    const told = await company.type(...words);
    expect(told.code).not.toBe(0);
    return `${told.out} ${told.err}`.replaceAll(/\s+/g, " ");
  };
  const wanted = /no kind of record "preferense".*write "preference", if that is meant/;
  expect(await refused("facts", "preferense")).toMatch(wanted);
  expect(await refused("memory", "diff", "2026-01-01", "--kind", "preferense")).toMatch(wanted);
  expect(await refused("memory", "restore", "now", "--kind", "preferense", "--dry-run")).toMatch(
    wanted,
  );
  expect((await company.type("facts", "preference")).code).toBe(0);
});

const invoices = `number,client,gross,open,due
2026-012,Nordlicht Coffee,"1.190,00","1.190,00",2026-03-31
2026-015,Nordlicht Coffee,"595,00","595,00",2026-04-30
`;

async function withInvoices(): Promise<Company> {
  const company = await withClients("Nordlicht Coffee");
  const file = path.join(company.workspace, "invoices.csv");
  await writeFile(file, invoices);
  expect((await company.type("bring", "invoices", file)).code).toBe(0);
  return company;
}

test.each([
  [["set", "invoice.stage", "paid"]],
  [["correct", "invoice.stage", "paid", "--because", "x"]],
  [["retract", "invoice.stage", "--because", "x"]],
  [["why", "invoice.stage"]],
  [["history", "invoice.stage"]],
  [["why", "invoice.stage", "--of", "2026-999"]],
  [["correct", "invoice.stage", "paid", "--because", "x", "--of", "2026-999"]],
])("where several are on record, which is meant is never guessed: %j", async (words) => {
  const company = await withInvoices();
  const before = await company.recorded();
  const told = await company.type("fact", ...words, ...theirs);
  const all = (told.out + told.err).replaceAll(/\s+/g, " ");
  expect([told.code, all]).toEqual([1, expect.stringMatching(/2026-012, 2026-015.*--of/)]);
  expect(await company.recorded()).toBe(before);
});

test("one of several is named as it is called, and a new one is told", async () => {
  const company = await withInvoices();
  const paid = await said(company, "set", "invoice.stage", "paid", "--of", "2026-012");
  expect(paid).toMatchObject({ ok: true, message: "Noted of Nordlicht Coffee" });
});

const paid = ["set", "invoice.stage", "paid", "--of", "2026-999"];

async function kept(company: Company): Promise<[title: string, stage: unknown][]> {
  const { out } = await company.type("facts", "invoice", ...theirs, "--json");
  const { records } = JSON.parse(out) as FactsView;
  return records.map(({ title, facts }) => [
    title,
    facts.find(({ field }) => field === "stage")?.value,
  ]);
}

test("a typing error begins no record, and one that she begins is found by its name", async () => {
  const company = await withInvoices();
  const before = await company.recorded();
  const typo = await company.type("fact", ...paid, ...theirs);
  const told = (typo.out + typo.err).replaceAll(/\s+/g, " ");
  expect([typo.code, told]).toEqual([
    1,
    expect.stringMatching(/Cannot find the invoice "2026-999".*2026-012, 2026-015.*--of.*--new/),
  ]);
  // Nothing of one whose fact is refused is kept, its name neither.
  const unfit = await said(company, "set", "invoice.stage", "x", "--of", "2026-999", "--new");
  expect(unfit.exit).toBe(1);
  expect(await company.recorded()).toBe(before);
  const begun = await said(company, ...paid, "--new");
  expect(begun).toMatchObject({
    ok: true,
    message: expect.stringMatching(/new invoice: "2026-999"/),
  });
  expect(await kept(company)).toContainEqual(["2026-999", "paid"]);
  expect((await company.type("fact", ...paid, "--new", ...theirs)).err).toMatch(
    /leave\s+out --new/,
  );
  await said(company, "set", "invoice.stage", "open", "--of", "2026-999");
  expect(await kept(company)).toContainEqual(["2026-999", "open"]);
});

test("of the first of its kind, too, a name alone begins nothing", async () => {
  const company = await withClients("Nordlicht Coffee");
  const typo = await company.type("fact", ...paid, ...theirs);
  expect([typo.code, typo.err.replaceAll(/\s+/g, " ")]).toEqual([
    1,
    expect.stringMatching(/they have none .*begin it with --new/),
  ]);
  expect(await kept(company)).toEqual([]);
});

test("where one about them stands beside those that have names, which is meant is asked", async () => {
  const company = await withClients("Nordlicht Coffee");
  await said(company, "set", "invoice.stage", "open");
  await said(company, ...paid, "--new");
  for (const words of [
    ["set", "invoice.stage", "paid"],
    ["why", "invoice.stage"],
  ]) {
    const told = await company.type("fact", ...words, ...theirs);
    const all = (told.out + told.err).replaceAll(/\s+/g, " ");
    expect([told.code, all]).toEqual([1, expect.stringMatching(/there are 2: .*2026-999.*--of/)]);
  }
});

test("a line of a file that does not name the record makes none of a kind that she alone changes", async () => {
  const company = await withInvoices();
  const file = path.join(company.workspace, "facts.ndjson");
  const line = { kind: "invoice", field: "stage", value: "paid" };
  const bring = async (...rows: object[]) => {
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const { code, out, err } = await company.type("memory", "import", "--facts", file);
    return [code, (out + err).replaceAll(/\s+/g, " ")];
  };
  const before = await kept(company);
  expect(await bring({ ...line, client: "Nordlicht" })).toEqual([
    1,
    expect.stringMatching(/which invoice is meant.*2026-012, 2026-015; name one with "id"/),
  ]);
  expect(await bring(line)).toEqual([1, expect.stringMatching(/there is none yet; name one/)]);
  expect(await kept(company)).toEqual(before);
});

test("what was remembered is found by the title that facts shows, and stands beside the others", async () => {
  const company = await withClients("Nordlicht Coffee");
  await company.type("remember", "likes short mails", ...theirs, "--as", "preference");
  await company.type("remember", "no calls", ...theirs, "--as", "preference");
  const why = await company.type(
    ..."fact why preference.text --of".split(" "),
    "likes short mails",
    ...theirs,
  );
  expect(why.out).toMatch(/holds {3}likes short mails/);
  expect((await company.type("fact", "why", "preference.text", ...theirs)).code).toBe(1);
  expect(await said(company, "set", "preference.paper", "matt")).toMatchObject({ ok: true });
});

test("what was never on record is no removal, and one of several is named with --of", async () => {
  const company = await withClients("Nordlicht Coffee");
  await said(company, "set", "preference.paper", "matt");
  await company.type("remember", "likes short mails", ...theirs, "--as", "preference");
  const purge = (...words: string[]) =>
    company.type("memory", "purge", "--fact", ...words, ...theirs, "--because", "x", "--yes-purge");
  const never = await purge("preference.diet");
  expect([never.code, never.err]).toEqual([1, expect.stringMatching(/was ever on record/)]);
  expect((await purge("preference.text")).err).toMatch(/there is one: likes short mails/);
  const text = ["preference.text", "--of", "likes short mails"];
  expect((await purge(...text)).out).toMatch(/cannot be read any more/);
  expect((await purge("preference.paper")).out).toMatch(/cannot be read any more/);
  expect((await purge("preference.paper")).out).toMatch(/removed before/);
});
