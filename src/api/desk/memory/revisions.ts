import { digestOf, type Plan, type PlannedRecord } from "../../../engine/memory/plan.ts";
import { heldAfter, revise, type Revised } from "../../../engine/memory/revise.ts";
import type { Owner } from "../../../engine/owner.ts";
import { heldAt } from "../../../memory/fact.ts";
import type { Outcome } from "../../contract/desk.ts";
import type { SecretAsked } from "../../contract/facts.ts";
import {
  mostShown,
  type RestoreQuery,
  type RestoreRequest,
  type RevisedFact,
  type RevisedPassage,
  type RevisionPreview,
  type RollbackQuery,
  type RollbackRequest,
} from "../../contract/revisions.ts";
import { authorOf } from "./facts.ts";
import { readRecord, titleOf } from "./records.ts";
import { bothSeen } from "./secret.ts";
import { jobsThat } from "./rested.ts";
import { type Planned, planRestore, planRollback } from "./revision-plan.ts";
import { operator } from "../../../engine/who.ts";
import { namer } from "./whose.ts";

/** What bringing facts back would record; changes nothing. */
export async function restorePreview(owner: Owner, asked: RestoreQuery): Promise<RevisionPreview> {
  return preview(owner, await planRestore(owner, asked), asked);
}

/** What freeing memory of a source would record; changes nothing. */
export async function rollbackPreview(
  owner: Owner,
  asked: RollbackQuery,
): Promise<RevisionPreview> {
  return preview(owner, await planRollback(owner, asked), asked);
}

export async function restoreMemory(owner: Owner, request: RestoreRequest): Promise<Outcome> {
  return carryOut(owner, await planRestore(owner, request), request);
}

export async function rollBackMemory(owner: Owner, request: RollbackRequest): Promise<Outcome> {
  return carryOut(owner, await planRollback(owner, request), request);
}

async function carryOut(
  owner: Owner,
  { act, plan }: Planned,
  { digest, because }: { digest: string; because: string },
): Promise<Outcome> {
  if (isEmpty(plan)) {
    const message =
      "Nothing is to be changed: what is remembered says so already, or nothing of it counts any more";
    return { ok: true, code: "", message };
  }
  if (digest !== digestOf(plan)) {
    return {
      ok: false,
      code: "memory_changed",
      message:
        "Cannot change what is remembered: it has moved since it was shown; look at it again with --dry-run",
    };
  }
  const done = await revise(owner.office, act, because, plan, operator);
  const { meanings } = owner.memory;
  if (plan.withdraw.length > 0) meanings.withdraw(plan.withdraw);
  return { ok: true, code: "", message: doneWords(done), number: done.number };
}

function isEmpty({ records, withdraw, return: returning }: Plan): boolean {
  return records.length + withdraw.length + returning.length === 0;
}

function doneWords({ number, facts, passages, conflicts, moved }: Revised): string {
  const parts = [
    [facts, facts === 1 ? "1 fact" : `${facts} facts`],
    [passages, passages === 1 ? "1 passage" : `${passages} passages`],
    [conflicts, conflicts === 1 ? "1 open question" : `${conflicts} open questions`],
  ] as const;
  const told = parts.flatMap(([n, words]) => (n === 0 ? [] : [words])).join(", ");
  const left =
    moved === 0
      ? ""
      : `. Left as they are, having moved meanwhile: ${moved}; the same command goes on with them`;
  return `Done, as number ${number}: ${told === "" ? "nothing" : told}${left}. It is undone with "mainstay memory rollback --undo ${number}"`;
}

async function preview(
  owner: Owner,
  found: Planned,
  secrets: SecretAsked,
): Promise<RevisionPreview> {
  const { plan, left, jobs, of } = found;
  const { office } = owner;
  const nameOf = namer(owner.store);
  const facts = await factLines(owner, plan.records, nameOf, secrets);
  const kept = await factLines(owner, left, nameOf, secrets);
  const passages = [...plan.withdraw, ...plan.return];
  const shown: RevisedPassage[] = [];
  for (const { entry, client } of passages.slice(0, mostShown)) {
    const passage = await owner.memory.recollection.passage(entry);
    if (passage === null) continue;
    const { author, at, text } = passage;
    shown.push({
      client: await nameOf(client),
      entry,
      author,
      at,
      text: start(text),
    });
  }
  return {
    of,
    digest: digestOf(plan),
    facts: facts.slice(0, mostShown),
    moreFacts: Math.max(0, facts.length - mostShown),
    left: kept.slice(0, mostShown),
    moreLeft: Math.max(0, kept.length - mostShown),
    passages: shown,
    morePassages: passages.length - shown.length,
    returning: plan.return.length > 0,
    conflicts: plan.records.reduce((sum, { conflicts }) => sum + conflicts.length, 0),
    jobs: await jobsThat(owner, jobs),
    timeZone: office.settings.company.timeZone,
    now: office.clock.now(),
  };
}

const mostText = 120;

function start(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > mostText ? `${line.slice(0, mostText).toWellFormed()}…` : line;
}

async function factLines(
  owner: Owner,
  records: readonly PlannedRecord[],
  nameOf: ReturnType<typeof namer>,
  secrets: SecretAsked,
): Promise<RevisedFact[]> {
  const now = owner.office.clock.now();
  const lines: RevisedFact[] = [];
  for (const { kind, key, subject, strong, fields } of records) {
    const record = await readRecord(owner, kind, key);
    const client = await nameOf(subject);
    const title = titleOf(record, now);
    for (const each of fields) {
      const { field } = each;
      const versions = record.facts[field] ?? [];
      const sides = { before: heldAt(versions, now), after: heldAfter(each, versions, now) };
      lines.push({
        client,
        kind,
        key,
        title,
        field,
        ...bothSeen(owner, { kind, field }, sides, secrets),
        strong,
        by: each.by === null ? null : await authorOf(owner, `run:${each.by}`),
      });
    }
  }
  return lines;
}
