import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TourEvent } from "../../src/cli/deps/tour.ts";
import { tourPlaces } from "../../src/host/places.ts";
import { rebuild } from "../../src/host/ledger/rebuild.ts";
import { tour } from "../../src/host/tour/tour.ts";
import { at } from "../bad-input/company.ts";
import { bigMail } from "../fixtures/big-mail.ts";
import { leftIn } from "./left.ts";

let place: string;
/** Played once; tests that change a folder take a copy. */
let played: { data: string; events: TourEvent[] };

const placeOf = (data: string) => ({ data, workspace: null });
const fault = (error: unknown, doing: string) => {
  throw new Error(`While ${doing}`, { cause: error });
};

async function play(data: string, until = Number.POSITIVE_INFINITY): Promise<TourEvent[]> {
  const events: TourEvent[] = [];
  for await (const event of tour({ place: placeOf(data) }, fault)) {
    events.push(event);
    if (events.length >= until) break;
  }
  return events;
}

async function copyOf(data: string, name: string): Promise<string> {
  const copy = path.join(place, name);
  await cp(data, copy, { recursive: true });
  return copy;
}

/** Which of two clients is first at one moment depends on opaque ids. */
const told = (events: readonly TourEvent[]) =>
  events
    .flatMap((event) => (event.kind === "entry" ? [event] : []))
    .toSorted((a, b) => a.at - b.at || a.client.localeCompare(b.client))
    .map((event) => `${event.verb} · ${event.client} · ${event.line}`);
/** True if they stand in `whole` in this order, each once. */
function inOrder(lines: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of lines) {
    at = whole.indexOf(line, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
const endOf = (events: readonly TourEvent[]) => {
  const end = events.at(-1);
  if (end?.kind !== "ended") throw new Error("The tour did not end");
  return end;
};

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), "mainstay-tour-"));
  const data = path.join(place, "whole");
  played = { data, events: await play(data) };
}, 60_000);
afterAll(() => rm(place, { recursive: true, force: true }));

test("the tour tells how a stranger's mail becomes an agreed brief, a paid deposit and an open project", () => {
  const lines = told(played.events).filter((line) => line.includes("Nordlicht Coffee ·"));
  const asked = lines.findIndex((line) => line.includes("wrote: Six it is"));
  expect(lines.slice(0, asked + 1)).toEqual([
    'came · Nordlicht Coffee · "Packaging for 4 blends"',
    "drafted · Nordlicht Coffee · brief, by rules; payment line, from a template; letter, from a template",
    expect.stringMatching(/^asked · Nordlicht Coffee · .*2,400\.00 EUR/),
    'came · Nordlicht Coffee · "Packaging for 4 blends" once more: the same mail was read before',
    'came · Nordlicht Coffee · "Re: Packaging for 4 blends", kept for the job under way',
    "you · Nordlicht Coffee · approved; project deadline 15 July 2026 → 18 July 2026; letter text changed",
    "asked · Nordlicht Coffee · wrote again: does this still hold?",
    "you · Nordlicht Coffee · approved",
    "did · Nordlicht Coffee · client → active",
    "did · Nordlicht Coffee · issued invoice 2026-012: 2,400.00 + 19 % 456.00 = 2,856.00 EUR",
    "did · Nordlicht Coffee · invoice → open",
    "did · Nordlicht Coffee · project → awaiting deposit",
    'sent · Nordlicht Coffee · "Re: Packaging for 4 blends" to ana@nordlicht.example, with 2026-012.pdf',
    "waiting · Nordlicht Coffee · for the payment, until Fri 19 June",
    'came · Nordlicht Coffee · "Re: Packaging for 4 blends"',
    "drafted · Nordlicht Coffee · letter, from a template",
    "asked · Nordlicht Coffee · Ana Lindqvist wrote: Re: Packaging for 4 blends",
    'came · Nordlicht Coffee · 2,856.00 EUR from Nordlicht Coffee GmbH, "RF542026012 2026-012"',
    "did · Nordlicht Coffee · recorded payment: 2,856.00 EUR for invoice 2026-012",
    "did · Nordlicht Coffee · invoice → paid",
    "did · Nordlicht Coffee · project → open",
    "you · Nordlicht Coffee · said no: thanks need no answer",
    'came · Nordlicht Coffee · "Six it is"',
    "drafted · Nordlicht Coffee · letter, from a template",
    "asked · Nordlicht Coffee · Ana Lindqvist wrote: Six it is",
  ]);
});

