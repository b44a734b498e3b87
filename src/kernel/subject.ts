import { accept, type Decision } from "./decision.ts";

/**
 * A subject is the person, company or engagement that events are about: one opaque id serves as
 * client label, seal key and arbitration key (LG9).
 *
 * SU1 Becoming a client changes its stage, never its id.
 * SU2 One open run of a runbook per subject; a second trigger waits for the first to end (A7).
 */
export type Subject = {
  readonly stage: string;
  readonly open: readonly { run: string; runbook: string }[];
  /** True once any run was about it. */
  readonly known: boolean;
};

export type SubjectEvent =
  | { type: "subject.minted"; data: Record<string, never> }
  | { type: "subject.staged"; data: { stage: string } }
  | { type: "subject.occupied"; data: { run: string; runbook: string } }
  | { type: "subject.released"; data: { run: string } };

export const initial: Subject = { stage: "", open: [], known: false };

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

export function occupant(subject: Subject, runbook: string): string | null {
  return subject.open.find((o) => o.runbook === runbook)?.run ?? null;
}

export function evolve(subject: Subject, event: SubjectEvent): Subject {
  switch (event.type) {
    case "subject.minted":
      return subject;
    case "subject.staged":
      return { ...subject, stage: event.data.stage };
    case "subject.occupied":
      return { ...subject, known: true, open: [...subject.open, event.data] };
    case "subject.released":
      return { ...subject, open: subject.open.filter((o) => o.run !== event.data.run) };
  }
}
