import type { Owner } from "../../../engine/owner.ts";
import {
  isGone,
  isSomething,
  passageIn,
  type Plan,
  planned,
  plannedRecord,
  type ReturningPassage,
} from "../../../engine/memory/plan.ts";
import { Poison, type Place, type Tainted } from "../../../engine/memory/poison.ts";
import type { Act } from "../../../engine/memory/revise.ts";
import { takeDirect, workedIn } from "../../../engine/memory/source.ts";
import type { Row } from "../../../ledger/table.ts";
import type { Fact } from "../../../memory/fact.ts";
import { passageOf } from "../../../memory/passage.ts";
import { fromOutside } from "../../../value/label.ts";
import { Refused } from "../../contract/refused.ts";
import type { RestoreQuery, RollbackQuery } from "../../contract/revisions.ts";
import { whomMeant } from "./facts.ts";
import { placeMeant } from "../history-place.ts";
import { type Meant, sourceMeant } from "./source.ts";
import { kindMeant } from "./kind-meant.ts";
import { agentMeant } from "../name-meant.ts";

/** What is asked for, as it would be carried out. */
export type Planned = {
  act: Act;
  /** As a command names it. */
  of: string;
  plan: Plan;
  /** What is left out, being of a kind that the operator alone changes. */
  left: Plan["records"];
  jobs: ReadonlyMap<string, Tainted>;
};

/** Facts of one client, kind or agent as they were at a place in the history. */
export async function planRestore(owner: Owner, asked: RestoreQuery): Promise<Planned> {
  if (asked.kind !== undefined) await kindMeant(owner, asked.kind);
  const { to, client, kind, agent } = asked;
  if (client === undefined && kind === undefined && agent === undefined) {
    throw new Refused({
      code: "restore_scope",
      message: "Cannot bring back everything at once; name a client, a kind of record or an agent",
    });
  }
  const { entry, number } = await placeMeant(owner, to);
  const { store, journal, office } = owner;
  if (agent !== undefined) agentMeant(owner, agent);
  const worked =
    agent === undefined ? null : await workedIn({ store, journal, book: office.book }, agent);
  const rows = await store.find({
    table: "change",
    where: {
      ...(client === undefined ? {} : { subject: (await whomMeant(owner, client)).members }),
      ...(kind === undefined ? {} : { kind }),
    },
    above: { seq: entry, version: 0 },
  });
  const stays = (root: Fact, version: Fact): boolean => {
    if (version.entry <= entry) return true;
    const from = worked?.get(root.author.slice("run:".length)) ?? Infinity;
    return worked !== null && root.entry < from;
  };
  const records: Plan["records"] = [];
  for (const place of placesIn(rows)) {
    if (await isGone(store, place)) continue;
    const found = await plannedRecord(owner, place, stays);
    if (isSomething(found)) records.push(found);
  }
  const of = number === null ? `entry:${entry}` : `snapshot:${number}`;
  const left = kind !== undefined ? [] : strongIn(records, asked);
  const plan = {
    records: records.filter((each) => !left.includes(each)),
    withdraw: [],
    return: [],
  };
  return { act: { how: "restore", entry }, of, plan, left, jobs: new Map() };
}

/** What her word is needed for: an invoice that was issued since stays one. */
function strongIn(
  records: Plan["records"],
  { strong }: Pick<RollbackQuery, "strong">,
): Plan["records"] {
  return strong === "too" ? [] : records.filter((each) => each.strong);
}

function placesIn(rows: readonly Row[]): Place[] {
  const named = new Map(rows.map((row) => [`${String(row["kind"])}/${String(row["id"])}`, row]));
  return [...named.values()].map(({ kind, id, subject }) => ({
    kind: String(kind),
    key: String(id),
    subject: typeof subject === "string" ? subject : null,
  }));
}

/** What is remembered without what came from one source, and what was derived from it. */
export async function planRollback(owner: Owner, asked: RollbackQuery): Promise<Planned> {
  const meant = await sourceMeant(owner, asked);
  if (meant.what === "revision") return planUndo(owner, meant);
  const { store, journal, office } = owner;
  const ports = { store, journal, book: office.book };
  const poison = new Poison(ports);
  const rows = await takeDirect(ports, poison, meant.known, meant.since);
  const withdraw = rows.map(passageIn);
  if (asked.direct !== "only") await poison.follow(withdraw.map(({ entry }) => entry));
  const records = await planned(owner, poison);
  const left = strongIn(records, asked);
  const plan = { records: records.filter((each) => !left.includes(each)), withdraw, return: [] };
  const act: Act = { how: "rollback", of: meant.known.source };
  return { act, of: asked.source, plan, left, jobs: poison.jobs };
}

/** Undoes an act: the act itself is the source, and its passages come back (MS7). */
async function planUndo(
  owner: Owner,
  { number, entry }: Extract<Meant, { what: "revision" }>,
): Promise<Planned> {
  const { store } = owner;
  const rows = await store.find({ table: "change", where: { intent: entry } });
  const records: Plan["records"] = [];
  for (const place of placesIn(rows)) {
    if (await isGone(store, place)) continue;
    const found = await plannedRecord(owner, place, (_, version) => version.intent !== entry);
    if (found.fields.length > 0) records.push({ ...found, conflicts: [] });
  }
  const returning: ReturningPassage[] = [];
  for (const row of await store.find({ table: "withdrawn", where: { revision: number } })) {
    const passage = await withdrawn(owner, row);
    if (passage !== null) returning.push(passage);
  }
  const act: Act = { how: "rollback", of: { kind: "revision", number } };
  const plan = { records, withdraw: [], return: returning };
  return { act, of: `revision:${number}`, plan, left: [], jobs: new Map() };
}

/** Null where it was forgotten. */
async function withdrawn({ journal }: Owner, row: Row): Promise<ReturningPassage | null> {
  const entry = Number(row["entry"]);
  const [event] = await journal.readFrom(entry, 1);
  const passage = event === undefined ? null : passageOf(event);
  if (event === undefined || passage === null) return null;
  const client = String(row["client"]);
  const content = event.values["passage"] ?? fromOutside({ ...passage }, client);
  return { entry, client, id: passage.id, root: Number(row["root"]), content };
}
