import type { Owner } from "../../../engine/owner.ts";
import { recordOf } from "../../../engine/streams.ts";
import { type Fact, heldAt } from "../../../memory/fact.ts";
import { spansOf } from "../../../memory/history.ts";
import { kindBy } from "../../../memory/kind.ts";
import { asKnown, inForce, versionsOf } from "../../../memory/record.ts";
import { calledNow } from "../../../memory/shape.ts";
import { vouched, whole } from "../../../value/label.ts";
import type {
  FactHistory,
  FactLine,
  FactsQuery,
  FactsView,
  HistoryQuery,
  SecretAsked,
} from "../../contract/facts.ts";
import { kindMeant } from "./kind-meant.ts";
import { clientMeant, leadTo } from "../client.ts";
import { nameOrWord } from "../names.ts";
import { readRecord, recordKnown, recordsOf, titleOf } from "./records.ts";
import { removedFacts } from "./removed.ts";
import { restedOn } from "./rested.ts";
import { seen } from "./secret.ts";
import { endOf } from "../times.ts";

/** Whom facts are about; the company itself has no members. */
export type Whom = { subject: string | null; members: readonly string[]; name: string };

export async function whomMeant(owner: Owner, client: string | undefined): Promise<Whom> {
  if (client === undefined) return { subject: null, members: [], name: "" };
  return whomOf(owner, await clientMeant(owner, client), client);
}

/** `word`: what led there. */
export async function whomOf(owner: Owner, subject: string, word = ""): Promise<Whom> {
  const members = await owner.forgetting.membersOf(subject);
  return { subject, members, name: await nameOrWord(owner.store, subject, word) };
}

/** What is on record about them, at a time and as it was known at a time. */
export async function facts(owner: Owner, asked: FactsQuery): Promise<FactsView> {
  const { office } = owner;
  const whom = await whomMeant(owner, asked.client);
  const now = office.clock.now();
  const { timeZone } = office.settings.company;
  const at = asked.at === undefined ? now : endOf(asked.at, timeZone);
  const known = asked.known === undefined ? now : endOf(asked.known, timeZone);
  if (asked.kind !== undefined) await kindMeant(owner, asked.kind);
  const records: FactsView["records"] = [];
  for (const { kind, key } of await recordsOf(owner, whom)) {
    if (asked.kind !== undefined && kind !== asked.kind) continue;
    const record = asKnown(await readRecord(owner, kind, key), known);
    const lines: FactLine[] = [];
    for (const [field, fact] of inForce(record, at)) {
      lines.push(await lineOf(owner, kind, field, fact, at, asked));
    }
    if (lines.length > 0) records.push({ kind, key, title: titleOf(record, at), facts: lines });
  }
  const { client = "" } = asked;
  const lead = whom.subject === null ? "" : await leadTo(owner, whom.subject, client);
  return { client: whom.name, lead, records, at, known, timeZone };
}

/** Every version of one fact, and who rested on it. */
export async function factHistory(owner: Owner, named: HistoryQuery): Promise<FactHistory> {
  const { office } = owner;
  const whom = await whomMeant(owner, named.client);
  const { kind } = named;
  const { key } = await recordKnown(owner, whom, named);
  const now = office.clock.now();
  const { field, all, gone } = await allOf(owner, { kind, key }, named.field);
  const holding = gone ? null : heldAt(all, now);
  const versions: FactHistory["versions"] = [];
  const removed = await removedFacts(
    owner,
    all.map(({ entry }) => entry),
  );
  for (const { fact, heldTo, knownTo } of spansOf(all).toReversed()) {
    const line = await lineOf(owner, kind, field, fact, now, named);
    versions.push({
      ...line,
      known: fact.known,
      removed: removed.get(fact.entry) ?? null,
      holds: fact === holding,
      heldTo,
      knownTo,
    });
  }
  return {
    client: whom.name,
    kind,
    field,
    gone,
    versions,
    rested: await restedOn(owner, { kind, key }, all[0]?.version ?? 0),
    timeZone: office.settings.company.timeZone,
  };
}

/** Every version of a field, by its name of today or by one that it had; `gone` where it is left out. */
async function allOf(
  owner: Owner,
  { kind, key }: { kind: string; key: string },
  field: string,
): Promise<{ field: string; all: readonly Fact[]; gone: boolean }> {
  const { office } = owner;
  const now = await readRecord(owner, kind, key);
  const all = versionsOf(now, field);
  const before = versionsOf(await office.book.read(recordOf(kind, key)), field);
  const [first] = before;
  if (all.length > 0 || first === undefined) return { field, all, gone: false };
  const called = calledNow(kindBy(office.active.schemas[kind]), field, first.shape);
  if (called !== null) return { field: called, all: versionsOf(now, called), gone: false };
  return { field, all: before, gone: true };
}

async function lineOf(
  owner: Owner,
  kind: string,
  field: string,
  fact: Fact,
  at: number,
  asked: SecretAsked,
): Promise<FactLine> {
  const { value, secret, hidden } = seen(owner, { kind, field }, fact, asked);
  const freshMs = kindBy(owner.office.active.schemas[kind]).freshMs(field);
  const ends = freshMs === null ? null : fact.confirmedAt + freshMs;
  return {
    field,
    value,
    secret,
    version: fact.version,
    recordedAt: fact.recordedAt,
    validFrom: fact.validFrom,
    validTo: fact.validTo,
    expiresAt: fact.expiresAt,
    confidence: fact.confidence,
    by: await authorOf(owner, fact.author),
    reason: fact.reason,
    vouched: vouched(whole(fact.labels, "")),
    confirmedAt: fact.confirmedAt,
    confirmed: fact.confirmed,
    staleSince: ends !== null && ends <= at ? ends : null,
    source: fact.source,
    shape: fact.shape,
    ...(fact.said === undefined || hidden ? {} : { said: fact.said }),
  };
}

/** Authors as they are recorded: "operator", "run:<id>". */
export async function authorOf({ store }: Owner, author: string): Promise<string> {
  if (author === "operator") return "you";
  if (author === "schema") return "your schema";
  const id = author.startsWith("run:") ? author.slice("run:".length) : null;
  if (id === null) return author;
  const [row] = await store.find({ table: "run", where: { id }, limit: 1 });
  return row === undefined ? "a job" : `job ${String(row["number"])}`;
}
