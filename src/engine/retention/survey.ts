import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import { type Kind, termOf, type Rules } from "../../memory/retention.ts";
import { morningNote } from "../../workspace/morning.ts";
import { type Entry, type Job, type Notes, notesOf } from "./notes.ts";

/**
 * Which content is of which kind, and what of it goes when.
 *
 * SV1 Nothing goes that a job needs that is under way, that an open item shows, or that an act whose
 *     outcome is not known may be looked up by; nor what a part of such a job holds.
 * SV2 An entry that belongs to several kinds goes with the first of them, and counts for that one.
 * SV3 Of what arrives only mails ever go: bank lines belong to the books. One that she put away without a
 *     job is a letter like any other, unless it was damaged or suspicious.
 */
export type Hold = "underWay" | "asked" | "doubt";

/** An entry with the kinds that it is of, none where it is kept for good, and whether its job did anything. */
export type Sorted = Entry & { kinds: readonly Kind[]; hold: Hold | null; did: boolean };

export async function sorted(store: EventStore): Promise<readonly Sorted[]> {
  const [notes, standing] = [await notesOf(store), await standingOf(store)];
  return notes.entries.map((entry) => ({
    ...entry,
    kinds: kindsOf(entry, notes, standing),
    hold: holdOf(entry, notes, standing),
    did: "run" in entry.part && notes.jobs.get(entry.part.run)?.did === true,
  }));
}

export type Judged = {
  seq: number;
  at: number;
  size: number;
  kind: Kind;
  hold: Hold | null;
  /** When it goes by its rule; null: never. */
  goesAt: number | null;
  sampled: boolean;
};

export async function survey(store: EventStore, rules: Rules): Promise<readonly Judged[]> {
  const drawnBy = new Map<string, string>();
  const judged: Judged[] = [];
  for (const entry of await sorted(store)) {
    const { seq, at, size, hold, kinds } = entry;
    const digest = digestOf(entry, drawnBy);
    const terms = kinds.map((kind) => ({ kind, ...termOf(rules[kind], { at, digest }) }));
    const [first] = terms.toSorted((a, b) => (a.goesAt ?? Infinity) - (b.goesAt ?? Infinity));
    if (first !== undefined) judged.push({ seq, at, size, hold, ...first });
  }
  return judged;
}

/** Question and answer of a call stay together or go together. */
function digestOf({ part, digest }: Entry, drawnBy: Map<string, string>): string {
  if (part.of !== "call") return digest;
  const known = drawnBy.get(part.call) ?? digest;
  drawnBy.set(part.call, known);
  return known;
}

/** How jobs, acts, arrivals and items stand now. */
type Standing = {
  openJobs: ReadonlySet<string>;
  /** By token. */
  acts: ReadonlyMap<string, string>;
  doubtful: ReadonlySet<string>;
  arrivals: ReadonlyMap<string, Row>;
  /** Jobs and arrivals that an open item is about. */
  asked: ReadonlySet<string>;
};

async function standingOf(store: EventStore): Promise<Standing> {
  const open = await store.find({ table: "run", where: { status: ["open", "cancelling"] } });
  const acts = await store.find({ table: "act" });
  const items = await store.find({ table: "item", where: { status: "open" } });
  const arrivals = await store.find({ table: "arrival" });
  const text = (row: Row, column: string) => String(row[column] ?? "");
  return {
    openJobs: new Set(open.map((row) => text(row, "id"))),
    acts: new Map(acts.map((row) => [text(row, "token"), text(row, "status")])),
    doubtful: new Set(
      acts
        .filter((row) => ["sent", "unknown", "leaving"].includes(text(row, "status")))
        .map((row) => text(row, "run")),
    ),
    arrivals: new Map(arrivals.map((row) => [text(row, "id"), row])),
    asked: new Set(items.flatMap((row) => [text(row, "run"), text(row, "about")])),
  };
}

function kindsOf({ part }: Entry, notes: Notes, standing: Standing): Kind[] {
  switch (part.of) {
    case "arrival":
      return arrivalKind(part.arrival, notes, standing);
    case "passage":
      return ["passages"];
    default: {
      const job = notes.jobs.get(part.run);
      if (job === undefined) return [];
      const own = ownKind(job);
      if (own !== null) return part.of === "call" ? ["prompts", own] : [own];
      switch (part.of) {
        case "call":
          return ["prompts"];
        case "copy":
          return arrivalKind(part.arrival, notes, standing);
        case "act":
          return part.tokens.every((token) => standing.acts.get(token) === "ended")
            ? ["drafts"]
            : [];
        case "draft":
          return job.did ? [] : ["drafts"];
        case "lookBack":
        case "run":
          return [];
      }
    }
  }
}

/** Of jobs all of whose content is of one kind. */
function ownKind({ runbook, byHand, subject, parent, did, calls }: Job): Kind | null {
  if (runbook === morningNote) return "notes";
  return byHand && subject === null && parent === null && !did && !calls ? "byHand" : null;
}

const needless: ReadonlySet<string> = new Set(["ignored", "duplicate"]);
/** Once she has put them away. */
const worthless: ReadonlySet<string> = new Set(["damaged", "suspicious"]);

/** SV3. */
function arrivalKind(id: string, { ways }: Notes, { arrivals }: Standing): Kind[] {
  const row = arrivals.get(id);
  if (row?.["type"] !== "mail.received") return [];
  const fate = String(row["fate"]);
  const isNeedless =
    needless.has(fate) || (fate === "dismissed" && worthless.has(ways.get(id) ?? ""));
  return [isNeedless ? "noAction" : "mails"];
}

/** SV1. */
function holdOf({ part }: Entry, { jobs }: Notes, standing: Standing): Hold | null {
  if (part.of === "passage") return null;
  const arrival = "arrival" in part ? part.arrival : null;
  if (arrival !== null && standing.asked.has(arrival)) return "asked";
  const start = "run" in part ? part.run : standing.arrivals.get(arrival ?? "")?.["run"];
  for (let run = typeof start === "string" ? start : null; run !== null;) {
    if (standing.openJobs.has(run)) return "underWay";
    if (standing.asked.has(run)) return "asked";
    if (standing.doubtful.has(run)) return "doubt";
    run = jobs.get(run)?.parent ?? null;
  }
  return null;
}
