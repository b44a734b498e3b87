import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { memoryFiles } from "../../../test/fakes/files.ts";
import * as creditor from "../../value/creditor-reference.ts";
import type { JsonObject } from "../../value/json.ts";
import type { Arrival, Connector } from "../contract.ts";
import { bankKind } from "./bank.ts";
import { BankStatement, PaymentSeen } from "./seen.ts";

let root = "";
let now = 0;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "bank-"));
  now = 50_000;
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function open(settings: JsonObject = {}): Promise<Connector> {
  const company = { currency: "EUR" };
  const place = { workspace: root, root, company, now: () => now, secret: () => "" };
  return bankKind.make({ folder: "bank", ...settings }, place);
}
/** Written this very moment, as the clock of these tests goes. */
async function put(name: string, text: string | Buffer): Promise<void> {
  const file = path.join(root, "bank", name);
  await writeFile(file, text);
  await utimes(file, now / 1000, now / 1000);
}

async function scan(
  connector: Connector,
  known: Set<string> = new Set(),
  away: ReadonlySet<string> = new Set(),
): Promise<Arrival[]> {
  const found: Arrival[] = [];
  const seen = async (id: string) => known.has(id);
  const putAway = async (id: string) => away.has(id);
  for await (const arrival of connector.source?.scan(seen, memoryFiles(), putAway) ?? []) {
    expect(known.has(arrival.externalId)).toBe(false);
    known.add(arrival.externalId);
    if (arrival.damaged === undefined) {
      (arrival.type === "bank.statement" ? BankStatement : PaymentSeen).parse(arrival.content);
    }
    found.push(arrival);
  }
  return found;
}

const reference = creditor.make("2026-011");
const header = "Buchungstag;Auftraggeber / Empfänger;IBAN;Verwendungszweck;Betrag;Währung\n";
const deposit = `05.06.2026;Nordlicht Coffee;DE02120300000000202051;Deposit ${creditor.groups(reference)} thanks;2.856,00;EUR\n`;
const hosting = "04.06.2026;Serverwerk;;Domain;-14,28;EUR\n";

test("each line is a payment, oldest first, and the statement comes last", async () => {
  const connector = await open();
  await put("june.csv", header + deposit + hosting);
  expect(await scan(connector)).toMatchObject([
    {
      type: "payment.sent",
      addresses: [],
      answers: [],
      content: { date: "2026-06-04", amount: "14.28 EUR", counterparty: "Serverwerk", iban: null },
    },
    {
      type: "payment.received",
      occurredAt: Date.parse("2026-06-05T00:00:00Z"),
      addresses: [],
      answers: [`rf:${reference}`],
      content: {
        account: "main",
        amount: "2856.00 EUR",
        reference: `Deposit ${creditor.groups(reference)} thanks`,
        structuredReference: reference,
        iban: "DE02120300000000202051",
      },
    },
    {
      type: "bank.statement",
      addresses: [],
      content: { account: "main", through: "2026-06-05", lines: 2, file: "june.csv" },
    },
  ]);
});

test("BK1: files are only read, and what is known is not reported again", async () => {
  const connector = await open();
  await put("june.csv", header + deposit);
  const known = new Set<string>();
  await scan(connector, known);
  expect(await scan(connector, known)).toEqual([]);
  expect(await scan(connector, known)).toEqual([]);
  expect(await scan(await open(), known)).toEqual([]);
  expect(await readdir(path.join(root, "bank"))).toEqual(["june.csv"]);
});

test("BL1: exports that overlap do not double, two equal payments in one file are two", async () => {
  const connector = await open();
  const known = new Set<string>();
  await put("a.csv", header + deposit + hosting);
  expect(await scan(connector, known)).toHaveLength(3);
  await put("b.csv", header + deposit + deposit + hosting);
  expect(await scan(connector, known)).toMatchObject([
    { type: "payment.received", content: { amount: "2856.00 EUR" } },
    { type: "bank.statement", content: { file: "b.csv" } },
  ]);
  await put("c.csv", header + hosting + deposit + deposit);
  expect(await scan(connector, known)).toMatchObject([{ type: "bank.statement" }]);
});

test("BK2: a line without an end is left until it has one", async () => {
  const connector = await open();
  const known = new Set<string>();
  await put("june.csv", header + hosting + deposit.slice(0, -9));
  expect((await scan(connector, known)).map((a) => a.type)).toEqual([
    "payment.sent",
    "bank.statement",
  ]);
  await appendFile(path.join(root, "bank/june.csv"), deposit.slice(-9));
  expect(await scan(connector, known)).toMatchObject([
    { content: { amount: "2856.00 EUR" } },
    { content: { through: "2026-06-05", lines: 2 } },
  ]);
});