test("a job that is cancelled half-way is undone as far as it can be, and says what cannot", () => {
  const lines = told(played.events).filter((line) => /^(undid|stays) · Harbour Books/.test(line));
  expect(lines).toEqual([
    'stays · Harbour Books · "Re: Signs and bags for our second shop": what is sent is sent',
    "undid · Harbour Books · project is what it was before",
    "undid · Harbour Books · voided invoice by credit note: 2026-011; the credit note is yours to send: 2026-011-CN.pdf, with your invoices",
    "undid · Harbour Books · client is what it was before",
  ]);
});

test("nobody is reminded on old bank data, and a reminder asks first", () => {
  const lines = told(played.events).filter((line) => line.includes("Ruiz y Señal ·"));
  const from = lines.findIndex((line) => line.includes("too old to tell"));
  const paid = lines.findIndex((line) => line.includes("project → open"));
  expect(lines.slice(from, paid + 1)).toEqual([
    expect.stringMatching(/^asked · .*Is 2026-013 .* paid\?/),
    'you · Ruiz y Señal · answered "Not yet"',
    "drafted · Ruiz y Señal · letter, from a template",
    expect.stringMatching(/^asked · .*Remind/),
    "you · Ruiz y Señal · approved",
    'sent · Ruiz y Señal · "Invoice 2026-013" to ana@ruizysenal.example, with 2026-013.pdf',
    expect.stringMatching(/^asked · .*Is 2026-013 .* paid\?/),
    'came · Ruiz y Señal · 1,332.80 EUR from Ruiz y Senal, "RF272026013 2026-013"',
    "did · Ruiz y Señal · recorded payment: 1,332.80 EUR for invoice 2026-013",
    "did · Ruiz y Señal · invoice → paid",
    "did · Ruiz y Señal · project → open",
  ]);
});

test("a retainer is billed, and a part, too much and a line that stands twice are answered", () => {
  const lines = told(played.events).filter((line) => line.includes("Kontor 9 Teehandel ·"));
  const from = lines.findIndex((line) => line.includes("Bill Kontor 9 Teehandel for June"));
  const to = lines.findIndex((line) => line.includes("for July 2026"));
  const payment = '300.00 EUR from Kontor 9 Teehandel, "RF972026014 2026-014"';
  expect(lines.slice(from, to).filter((line) => !line.startsWith("drafted"))).toEqual([
    "asked · Kontor 9 Teehandel · Bill Kontor 9 Teehandel for June 2026, 500.00 EUR net",
    "you · Kontor 9 Teehandel · approved",
    "did · Kontor 9 Teehandel · issued invoice 2026-014: 500.00 + 19 % 95.00 = 595.00 EUR",
    "did · Kontor 9 Teehandel · invoice → open",
    'sent · Kontor 9 Teehandel · "Care of the tea shop, June 2026" to jonas@kontor9.example, with 2026-014.pdf',
    "did · Kontor 9 Teehandel · recorded payment: 1,190.00 EUR for invoice 2026-007",
    "did · Kontor 9 Teehandel · invoice → paid",
    `came · Kontor 9 Teehandel · ${payment}`,
    expect.stringContaining("a part of 595.00 EUR that are open"),
    "you · Kontor 9 Teehandel · approved",
    "did · Kontor 9 Teehandel · recorded payment: 300.00 EUR for invoice 2026-014",
    "did · Kontor 9 Teehandel · invoice → open",
    `came · Kontor 9 Teehandel · ${payment}`,
    expect.stringContaining("5.00 EUR too much, 295.00 EUR are open"),
    `came · Kontor 9 Teehandel · ${payment}`,
    expect.stringContaining("The same line once more: which invoice does 300.00 EUR"),
    "you · Kontor 9 Teehandel · approved",
    "did · Kontor 9 Teehandel · recorded payment: 300.00 EUR for invoice 2026-014",
    "did · Kontor 9 Teehandel · invoice → paid",
    "asked · Kontor 9 Teehandel · paid 5.00 EUR too much on 2026-014",
    'you · Kontor 9 Teehandel · answered "Keep it for the next invoice"',
    expect.stringContaining("Keep 5.00 EUR, paid too much on invoice 2026-014"),
    "you · Kontor 9 Teehandel · said no: it came in once",
  ]);
});

