import { merge } from "../kernel/subject.ts";
import type { Json } from "../value/json.ts";
import type { Turn } from "./turn.ts";
import { done, type Said } from "./answer/outcome.ts";
import { runOf, subjectOf } from "./streams.ts";

/** Who a subject is by now: itself, or the one that it was found to be (SU3). */
export function canonical(turn: Turn, subject: string): string {
  const { into } = turn.get(subjectOf(subject));
  return into === null ? subject : canonical(turn, into);
}

/** Whether it is forgotten, or being forgotten (SU4). */
export function isLeaving(turn: Turn, subject: string): boolean {
  return turn.get(subjectOf(canonical(turn, subject))).leaving !== null;
}

/** The operator found that two are one (LG9). */
export function mergeSubjects(turn: Turn, from: string, into: string): Said {
  const one = canonical(turn, from);
  const other = canonical(turn, into);
  const state = turn.get(subjectOf(other));
  const decision = merge(turn.get(subjectOf(one)), { id: other, state }, one);
  if (!decision.ok) return { ok: false, refusal: decision.refusal };
  turn.emit(subjectOf(one), ...decision.events);
  return done("They are one from now on; what comes from either goes to the same client");
}

/** A record about the subject itself says at which stage it is. */
export function stageBy(turn: Turn, subject: string, stage: Json | undefined): void {
  if (typeof stage !== "string") return;
  turn.emit(subjectOf(subject), { type: "subject.staged", data: { stage } });
}

/** Open jobs about a subject, and those that they called and wait for. */
export function jobsAbout(turn: Turn, subject: string): string[] {
  const ids = turn.get(subjectOf(subject)).open.flatMap((open) => withCalled(turn, open.run));
  return [...new Set(ids)];
}

function withCalled(turn: Turn, id: string): string[] {
  const called = Object.values(turn.get(runOf(id)).run.steps).flatMap((step) =>
    step.status === "calling" ? withCalled(turn, step.run) : [],
  );
  return [id, ...called];
}
