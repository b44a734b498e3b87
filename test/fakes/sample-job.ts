import type { LedgerLine, EditLine } from "../../src/api/contract/history.ts";
import type { RunLine, RunView, TimelineEntry } from "../../src/api/contract/jobs.ts";
import { minute, monday, tuesday } from "./sample-day.ts";
import { place } from "./sample-items.ts";

function entry(
  seq: number,
  at: number,
  verb: string,
  what: string,
  more: Partial<TimelineEntry> = {},
) {
  return {
    seq,
    at,
    verb,
    what,
    why: "",
    by: "engine",
    version: "",
    costMicros: 0,
    causedBy: null,
    undo: "",
    step: "",
    detail: false,
    ...more,
  };
}

export const run: RunView = {
  number: 12,
  runbook: "onboard-client",
  title: "",
  client: "Nordlicht Coffee",
  status: "waiting",
  line: "waiting for the deposit",
  paused: null,
  startedAt: monday,
  nextTryAt: null,
  endedAt: null,
  costMicros: 0,
  from: 'mail "Packaging for 4 blends", Mon 1 June 16:41',
  version: "4",
  release: "a1b2c3d4e5f60718",
  entries: [
    entry(1, monday, "read", "her mail"),
    entry(2, monday, "drafted", "brief, by rules 3", {
      why: "price list 7",
      version: "3",
      causedBy: 1,
      step: "brief",
      by: "agent:qualification",
    }),
    entry(3, monday, "asked", "you: price to a new client", { causedBy: 2 }),
    entry(4, tuesday, "you", "deadline 15 → 18 July, approved", { causedBy: 3, by: "operator" }),
    entry(5, tuesday, "did", "client → active", { undo: "undo", causedBy: 4 }),
    entry(6, tuesday, "did", "invoice 2026-011, 2,856.00", { undo: "credit note", causedBy: 4 }),
    entry(7, tuesday + minute, "sent", "mail, copy in your Sent", { undo: "final", causedBy: 6 }),
    entry(8, tuesday + minute, "waiting", "deposit; reminder 16 June, asks first", { causedBy: 7 }),
  ],
  next: "payment seen → project opens",
  currency: "EUR",
  ...place,
};

export const runs: readonly RunLine[] = [
  run,
  {
    ...run,
    number: 9,
    client: "Harbour Books",
    runbook: "follow-up",
    status: "completed",
    line: "",
    startedAt: Date.UTC(2026, 4, 4, 9, 0),
  },
];

export const edits: readonly EditLine[] = [
  {
    at: monday,
    about: "onboard-client/confirm",
    process: "onboard-client",
    run: 12,
    client: "Nordlicht Coffee",
    changes: [{ field: "project.deadline", before: "15 July", after: "18 July", mark: "changed" }],
  },
];

export const ledger: readonly LedgerLine[] = [
  {
    seq: 1,
    stream: "inbound/1",
    version: 1,
    at: monday,
    type: "arrival.received",
    actor: "connector:mail-in",
    cause: null,
    data: { fate: "started" },
  },
  {
    seq: 2,
    stream: "run/12",
    version: 1,
    at: monday,
    type: "run.started",
    actor: "engine",
    cause: 1,
    data: { runbook: "onboard-client" },
  },
];