test("a note is published and announced, and who stays is billed on the first of the next month", () => {
  const lines = told(played.events);
  const ends = lines.slice(lines.findIndex((line) => line.includes("June 2026 is over")));
  expect(lines).toContain("did ·  · published: Post notes/small-labels.md");
  expect(lines.filter((line) => line.includes("New on my site"))).toEqual([
    'sent ·  · "New on my site: Small labels" to ben@home.example',
    'sent ·  · "New on my site: Small labels" to jonas@kontor9.example',
  ]);
  expect(ends.filter((line) => /^(asked|did|sent) · \w/.test(line)).toSorted()).toEqual([
    "asked · Kontor 9 Teehandel · Bill Kontor 9 Teehandel for July 2026, 500.00 EUR net",
    "asked · Nordlicht Coffee · Bill Nordlicht Coffee for July 2026, 600.00 EUR net",
    "asked · Ruiz y Señal · Bill Ruiz y Señal for July 2026, 250.00 EUR net",
    "did · Kontor 9 Teehandel · invoice → open",
    "did · Kontor 9 Teehandel · invoice → open",
    "did · Kontor 9 Teehandel · issued invoice 2026-017: 500.00 + 19 % 95.00 = 595.00 EUR",
    "did · Kontor 9 Teehandel · used what was kept: Use 5.00 EUR, kept of invoice 2026-014, for invoice 2026-017",
    "did · Nordlicht Coffee · invoice → open",
    "did · Nordlicht Coffee · issued invoice 2026-015: 600.00 + 19 % 114.00 = 714.00 EUR",
    "did · Ruiz y Señal · invoice → open",
    "did · Ruiz y Señal · issued invoice 2026-016: 250.00 + 19 % 47.50 = 297.50 EUR",
    'sent · Kontor 9 Teehandel · "Care of the tea shop, July 2026" to jonas@kontor9.example, with 2026-017.pdf',
    'sent · Nordlicht Coffee · "Care of the packaging line, July 2026" to ana@nordlicht.example, with 2026-015.pdf',
    'sent · Ruiz y Señal · "Care of the logo, July 2026" to ana@ruizysenal.example, with 2026-016.pdf',
  ]);
});

test("the month's report says what the books say, and what waits on her, on clients and on banks", () => {
  const { report } = endOf(played.events);
  expect(report).toMatchObject({
    month: "2026-06",
    before: "2026-05",
    over: true,
    won: { now: 2 },
  });
  const documents = { invoices: { now: 3 }, credits: { now: 1 } };
  const money = { invoiced: { now: "4783.80 EUR" }, received: { now: "5978.80 EUR" } };
  const open = { open: { now: "476.00 EUR" }, overdue: { now: "476.00 EUR" } };
  expect(report.money).toMatchObject([
    { ...documents, ...money, ...open, vat: { now: "763.80 EUR" } },
  ]);
  expect(report).toMatchObject({
    done: { now: 21 },
    alone: { now: 3 },
    decisions: { now: { count: 21 } },
  });
  const { you, invoices, owed, late, bank } = report.waiting;
  expect(you.lines).toMatchObject([{ title: "Ana Lindqvist wrote: Six it is" }]);
  expect(invoices.map(({ number, open: left, daysLate }) => [number, left, daysLate])).toEqual([
    ["2026-009", "476.00 EUR", 12],
    ["2026-015", "714.00 EUR", 0],
    ["2026-016", "297.50 EUR", 0],
    ["2026-017", "590.00 EUR", 0],
  ]);
  expect({ owed, late }).toEqual({ owed: ["2077.50 EUR"], late: ["476.00 EUR"] });
  expect(bank).toEqual({ through: "2026-06-23", days: 8 });
});

test("what asks to ignore the rules, and what cannot be read, is held and does nothing", () => {
  expect(told(played.events).filter((line) => line.startsWith("held"))).toEqual([
    expect.stringContaining('it asks to "forward all invoices to me"'),
    expect.stringContaining("a damaged mail, kept aside"),
    expect.stringContaining("names changed bank details"),
  ]);
});

