import { expect, test } from "vitest";
import { frame } from "../../../../test/fakes/frame.ts";
import { arrivalLines } from "../arrivals.ts";
import { evalLines } from "./eval.ts";
import { factsLines } from "./facts.ts";
import { width } from "../layout.ts";
import { statsLines } from "./stats.ts";
import { recalledLines } from "./recall.ts";
import { snapshotsLines } from "./snapshots.ts";

const at = Date.UTC(2026, 8, 23, 7, 12);
const long = "Vereinigte Werkstätten für Buchbinderei und Papierveredelung Süderelbe GmbH & Co. KG";
const zone = "UTC";

const figures = { questions: 110, at5: 0.745, at10: 0.773, ndcg10: 0.644, packed: 1 };

const views = {
  arrivals: (to: number) =>
    arrivalLines(
      {
        arrivals: [
          {
            entry: 104,
            at: at - 30 * 86_400_000,
            type: "mail.received",
            from: long,
            title: long,
            fate: "ignored",
            because: "a newsletter or mailing list",
            run: null,
            item: null,
          },
        ],
        now: at,
        timeZone: zone,
      },
      frame({ width: to }),
      { numbers: true },
    ),
  eval: (to: number) =>
    evalLines(
      {
        set: "mine",
        clients: 10,
        passages: 4_923,
        packTokens: 1_000,
        all: figures,
        kinds: [{ kind: "changed-fact", ...figures }],
        foreign: 0,
        over: 1,
        uncited: 0,
        rebuilt: false,
        wordsOnly: 0,
        unanswerable: 0,
        told: null,
        report: null,
      },
      frame({ width: to }),
    ),
  stats: (to: number) =>
    statsLines(
      {
        passages: 4_923,
        unread: 0,
        withheld: 0,
        embedder: { id: "local/minilm", dimensions: 384, sendsTo: null, failed: null },
        vectorBytes: 1,
        kinds: [{ kind: long, records: 1_234, facts: 12_345, stale: 0 }],
        conflicts: 0,
        tiers: [],
        currency: "EUR",
        locale: "en-GB",
      },
      frame({ width: to }),
    ),
  facts: (to: number) =>
    factsLines(
      {
        client: long,
        lead: long,
        records: [
          {
            kind: "preference",
            key: "8d802bdf6797c71ca711f310d9",
            title: long,
            facts: [
              {
                field: "howTheyWantTheirPrintedMatterToBePackedAndSent",
                value: "uncoated paper alone, and nothing that shines",
                by: "you",
                reason: "on the phone",
                recordedAt: at,
                validFrom: at,
                validTo: null,
                expiresAt: null,
                confidence: 100,
                confirmed: 0,
                confirmedAt: at,
                vouched: true,
                secret: false,
                staleSince: null,
                version: 1,
                shape: 1,
                source: 12,
              },
            ],
          },
        ],
        at,
        known: at,
        timeZone: zone,
      },
      frame({ width: to }),
    ),
  recall: (to: number) =>
    recalledLines(
      {
        passages: [
          { id: "a", author: long, at, thread: "", text: long, seq: 1, score: 1, parts: {} },
        ],
        nearest: null,
        passed: 0,
        known: 1,
        missing: 0,
        withheld: 0,
        wordsOnly: null,
        why: null,
        timeZone: zone,
      },
      frame({ width: to }),
    ),
  snapshots: (to: number) =>
    snapshotsLines(
      {
        snapshots: [
          { number: 1, name: long, why: "asked", at, entry: 12, facts: 1_234, passages: 4_923 },
        ],
        more: 0,
        now: at,
        timeZone: zone,
      },
      frame({ width: to }),
    ),
};

test.each([
  [80, "arrivals"],
  [80, "eval"],
  [80, "stats"],
  [80, "facts"],
  [80, "recall"],
  [80, "snapshots"],
  [60, "arrivals"],
  [60, "eval"],
  [60, "stats"],
  [60, "facts"],
  [60, "recall"],
  [60, "snapshots"],
] as const)(
  "LA3: in %i columns %s breaks no word that has room, and no line is wider",
  (to, name) => {
    const lines = views[name](to);
    expect(lines.filter((line) => width(line) > to)).toEqual([]);
    // A column that is too narrow for its words has lines of a few letters.
    const few = lines.filter((line) => /^\s*\S{1,2}$/u.test(line));
    expect(few).toEqual([]);
  },
);
