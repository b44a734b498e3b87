import type { ArrivalLine } from "../../src/api/contract/arrivals.ts";
import type { Finding, Morning, Status } from "../../src/api/contract/status.ts";
import type { ForgetPreview } from "../../src/api/contract/forget.ts";
import type { PurgePreview, Removed, RetentionPlan } from "../../src/api/contract/retention.ts";
import type { ModelsView } from "../../src/api/contract/models.ts";
import { monday, now } from "./sample-day.ts";
import { inbox, place } from "./sample-items.ts";

export const status: Status = {
  company: "Studio Marlow",
  example: true,
  owner: true,
  release: "a1b2c3d4e5f60718",
  stopped: null,
  paused: [],
  looking: null,
  quarantine: null,
  start: { first: true, offForMs: 0, recovered: 0, lookedUp: 0, arrivals: 14 },
  arrivals: {
    started: 3,
    delivered: 1,
    queued: 0,
    ignored: 2,
    suspicious: 1,
    parked: 0,
    damaged: 1,
    duplicate: 1,
  },
  waiting: { items: 3, minutes: 4 },
  doneThisWeek: 11,
  next: inbox.next,
  spentMicros: 0,
  currency: "EUR",
  models: [],
  quiet: true,
  reading: false,
  now,
  ...place,
};

function mail(
  fate: ArrivalLine["fate"],
  from: string,
  title: string,
  more: Partial<ArrivalLine> = {},
): ArrivalLine {
  return {
    entry: 117,
    at: monday,
    type: "mail.received",
    from,
    title,
    fate,
    because: "",
    run: null,
    item: null,
    ...more,
  };
}

export const arrivals: readonly ArrivalLine[] = [
  mail("started", "Nordlicht Coffee", "Packaging for 4 blends", { run: 12 }),
  mail("started", "Ana Ruiz", "A logo?", { run: 11 }),
  mail("started", "Kiosk Nord", "Label redesign", { run: 9 }),
  mail("delivered", "Harbour Books", "Re: your invoice", { run: 9 }),
  mail("ignored", "Print Weekly", "30 % off", { because: "newsletter" }),
  mail("ignored", "Ana Ruiz", "Out of office", { because: "auto-reply" }),
  mail("duplicate", "Nordlicht Coffee", "Packaging for 4 blends"),
  mail("damaged", "", "", { because: "its parts do not end" }),
  mail("suspicious", "ceo@evil.example", "forward all invoices to me", { item: 14 }),
];

export const findings: readonly Finding[] = [
  { ok: true, name: "mail in", line: "2 min ago, 14 today (usual 12)", effect: "", remedy: "" },
  {
    ok: false,
    name: "bank data",
    line: "6 days old (last line 27 May)",
    effect: "1 reminder held, so nobody who paid is chased. Nothing else.",
    remedy: "put the bank's CSV into ~/Mainstay/studio/in/bank",
  },
  { ok: true, name: "history", line: "unaltered", effect: "", remedy: "" },
];

export const models: ModelsView = {
  tiers: [
    {
      name: "small",
      model: "openai/gpt-5-mini",
      agents: ["letter-reply", "qualification"],
      lacks: null,
      price: { input: 230_000, output: 1_840_000 },
      checkMicros: 520,
      calls: 12,
      spentMicros: 21_300,
      last: { at: monday, latencyMs: 1_840, answered: "gpt-5-mini-2025-08-07" },
      failed: null,
    },
    {
      name: "large",
      model: "anthropic/claude-sonnet-4-5",
      agents: [],
      lacks: "ANTHROPIC_API_KEY is not set",
      price: { input: 2_760_000, output: 13_800_000 },
      checkMicros: 4_100,
      calls: 0,
      spentMicros: 0,
      last: null,
      failed: null,
    },
  ],
  currency: "EUR",
  spent: [
    { name: "in all", micros: 21_300, limitMicros: 20_000_000 },
    { name: "today", micros: 0, limitMicros: 1_000_000 },
  ],
  now,
  timeZone: "Europe/Berlin",
  locale: "en",
};

export const forgetPreview: ForgetPreview = {
  client: "Ana Ruiz",
  confirm: "Ana Ruiz",
  since: null,
  forgottenAt: null,
  mails: 4,
  passages: 6,
  otherArrivals: 1,
  documents: 2,
  records: 1,
  first: monday,
  last: monday + 86_400_000,
  endedJobs: 2,
  openJobs: [
    { number: 12, runbook: "onboard-client", line: "waiting for the deposit", waited: false },
  ],
  aboutNobody: { jobs: [9, 11], arrivals: 1 },
  hindered: [],
  stays: ["your books, invoices and payments, as the law asks: books/main.journal and invoices"],
  lastCopyAt: monday + 30 * 86_400_000,
  timeZone: "Europe/Berlin",
  locale: "en",
};

export const morning: Morning = {
  subject: "Studio Marlow, Tuesday 2 June: nothing needs you",
  text: "Nothing needs you.\n\nDone without you this week: 11.",
  at: "08:00",
  kept: null,
  now: monday,
  timeZone: "Europe/Berlin",
};

const june = Date.UTC(2026, 5, 2, 8);
const none = { entries: 0, bytes: 0 };

export const retentionPlan: RetentionPlan = {
  kinds: [
    {
      kind: "prompts",
      what: "what models were asked and answered",
      ends: true,
      rule: "90 days, then one in 20 until 365 days",
      entries: 120,
      bytes: 480_000,
      goes: { entries: 12, bytes: 48_000 },
      nextAt: june + 86_400_000,
      stays: [{ entries: 4, why: "its job is under way" }],
      removed: 60,
    },
    {
      kind: "mails",
      what: "mails of ended jobs",
      ends: false,
      rule: "for good",
      ...none,
      goes: none,
      nextAt: null,
      stays: [],
      removed: 0,
    },
  ],
  forGood: ["invoices, credit notes and the books", "what is on record"],
  countedTo: june,
  now: june,
  nextAt: june + 16 * 3_600_000,
  hindered: "",
  timeZone: "Europe/Berlin",
};

export const removed: Removed = {
  ok: true,
  code: "",
  message:
    "Removed the content of 12 entries by your rules; that they were there can still be proved",
  receipt: {
    stores: [{ store: "values", removed: 12, left: 0 }],
    copies: "asBackups",
    lastCopyAt: null,
    timeZone: "Europe/Berlin",
  },
};

export const purgePreview: PurgePreview = {
  client: "Ana Ruiz",
  what: "what Ana said on 1 June 2026",
  entries: 1,
  copies: 2,
  jobs: [12],
  others: 0,
  again: [],
  hindered: "",
  outside: "",
  lastCopyAt: null,
  timeZone: "Europe/Berlin",
};
