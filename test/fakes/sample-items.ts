import type { Inbox } from "../../src/api/contract/inbox.ts";
import type { Item } from "../../src/api/contract/item.ts";
import { hour, monday, now } from "./sample-day.ts";

export const place = { timeZone: "Europe/Berlin", locale: "en" };

export const nordlicht: Item = {
  number: 17,
  kind: "approval",
  client: "Nordlicht Coffee",
  title: "Send brief + deposit invoice 2,856.00 EUR",
  notes: ["client waits since Mon 16:41", "mail is final", "ignored: asked again 13:00"],
  urgency: "now",
  openedAt: monday,
  expiresAt: now + 72 * hour,
  expired: false,
  minutes: 2,
  run: 12,
  settled: null,
  digest: "d17",
  shown: {
    scope: "packaging, 4 blends",
    deadline: "15 July",
    price: "4800.00 EUR",
    client: { name: "Nordlicht Coffee", email: "ana@nordlicht.example" },
  },
  editable: true,
  deeds: [
    {
      label: "Client",
      line: "enquiry → active",
      details: [],
      undo: "can be undone",
      open: null,
    },
    {
      label: "Invoice",
      line: "2,400.00 + 19 % 456.00 = 2,856.00 EUR",
      details: [],
      undo: "by credit note only",
      open: "/data/drafts/17.pdf",
    },
    {
      label: "Mail",
      line: "to ana@nordlicht.example",
      details: ["address: sender of the enquiry, new contact"],
      undo: "final",
      open: null,
    },
  ],
  diff: [
    { field: "scope", before: null, after: "packaging, 4 blends", mark: "same" },
    { field: "deadline", before: '"mid July"', after: "15 July", mark: "changed" },
    { field: "excluded", before: null, after: "website", mark: "added" },
    { field: "price", before: null, after: "4,800.00, your price list v7", mark: "unvouched" },
  ],
  whyAsked: ["price to a new client", "your last 3 like it: 4,500 to 5,200"],
  draftedBy: "rules, brief 3, no model",
  ifIgnored: "13:00, then each morning; nothing is sent",
  answers: { approve: "approve exactly this", edit: "edit", deny: "no", take: "I'll do it" },
  schema: {
    type: "object",
    properties: { price: { type: "string", description: "with its currency" } },
    required: ["price"],
  },
};

export const harbour: Item = {
  ...nordlicht,
  number: 18,
  kind: "question",
  client: "Harbour Books",
  title: "Is 2026-009 (1,190.00) paid?",
  notes: ["14 days late", "bank data 6 days old, so the reminder is held"],
  minutes: 1,
  run: 9,
  digest: "d18",
  shown: null,
  editable: false,
  deeds: [],
  diff: [],
  whyAsked: [],
  draftedBy: "",
  ifIgnored: "asked again tomorrow; no reminder is sent",
  answers: { paid: "it is paid", late: "not yet" },
  schema: null,
};

export const ruiz: Item = {
  ...harbour,
  number: 15,
  kind: "form",
  client: "Ana Ruiz",
  title: "Write the brief by hand",
  notes: [],
  urgency: "today",
  minutes: 1,
  run: 11,
  digest: "d15",
  shown: { from: "ana@ruiz.example", budget: null },
  ifIgnored: "",
  answers: { fill: "fill it in" },
  schema: {
    type: "object",
    properties: { budget: { type: "string", description: "what she can spend" } },
    required: ["budget"],
  },
};

export const inbox: Inbox = {
  lines: [nordlicht, harbour, ruiz],
  minutes: 4,
  now,
  ...place,
  doneThisWeek: 11,
  next: { at: now + 3 * 24 * hour, line: "reminder to Harbour Books (asks first)" },
  stopped: null,
  paused: [],
  looking: null,
  quarantine: null,
  leaving: [],
  warnings: [],
};