test("BK2: a file that has rested needs no last line end", async () => {
  const connector = await open();
  await put("june.csv", header + deposit.trimEnd());
  now = 55_000;
  expect(await scan(connector)).toEqual([]);
  now = 60_000;
  expect(await scan(connector)).toMatchObject([
    { type: "payment.received" },
    { type: "bank.statement" },
  ]);
});

test("BK2: while a file may still grow, it asks to be read again", async () => {
  const connector = await open();
  await put("june.csv", header + deposit);
  now = 55_000;
  const known = new Set<string>();
  await scan(connector, known);
  expect(connector.source?.pending?.()).toBe(true);
  now = 60_000;
  await scan(connector, known);
  expect(connector.source?.pending?.()).toBe(false);
});

test("BK3: a file that changes while it is read makes no statement yet", async () => {
  const connector = await open();
  await put("june.csv", header + hosting);
  const types: string[] = [];
  for await (const arrival of connector.source?.scan(async () => false, memoryFiles()) ?? []) {
    types.push(arrival.type);
    await appendFile(path.join(root, "bank/june.csv"), deposit);
  }
  expect(types).toEqual(["payment.sent"]);
});

test("BK4: a row that cannot be read is reported with file and line, once", async () => {
  const connector = await open();
  const known = new Set<string>();
  const bad = "31.06.2026;Ben;;Rent;10,00;EUR\n05.06.2026;Ben;;Rent;ten;EUR\n";
  await put("june.csv", header + bad + deposit);
  const arrivals = await scan(connector, known);
  expect(arrivals.map((a) => a.damaged).filter((d) => d !== undefined)).toEqual([
    '"june.csv", line 2: "31.06.2026" is no date',
    '"june.csv", line 3: "ten" is no amount',
  ]);
  // The other line is of the same day.
  expect(arrivals.at(-1)).toMatchObject({ content: { row: 3 } });
  expect(await scan(connector, known)).toEqual([]);
});

test("BK4: a line that is neither a payment nor a bank's known remark is reported", async () => {
  const connector = await open();
  const odd = "broken;line\nx\n;Ben;;Rent;10,00;EUR\n\n";
  const known = "Saldo;;;;3.000,00;EUR\n;;;;;\n* Ende der Umsätze\nEndsaldo: 3.000,00\n";
  await put("june.csv", header + deposit + odd + known);
  const arrivals = await scan(connector);
  expect(arrivals.map((a) => a.damaged).filter((d) => d !== undefined)).toEqual([
    '"june.csv", line 3: "broken" is no date',
    '"june.csv", line 4: "x" is no date',
    '"june.csv", line 5: "" is no date',
  ]);
});

test("BK4: a file without the columns is reported whole, with the remedy", async () => {
  const connector = await open();
  await put("odd.csv", "When,How much\n2026-06-05,1\n");
  expect(await scan(connector)).toMatchObject([
    {
      damaged:
        '"odd.csv", line 1: no columns for date and amount were found; name them under "columns" in the connector\'s file',
    },
  ]);
  const named = await open({ columns: { date: "When", amount: "How much" } });
  expect(await scan(named)).toMatchObject([{ content: { amount: "1.00 EUR" } }, {}]);
});

test("BK4: a quote that is never closed makes no statement, and is reported at rest", async () => {
  const connector = await open();
  await put("june.csv", `${header}${hosting}05.06.2026;"Nordlicht;;Deposit;1,00;EUR\n`);
  expect((await scan(connector)).map((a) => a.type)).toEqual(["payment.sent"]);
  now = Date.parse("2999-01-01");
  expect((await scan(connector)).at(-1)).toMatchObject({
    damaged: '"june.csv", line 3: a quote is opened and never closed',
  });
});

const english = "Date,Payee,Reference,Amount\n2026-06-05,Nordlicht,Deposit,2856.00\n";

