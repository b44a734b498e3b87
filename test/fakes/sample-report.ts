import type { MonthReport } from "../../src/api/contract/report.ts";

/** May at Studio Marlow, beside April. */
export const monthReport: MonthReport = {
  month: "2026-05",
  before: "2026-04",
  over: true,
  company: "Studio Marlow",
  currency: "EUR",
  locale: "en",
  timeZone: "Europe/Berlin",
  money: [
    {
      currency: "EUR",
      invoices: { now: 3, before: 2 },
      credits: { now: 1, before: 0 },
      invoiced: { now: "4284.00 EUR", before: "2380.00 EUR" },
      received: { now: "2380.00 EUR", before: "3570.00 EUR" },
      open: { now: "1904.00 EUR", before: "0.00 EUR" },
      overdue: { now: "595.00 EUR", before: "0.00 EUR" },
      vat: { now: "684.00 EUR", before: "380.00 EUR" },
      tax: { now: "600.00 EUR", before: "900.00 EUR" },
      daysToPaid: { now: 9, before: 14 },
    },
  ],
  decisions: {
    now: { count: 14, changed: 3, denied: 1, minutes: 22 },
    before: { count: 31, changed: 9, denied: 2, minutes: 60 },
  },
  done: { now: 52, before: 41 },
  alone: { now: 38, before: 12 },
  learnt: {
    now: { facts: 21, corrections: 3, heuristics: 1 },
    before: { facts: 40, corrections: 9, heuristics: 0 },
  },
  won: { now: 2, before: 1 },
  spentMicros: { now: 1_310_000, before: 0 },
  wrong: [{ what: "jobs that got stuck", times: { now: 1, before: 0 } }],
  offer: { action: "mail.send", times: 12, since: Date.UTC(2026, 3, 3) },
  unknown: ["work revived: silent quotes are not followed up yet"],
  waiting: {
    today: "2026-06-01",
    you: {
      items: 2,
      minutes: 3,
      lines: [{ number: 17, client: "Nordlicht Coffee", title: "Send brief + deposit invoice" }],
    },
    mails: 1,
    invoices: [
      {
        number: "2026-009",
        client: "Harbour Books",
        open: "595.00 EUR",
        due: "2026-05-15",
        daysLate: 17,
        reminded: "friendly",
      },
      {
        number: "2026-010",
        client: "Nordlicht Coffee",
        open: "1309.00 EUR",
        due: "2026-06-09",
        daysLate: 0,
        reminded: null,
      },
    ],
    count: 3,
    owed: ["1904.00 EUR", "5000 JPY"],
    late: ["595.00 EUR"],
    bank: { through: "2026-05-29", days: 3 },
  },
};
