import { heldAt } from "../../memory/fact.ts";
import type { RevisionEvent } from "../../memory/revision.ts";
import { fromOperator } from "../../value/label.ts";
import type { Stream, Turn } from "../turn.ts";
import type { Who } from "../who.ts";
import { type Office, opaque } from "../office.ts";
import { passageOf, recordOf, revisionOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";
import { together } from "../together.ts";
import { amend } from "./amend.ts";
import { markFor } from "./mark.ts";
import type { Plan, PlannedPassage, PlannedRecord, ReturningPassage } from "./plan.ts";

/**
 * Carries out what was planned and shown (MS7, MS8).
 *
 * MS9 A record that has moved since it was looked at is left as it is, and told.
 * MS10 What goes into one page is one turn: it is recorded whole or not at all. More than that is recorded
 *     page by page, each with a part of the plan; whoever asks again goes on with what is left.
 */
type Begun = Extract<RevisionEvent, { type: "revision.begun" }>["data"];
/** Without the number, which is taken as it begins. */
export type Act = Begun extends infer Data
  ? Data extends unknown
    ? Omit<Data, "number">
    : never
  : never;

export type Revised = {
  number: number;
  facts: number;
  passages: number;
  conflicts: number;
  /** Records that had moved. */
  moved: number;
};

type Part =
  | { what: "record"; record: PlannedRecord }
  | { what: "withdraw"; passage: PlannedPassage }
  | { what: "return"; passage: ReturningPassage };

/** New versions and passages of one turn. */
const page = 1_000;

export async function revise(
  office: Office,
  act: Act,
  why: string,
  plan: Plan,
  who: Who,
): Promise<Revised> {
  const pages = pagesOf(plan);
  const done: Revised = { number: 0, facts: 0, passages: 0, conflicts: 0, moved: 0 };
  let chain = who;
  for (const [n, parts] of pages.entries()) {
    const touched = parts.map((part) => streamOf(office, part));
    const { result } = await office.book.turn(chain, (turn) => {
      together(turn, touched);
      const entry = chain.intent ?? turn.nextSeq;
      const now = n === 0 ? begin(turn, act, why, done) : { ...done };
      for (const part of parts) carryOut(turn, office, part, now, entry, act.how);
      if (n === pages.length - 1) {
        const { facts, passages, conflicts } = now;
        const data = { facts, passages, conflicts };
        turn.emit(revisionOf(now.number), { type: "revision.ended", data });
      }
      return now;
    });
    Object.assign(done, result);
    await office.book.committed();
    const { entry } = await office.book.read(revisionOf(done.number));
    chain = { ...who, cause: entry, intent: entry };
  }
  return done;
}

/** The act first: it is the root of the chain. */
function begin(turn: Turn, act: Act, why: string, done: Revised): Revised {
  const number = turn.number();
  turn.emit(revisionOf(number), {
    type: "revision.begun",
    data: { number, ...act },
    ...(why === "" ? {} : { values: { why: fromOperator(why) } }),
  });
  markFor(turn, act.how, number);
  return { ...done, number };
}

function pagesOf(plan: Plan): Part[][] {
  const parts: (Part & { size: number })[] = [
    ...plan.records.map((record) => ({
      what: "record" as const,
      record,
      size: record.fields.reduce((sum, each) => sum + each.stretches.length, 1),
    })),
    ...plan.withdraw.map((passage) => ({ what: "withdraw" as const, passage, size: 1 })),
    ...plan.return.map((passage) => ({ what: "return" as const, passage, size: 1 })),
  ];
  const pages: Part[][] = [];
  let room = 0;
  for (const { size, ...part } of parts) {
    if (room < size || pages.length === 0) {
      pages.push([]);
      room = page;
    }
    pages.at(-1)?.push(part);
    room -= size;
  }
  return pages;
}

function streamOf(office: Office, part: Part): Stream<unknown> {
  if (part.what === "record") return recordOf(part.record.kind, part.record.key);
  return keptIn(office, part.passage);
}

const keptIn = (office: Office, { client, id }: PlannedPassage) =>
  passageOf(opaque(office, "passage", client, id));

function carryOut(
  turn: Turn,
  office: Office,
  part: Part,
  done: Revised,
  begun: number,
  how: Act["how"],
): void {
  switch (part.what) {
    case "record":
      return amendRecord(turn, office, part.record, done, begun, how);
    case "withdraw":
      return withdraw(turn, office, part.passage, done);
    case "return":
      return giveBack(turn, office, part.passage, done);
  }
}

function amendRecord(
  turn: Turn,
  office: Office,
  record: PlannedRecord,
  done: Revised,
  begun: number,
  how: Act["how"],
): void {
  const { kind, key, own, version, fields, conflicts } = record;
  const stream = recordOf(kind, key);
  const subject = record.subject === null ? null : canonical(turn, record.subject);
  const forgotten = subject !== null && isLeaving(turn, subject);
  if (turn.get(stream).version !== version || forgotten) {
    done.moved += 1;
    return;
  }
  const reason = how === "restore" ? "restored" : "rolled back";
  for (const { field, stretches } of fields) {
    for (const { from, to, fact } of stretches) {
      amend(
        turn,
        office,
        { subject, kind, key, own },
        {
          field,
          value: fact === null ? null : { value: fact.value, labels: fact.labels },
          why: null,
          reason,
          author: "operator",
          validFrom: from,
          validTo: to,
          expiresAt: fact?.expiresAt ?? null,
          confidence: fact?.confidence ?? 100,
          source: fact?.entry ?? begun,
        },
      );
    }
    done.facts += 1;
  }
  for (const item of conflicts) {
    const field = turn.get(stream).disputes[item]?.field ?? "";
    turn.emit(stream, {
      type: "record.settled",
      data: { kind, id: key, fields: [field], item, as: "kept" },
      ...(subject === null ? {} : { subject }),
    });
    done.conflicts += 1;
  }
}

function withdraw(turn: Turn, office: Office, passage: PlannedPassage, done: Revised): void {
  const { client, entry, root } = passage;
  if (isLeaving(turn, client)) return;
  turn.emit(keptIn(office, passage), {
    type: "passage.withdrawn",
    data: { entry, root, revision: done.number },
    subject: client,
  });
  done.passages += 1;
}

function giveBack(turn: Turn, office: Office, passage: ReturningPassage, done: Revised): void {
  const { client, entry, root, content } = passage;
  const stream = keptIn(office, passage);
  // Kept anew meanwhile: it is there.
  if (isLeaving(turn, client) || turn.get(stream).passage !== null) return;
  turn.emit(stream, {
    type: "passage.returned",
    data: { entry, root, revision: done.number },
    values: { passage: content },
    subject: client,
  });
  done.passages += 1;
}

/** What would hold of a field now, if its stretches were recorded. */
export function heldAfter(
  field: PlannedRecord["fields"][number],
  versions: Parameters<typeof heldAt>[0],
  at: number,
): ReturnType<typeof heldAt> {
  const within = field.stretches.find(({ from, to }) => from <= at && (to === null || at < to));
  return within === undefined ? heldAt(versions, at) : within.fact;
}