test.each<[string, string | Buffer]>([
  ["English, with commas", english],
  ["tabs", english.replaceAll(",", "\t")],
  ["a byte order mark", `\ufeff${english}`],
  ["UTF-16", Buffer.from(`\ufeff${english}`, "utf16le")],
  [
    "CRLF and quotes",
    'Date,Payee,Reference,Amount\r\n"2026-06-05","Nordlicht","Deposit","2,856.00"\r\n',
  ],
  [
    "two columns",
    "Date,Name,Description,Money out,Money in\n05/06/2026,Nordlicht,Deposit,,2856.00\n",
  ],
  [
    "a letter for the sign",
    "Datum;Name;Verwendungszweck;Betrag;Soll/Haben\n05.06.26;Nordlicht;Deposit;2.856,00;H\n",
  ],
  [
    "remarks above and below, Latin-1",
    Buffer.from(
      "Konto:;DE89370400440532013000\nvom 1. Juni\n\nBuchungstag;Zahlungsempfänger*in;Zahlungspflichtige*r;Verwendungszweck;Betrag (€)\n05.06.2026;Studio;Nordlicht;Deposit;2.856,00\nSaldo;;;;3.000,00\n",
      "latin1",
    ),
  ],
])("a bank's file is understood: %s", async (_, text) => {
  const connector = await open();
  await put("june.csv", text);
  const arrivals = await scan(connector);
  expect(arrivals).toMatchObject([
    {
      type: "payment.received",
      content: {
        date: "2026-06-05",
        amount: "2856.00 EUR",
        reference: "Deposit",
        counterparty: "Nordlicht",
      },
    },
    { type: "bank.statement", content: { lines: 1 } },
  ]);
});

test("money that leaves is told by its column or its letter", async () => {
  const connector = await open();
  await put(
    "a.csv",
    "Date,Name,Money out,Money in\n2026-06-05,Ben,10.00,\n2026-06-06,Ben,0.00,5.00\n",
  );
  await put("b.csv", "Datum;Name;Betrag;S/H\n05.06.26;Falk;7,00;S\n06.06.26;Falk;0,00;H\n");
  expect((await scan(connector)).map((a) => [a.type, a.content["amount"]])).toEqual([
    ["payment.sent", "10.00 EUR"],
    ["payment.received", "5.00 EUR"],
    ["bank.statement", undefined],
    ["payment.sent", "7.00 EUR"],
    ["bank.statement", undefined],
  ]);
});

test("a header alone is no statement, other files are none of ours", async () => {
  const connector = await open();
  await put("june.csv", header);
  await put("june.csv.part", header + deposit);
  await put(".june.csv", header + deposit);
  expect(await scan(connector)).toEqual([]);
});

test("it says how many files there are, and when the folder is gone", async () => {
  const connector = await open();
  expect(await connector.health()).toMatchObject({ ok: true });
  await put("june.csv", header);
  expect(await connector.health()).toMatchObject({ note: expect.stringMatching(/^1 files in/) });
  await rm(path.join(root, "bank"), { recursive: true });
  expect(await connector.health()).toMatchObject({ ok: false });
});

test("the example's file reads as three lines", async () => {
  const connector = await open();
  const example = new URL("../../../examples/studio/arrivals/bank-2026-06-05.csv", import.meta.url);
  await put("june.csv", await readFile(example));
  expect((await scan(connector)).map((a) => a.content["amount"] ?? a.content["through"])).toEqual([
    "812.40 EUR",
    "14.28 EUR",
    "1190.00 EUR",
    "2026-06-05",
  ]);
});

const spoilt = "19.06.2026;Nordlicht Coffee;;2026-011;1.190.00;EUR\n";
const later = "22.06.2026;Somebody;;Donation;5,00;EUR\n";
const reach = (arrivals: readonly Arrival[]) =>
  arrivals.flatMap(({ damaged, content }) =>
    damaged === undefined && "through" in content ? [content["through"]] : [],
  );

test("BK5: data with a row kept aside reach no further than before it, until she puts it away", async () => {
  const connector = await open();
  await put("june.csv", header + deposit + spoilt + later);
  now += 60_000;
  const known = new Set<string>();
  const first = await scan(connector, known);
  expect(reach(first)).toEqual(["2026-06-05"]);
  const away = first.flatMap((each) => (each.damaged === undefined ? [] : [each.externalId]));
  expect(reach(await scan(connector, known))).toEqual([]);
  expect(reach(await scan(connector, known, new Set(away)))).toEqual(["2026-06-22"]);
  expect(reach(await scan(connector, known, new Set(away)))).toEqual([]);
});

test("BL3: a row without a readable day may be of that of the line before it", async () => {
  const connector = await open();
  await put("june.csv", header + hosting + deposit + spoilt.replace("19.06.2026", "19.6") + later);
  now += 60_000;
  expect(reach(await scan(connector))).toEqual(["2026-06-04"]);
  await put("june.csv", header + hosting + later + deposit + spoilt.replace("19.06.2026", "?"));
  now += 60_000;
  expect(reach(await scan(connector))).toEqual([]);
});
