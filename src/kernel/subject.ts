import { accept, type Decision, refuse } from "./decision.ts";

/**
 * A subject is the person, company or engagement that events are about: one opaque id serves as
 * client label, seal key and arbitration key (LG9).
 *
 * SU1 Becoming a client changes its stage, never its id.
 * SU2 One open run of a runbook per subject; a second trigger waits for the first to end (A7).
 * SU3 Merging is an event: from then on whatever leads to the one leads to the other. What was
 *     recorded of it keeps its own id; nothing is rewritten.
 */
export type Subject = {
  readonly stage: string;
  readonly open: readonly { run: string; runbook: string }[];
  /** True once any run was about it. */
  readonly known: boolean;
  /** The subject that it was found to be. */
  readonly into: string | null;
};

export type SubjectEvent =
  | { type: "subject.minted"; data: Record<string, never> }
  | { type: "subject.staged"; data: { stage: string } }
  | { type: "subject.merged"; data: { into: string } }
  | { type: "subject.occupied"; data: { run: string; runbook: string } }
  | { type: "subject.released"; data: { run: string } };

export const initial: Subject = { stage: "", open: [], known: false, into: null };

export function occupy(subject: Subject, run: string, runbook: string): Decision<SubjectEvent> {
  const other = occupant(subject, runbook);
  if (other !== null && other !== run) {
    return {
      ok: false,
      refusal: { code: "subject_occupied", message: `Run "${other}" is still open` },
    };
  }
  return accept<SubjectEvent>({ type: "subject.occupied", data: { run, runbook } });
}

/** `from` is what is known of the one that gives up its id; `into` names the other. */
export function merge(
  from: Subject,
  into: { id: string; state: Subject },
  id: string,
): Decision<SubjectEvent> {
  if (id === into.id || from.into !== null || into.state.into !== null) {
    return refuse("already_merged", "Cannot merge them: they are one already");
  }
  if (from.open.length > 0) {
    return refuse(
      "subject_occupied",
      "Cannot merge them: a job of the first is still under way; end it first",
    );
  }
  return accept<SubjectEvent>({ type: "subject.merged", data: { into: into.id } });
}

export function occupant(subject: Subject, runbook: string): string | null {
  return subject.open.find((o) => o.runbook === runbook)?.run ?? null;
}

export function evolve(subject: Subject, event: SubjectEvent): Subject {
  switch (event.type) {
    case "subject.minted":
      return subject;
    case "subject.staged":
      return { ...subject, stage: event.data.stage };
    case "subject.merged":
      return { ...subject, into: event.data.into };
    case "subject.occupied":
      return { ...subject, known: true, open: [...subject.open, event.data] };
    case "subject.released":
      return { ...subject, open: subject.open.filter((o) => o.run !== event.data.run) };
  }
}
