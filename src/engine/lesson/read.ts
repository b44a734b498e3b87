import { nodeAt } from "../../kernel/interpret.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import { type Fact, heldAt } from "../../memory/fact.ts";
import { type Json, textOf } from "../../value/json.ts";
import type { Maker } from "../../value/maker.ts";
import type { LessonKind } from "../../views/lesson.ts";
import type { Office } from "../office.ts";
import { inboundOf, recordOf, runOf } from "../streams.ts";
import { makerAt, makersOf, type Then } from "./makers.ts";

/**
 * A lesson with what stands at its event: what was before her and what she made of it, whose work that
 * was, and what they had been given. Where its client was forgotten, only that she answered.
 */
export type LessonRead = {
  seq: number;
  at: number;
  kind: LessonKind;
  how: string;
  action: string;
  subject: string | null;
  /** The job's id, and its process. */
  run: string | null;
  process: string;
  /** The step that she answered at; "" where no job has it. */
  step: string;
  /** Agents whose work it is about. */
  makers: readonly Maker[];
  /** Of an edit: agents whose part she left as it was. */
  left: readonly Maker[];
  before: Json;
  after: Json;
  /** Where after differs from before. */
  changed: readonly string[];
  reason: string;
  /** Where it is about what is on record: both versions of the fact. */
  fact: { kind: string; field: string; before: Fact | null; after: Fact } | null;
  /** Agents behind one part of what was shown. */
  behind: (pointer: string) => readonly Maker[];
};

export type Parts = { store: EventStore; journal: Journal; office: Office };

export async function readLesson(parts: Parts, row: Row): Promise<LessonRead> {
  const lesson: LessonRead = {
    seq: Number(row["seq"]),
    at: Number(row["at"]),
    // Only what `lesson` of src/views puts there.
    kind: String(row["kind"]) as LessonKind,
    how: String(row["how"]),
    action: String(row["action"]),
    subject: typeof row["subject"] === "string" ? row["subject"] : null,
    run: typeof row["run"] === "string" ? row["run"] : null,
    process: "",
    step: "",
    makers: [],
    left: [],
    before: null,
    after: null,
    changed: [],
    reason: "",
    fact: null,
    behind: () => [],
  };
  const about = String(row["about"]);
  if (lesson.run !== null) return ofJob(parts, lesson, lesson.run, about);
  if (lesson.how === "dismissed" || lesson.how === "taken otherwise")
    return ofArrival(parts, lesson, about);
  return lesson.how === "merged" ? lesson : ofRecord(parts, lesson, about);
}

async function ofJob(
  { journal, office }: Parts,
  lesson: LessonRead,
  id: string,
  about: string,
): Promise<LessonRead> {
  const { run } = await office.book.read(runOf(id));
  const plan = (await office.releases.load(run.release)).plans[run.runbook];
  const all = await journal.load(runOf(id).name);
  const events = all.filter(({ seq }) => seq <= lesson.seq);
  const step = run.effects[about]?.path ?? about;
  const answer = events.at(-1);
  const asked = events.findLast(
    ({ type, data }) => type === "approval.requested" && data["about"] === about,
  );
  const args = run.effects[about]?.args.value ?? null;
  const before = args ?? asked?.values["shown"]?.value ?? null;
  const told = { ...lesson, process: run.runbook, step, before, after: before };
  const with_ = plan === undefined ? told : withMakers({ plan, events }, told, answer);
  return { ...with_, ...outcomeOf(all, lesson, about, before) };
}

function withMakers(then: Then, told: LessonRead, answer: Recorded | undefined): LessonRead {
  const { step } = told;
  // An act that an agent asked for is its own; else what the step shows says whose words they are.
  const own = makerAt(then, step);
  const of = (pointer: string) => (own === null ? makersOf(then, step, pointer) : [own]);
  const whole = named(then, step, of(""));
  const changed = answer?.type === "approval.granted" ? pointersOf(answer) : [];
  if (changed.length === 0) return { ...told, makers: whole, behind: of };
  const makers = unique(changed.flatMap(of));
  const touched = new Set(makers.map((maker) => maker.step));
  return {
    ...told,
    behind: of,
    changed,
    makers,
    left: whole.filter((maker) => !touched.has(maker.step)),
  };
}

/** A step that she took over before its agent had given anything is that agent's all the same. */
function named({ plan }: Then, step: string, makers: Maker[]): Maker[] {
  const node = nodeAt(plan, step);
  if (makers.length > 0 || node?.kind !== "agent") return makers;
  const none = { version: "", rung: "", model: null, entry: 0, pack: null };
  return [{ agent: node.agent, step, ...none }];
}

/** What she made of it, where that is recorded. */
function outcomeOf(
  all: readonly Recorded[],
  { seq, how, kind }: LessonRead,
  about: string,
  before: Json,
): Partial<LessonRead> {
  const answer = all.find((event) => event.seq === seq);
  if (kind === "denied") return { after: null, reason: textOf(answer?.values["reason"]?.value) };
  if (kind === "edited") return { after: answer?.values["edited"]?.value ?? null };
  if (kind === "agreed") return {};
  if (how === "undone") {
    const over = all.findLast(({ type }) => type === "run.cancelling");
    return { after: null, reason: textOf(over?.values["reason"]?.value) };
  }
  const given = all.find(
    (event) =>
      event.seq > seq &&
      event.type === "step.completed" &&
      event.data["path"] === about &&
      event.actor === "operator",
  );
  const known = answer?.values["known"]?.value ?? before;
  return { before: known, after: given?.values["output"]?.value ?? null };
}

async function ofArrival(
  { journal, office }: Parts,
  lesson: LessonRead,
  id: string,
): Promise<LessonRead> {
  const events = await journal.load(inboundOf(id).name);
  const before = events.findLast(({ type, seq }) => type === "inbound.routed" && seq < lesson.seq);
  const now = events.find(({ seq }) => seq === lesson.seq);
  const run = now?.data["run"];
  const begun = typeof run === "string" ? (await office.book.read(runOf(run))).run.runbook : null;
  return {
    ...lesson,
    before: before?.data["fate"] ?? null,
    after: begun ?? now?.data["fate"] ?? null,
    reason: textOf(now?.values["why"]?.value) || textOf(before?.data["because"]),
  };
}

async function ofRecord({ office }: Parts, lesson: LessonRead, about: string): Promise<LessonRead> {
  const [kind = "", key = ""] = about.split("/");
  const record = await office.book.read(recordOf(kind, key));
  const field = lesson.action.slice(kind.length + 1);
  const versions = record.facts[field] ?? [];
  const now = versions.findIndex(
    ({ recordedAt, author }) => recordedAt === lesson.at && author === "operator",
  );
  const said = versions[now];
  if (said === undefined) return lesson;
  const before = heldAt(versions.slice(0, now), said.validFrom);
  return {
    ...lesson,
    before: before?.value ?? null,
    after: said.known ? said.value : null,
    changed: [""],
    reason: said.reason,
    fact: { kind, field, before, after: said },
  };
}

function pointersOf({ data }: Recorded): string[] {
  const edited = data["edited"];
  return Array.isArray(edited) ? edited.filter((each) => typeof each === "string") : [];
}

function unique(makers: readonly Maker[]): Maker[] {
  return [...new Map(makers.map((maker) => [maker.step, maker])).values()];
}
