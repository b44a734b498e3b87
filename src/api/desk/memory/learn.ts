import type { Turn } from "../../../engine/turn.ts";
import { fitting as fits } from "../../../engine/bring/record.ts";
import { learn as learnOne } from "../../../engine/memory/learn.ts";
import type { Owner } from "../../../engine/owner.ts";
import { kindBy } from "../../../memory/kind.ts";
import { plainKinds } from "../../../value/plain-kinds.ts";
import { fromOperator, fromOutside } from "../../../value/label.ts";
import { type FactRow, type Learn, type Learnt, nothingLearnt } from "../../contract/facts.ts";
import { Refused } from "../../contract/refused.ts";
import { clientAmong, nobodyAmong } from "../client.ts";
import { type Whom, whomMeant, whomOf } from "./facts.ts";
import { besides, ofKind, recordMeant, there } from "./records.ts";
import { importer } from "./sources.ts";

/** Takes what others say, one by one: what cannot be taken keeps no other out. */
export async function learn(
  owner: Owner,
  { dryRun, rows, fitting, import: part }: Learn,
): Promise<Learnt> {
  const { office } = owner;
  const who = await importer(owner, part);
  const learnt = nothingLearnt();
  const known = new Map<string, Whom | string>();
  const dropped = new Set<string>();
  for (const row of rows) {
    const named = JSON.stringify(row.client ?? null);
    const whom = known.get(named) ?? (await meant(owner, row.client));
    known.set(named, whom);
    if (fitting === true && hasNoPlace(owner, row)) {
      dropped.add(`${row.kind}.${row.field}`);
      continue;
    }
    if (typeof whom === "string") {
      learnt.refused.push({ line: row.line, reason: whom });
      continue;
    }
    const unnamed = await unnamedIn(owner, whom, row);
    if (unnamed !== null) {
      learnt.refused.push({ line: row.line, reason: unnamed });
      continue;
    }
    const work = await saidIn(owner, whom, row);
    const said = dryRun
      ? await office.book.foresee(who, work)
      : (await office.book.turn(who, work)).result;
    if (typeof said === "string") learnt[said] += 1;
    else learnt.refused.push({ line: row.line, reason: said.reason });
  }
  await office.book.committed();
  return { ...learnt, dropped: [...dropped] };
}

function hasNoPlace({ office }: Owner, { kind, field, value }: FactRow): boolean {
  return fits(office, kind, { [field]: value }).dropped.length > 0;
}

/** Or why nobody is. */
async function meant(owner: Owner, client: FactRow["client"]): Promise<Whom | string> {
  try {
    if (typeof client === "string" || client === undefined) return await whomMeant(owner, client);
    const subject = await clientAmong(owner, client);
    return subject === null ? nobodyAmong(client) : await whomOf(owner, subject);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

/** Why a line that names no record cannot be taken: which is meant is never guessed. */
async function unnamedIn(owner: Owner, whom: Whom, row: FactRow): Promise<string | null> {
  const { kind, id } = row;
  if (id !== undefined || plainKinds.includes(kind)) return null;
  const theirs = await ofKind(owner, whom, kind);
  const say = `name one with "id"`;
  if (besides(owner, whom, kind, theirs)) {
    return `which ${kind} is meant it does not say; ${there(theirs)}; ${say}`;
  }
  const strong = kindBy(owner.office.active.schemas[kind]).strong;
  return strong && theirs.length === 0
    ? `you alone change what is on record of a ${kind}, and there is none yet; ${say}, such as its number`
    : null;
}

/** Nobody has read it over, so that it vouches for nothing. */
async function saidIn(owner: Owner, whom: Whom, row: FactRow) {
  const { kind, field, value, from, until = null, expires = null, confidence = 100, by = "" } = row;
  const record = await recordMeant(owner, whom, row);
  return (turn: Turn) =>
    learnOne(turn, owner.office, {
      ...record,
      subject: whom.subject,
      kind,
      field,
      value: fromOutside(value, whom.subject),
      from: from ?? null,
      until,
      expires,
      confidence,
      why: by === "" ? null : fromOperator(by),
      author: "import",
      source: turn.nextSeq,
    });
}
