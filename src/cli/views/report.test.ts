import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { monthReport } from "../../../test/fakes/sample-report.ts";
import { reportLines } from "./report.ts";

test("a month stands on one page, each figure beside last month's", () => {
  expect(reportLines(monthReport, frame()).join("\n")).toMatchInlineSnapshot(`
    "May 2026 · Studio Marlow                                       beside April 2026

    MONEY
      Invoiced       4,284.00 EUR  3 invoices, 1 credit note            2,380.00 EUR
      Received       2,380.00 EUR                                       3,570.00 EUR
      Open           1,904.00 EUR  at its end                               0.00 EUR
      Overdue          595.00 EUR                                           0.00 EUR
      Aside for VAT    684.00 EUR                                         380.00 EUR
      Aside for tax    600.00 EUR                                         900.00 EUR
      Days to paid              9                                                 14

    YOU
      Decisions      14  about 22 minutes, 3 changed, 1 a no                      31
      Without you    38  acts                                                     12
      Learnt         21  facts, 3 corrections of yours, 1 heuristic               40

    WORK
      Done                 52  acts                                               41
      Clients won           2                                                      1
      Spent on AI    1.31 EUR                                               0.00 EUR

    WAITING, as of 1 June 2026
      On you      2 decisions, about 3 minutes
        17  Nordlicht Coffee  Send brief + deposit invoice
        and 1 more
      On clients  3 invoices, 1,904.00 EUR + 5,000 JPY open, 595.00 EUR of it late,
                  1 answer to a mail
        2026-009  Harbour Books     595.00 EUR    17 days late, friendly reminder
        2026-010  Nordlicht Coffee  1,309.00 EUR  due 9 June 2026
        and 1 more
      On banks    data through 29 May 2026, 3 days old

    WENT WRONG
      jobs that got stuck  1                                                       0

    ONE OFFER
      mail.send: you said yes 12 times in a row without a change, since 3 April
      2026. A rule in policies/ can let it go; one no takes the offer back

    NOT KNOWN
      work revived: silent quotes are not followed up yet"
  `);
});

test("a month that goes on says so, and what was nothing is not dressed up", () => {
  const none = { now: 0, before: 0 };
  const nothing = {
    ...monthReport.waiting,
    you: { items: 0, minutes: 0, lines: [] },
    mails: 0,
    invoices: [],
    count: 0,
    owed: [],
    late: [],
    bank: null,
  };
  const lines = reportLines(
    {
      ...monthReport,
      over: false,
      money: monthReport.money.map((line) => ({
        ...line,
        tax: null,
        daysToPaid: { now: null, before: null },
      })),
      decisions: {
        now: { count: 0, changed: 0, denied: 0, minutes: 0 },
        before: { count: 0, changed: 0, denied: 0, minutes: 0 },
      },
      alone: none,
      learnt: {
        now: { facts: 0, corrections: 0, heuristics: 0 },
        before: { facts: 0, corrections: 0, heuristics: 0 },
      },
      wrong: [],
      offer: null,
      unknown: [],
      waiting: nothing,
    },
    frame(),
  ).join("\n");
  expect(lines).toContain("so far, beside April 2026");
  expect(lines).toContain("WENT WRONG\n  nothing");
  expect(lines).toContain(
    "On you      nothing\n  On clients  nothing\n  On banks    no data came yet",
  );
  for (const absent of ["tax", "Days to paid", "OFFER", "NOT KNOWN", "minutes"]) {
    expect(lines).not.toContain(absent);
  }
});

test("an invoice that waits for nobody's reminder says so", () => {
  const [late] = monthReport.waiting.invoices;
  if (late === undefined) throw new Error("no invoice");
  const invoices = [
    { ...late, reminded: "given up" },
    { ...late, due: null, daysLate: 0, reminded: null },
    { ...late, open: "-5.00 EUR" },
  ];
  const waiting = { ...monthReport.waiting, invoices };
  const lines = reportLines({ ...monthReport, waiting }, frame()).join("\n");
  for (const words of ["17 days late, given up", "no due day", "\u22125.00 EUR", "paid too much"]) {
    expect(lines).toContain(words);
  }
});

test("each currency has its own figures", () => {
  const [own] = monthReport.money;
  if (own === undefined) throw new Error("no figures");
  const lines = reportLines(
    {
      ...monthReport,
      money: [own, { ...own, currency: "JPY", received: { now: "5000 JPY", before: "0 JPY" } }],
    },
    frame(),
  ).join("\n");
  expect(lines).toContain("MONEY, EUR");
  expect(lines).toContain("MONEY, JPY");
  expect(lines).toContain("5,000 JPY");
});