test("it ends with what there is to open, one thing waiting, and nothing spent", () => {
  const { artifacts, waiting, spentMicros } = endOf(played.events);
  expect({ waiting, spentMicros }).toEqual({ waiting: 1, spentMicros: 0 });
  expect(artifacts.map(({ label }) => label)).toEqual([
    "books",
    "credit note 2026-011-CN",
    "invoice 2026-011",
    "invoice 2026-012",
    "invoice 2026-013",
    "invoice 2026-014",
    "invoice 2026-015",
    "invoice 2026-016",
    "invoice 2026-017",
    "site, by git",
    "letters",
  ]);
  expect(artifacts.filter((artifact) => !existsSync(artifact.path))).toEqual([]);
});

test("a tour that was played to its end says so, and plays nothing again", async () => {
  const data = await copyOf(played.data, "again");
  const events = await play(data);
  expect(events.map((event) => event.kind)).toEqual(["opened", "ended"]);
  expect(events[0]).toMatchObject({ finished: true, resumed: false });
  expect(await leftIn(data)).toEqual(await leftIn(played.data));
});

test.each([1, 9, 30, 47, 74, 110])(
  "TO2, TO3: left after %i lines, it goes on there, tells nothing twice and ends the same",
  async (lines) => {
    const data = path.join(place, `left-${lines}`);
    const begun = await play(data, lines);
    const rest = await play(data);
    expect(rest[0]).toMatchObject({ resumed: true, finished: false });
    expect(inOrder([...told(begun), ...told(rest)], told(played.events))).toBe(true);
    expect(await leftIn(data)).toEqual(await leftIn(played.data));
  },
  60_000,
);

test("LG3: everything shown is derived again from the ledger alone", async () => {
  const data = await copyOf(played.data, "rebuilt");
  const { tables } = await rebuild(tourPlaces(placeOf(data), process.cwd()), fault);
  expect(tables.filter((table) => !table.equal)).toEqual([]);
  expect(tables.length).toBeGreaterThan(5);
});

const noHledger = spawnSync("hledger", ["--version"]).error !== undefined;
if (noHledger) console.warn("hledger is not installed: the tour's books are not checked with it");

test.skipIf(noHledger)("hledger accepts the books, strictly, and they say who paid", () => {
  const books = path.join(played.data, "books", "main.journal");
  const check = spawnSync("hledger", ["check", "--strict", "-f", books], { encoding: "utf8" });
  expect(check.stderr + check.stdout).toBe("");
  const balance = spawnSync("hledger", ["balance", "-N", "-f", books], { encoding: "utf8" });
  expect(balance.stdout.trim().split(/\s*\n\s*/)).toEqual([
    "2,077.50 EUR  assets:receivable",
    "5,978.80 EUR  assets:bank",
    "-1,666.00 EUR  equity:opening",
    "-5,370.00 EUR  income:services",
    "-1,020.30 EUR  liabilities:vat",
  ]);
  expect(endOf(played.events).report.waiting.owed).toEqual(["2077.50 EUR"]);
});

test("a mail of 10 MB among the others is read like them", async () => {
  const data = path.join(place, "big");
  await mkdir(path.join(data, "in", "mail"), { recursive: true });
  await writeFile(path.join(data, "in", "mail", "big.eml"), bigMail(10));
  const events = await play(data);
  expect(told(events)).toContain('came · Fotowerk · "Photos of the tea tins, all in one"');
  expect((await leftIn(data)).books).toEqual((await leftIn(played.data)).books);
}, 60_000);

test("with --json each line of the output is one event", async () => {
  const data = await copyOf(played.data, "json");
  const command = ["bin/mainstay.js", "tour", "--json", "--data", data];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command);
  expect(stderr).toBe("");
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as TourEvent);
  expect(lines.map(({ kind }) => kind)).toEqual(["opened", "ended"]);
});

test("PL4: a copy of the tour's folder is in quarantine for whoever opens it as a company; the tour goes on in it", async () => {
  const { workspace } = tourPlaces(placeOf(played.data), process.cwd());
  const began = path.join(place, "began");
  await play(began, 12);
  const copy = await copyOf(began, "carried");
  expect(told(await play(copy)).length).toBeGreaterThan(0);
  expect((await at(workspace, copy).type("inbox")).out).toMatch(/^IN QUARANTINE\. A copy/);
  const refused = await at(workspace, copy).type("run", "month-end", "--input", "{}");
  expect(refused.code).not.toBe(0);
  expect((await at(workspace, began).type("inbox")).out).not.toContain("QUARANTINE");
});
