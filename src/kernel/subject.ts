import { accept, type Decision, refuse } from "./decision.ts";

/**
 * A subject is the person, company or engagement that events are about: one opaque id serves as
 * client label, seal key and arbitration key (LG9).
 *
 * SU1 Becoming a client changes its stage, never its id.
 * SU2 One open run of a runbook per subject, and per what the runbook says sets its runs apart; a
 *     second trigger waits for the first to end (A7).
 * SU3 Merging is an event: from then on whatever leads to the one leads to the other. What was
 *     recorded of it keeps its own id; nothing is rewritten.
 * SU4 From when it is being forgotten, nothing begins for it and nothing leads to it: who comes back
 *     is a new subject. Forgotten once, for good; what was open for it ends first.
 * SU5 What is about nobody and names it goes with it: found once, it is not looked for again, since
 *     soon nothing tells any more how it was called.
 */
export type Subject = {
  readonly stage: string;
  readonly open: readonly { run: string; runbook: string; per?: string }[];
  /** True once any run was about it, or the operator had to do with it before. */
  readonly known: boolean;
  /** The subject that it was found to be. */
  readonly into: string | null;
  readonly leaving: Leaving | null;
};

/** `at`: when it was forgotten; null while that is under way. Epoch ms, like `since`. */
export type Leaving = {
  readonly since: number;
  readonly at: number | null;
  readonly named: readonly Naming[];
};

/** A stream about nobody that names it: what it holds up to then goes. */
export type Naming = { stream: string; until: number };

export type SubjectEvent =
  | { type: "subject.minted"; data: Record<string, never> }
  | { type: "subject.met"; data: Record<string, never> }
  | { type: "subject.staged"; data: { stage: string } }
  | { type: "subject.merged"; data: { into: string } }
  | { type: "subject.occupied"; data: { run: string; runbook: string; per?: string } }
  | { type: "subject.released"; data: { run: string } }
  | { type: "subject.forgetting"; data: { at: number } }
  | { type: "subject.named"; data: { in: Naming[] } }
  | { type: "subject.forgotten"; data: { at: number } };

export const initial: Subject = { stage: "", open: [], known: false, into: null, leaving: null };

/** `per` is opaque, as all that stands in an event's data (EV1). */
export function occupy(
  subject: Subject,
  run: string,
  runbook: string,
  per: string | null = null,
): Decision<SubjectEvent> {
  if (subject.leaving !== null) {
    return refuse("subject_forgotten", "Cannot begin a job for a client who is forgotten");
  }
  const other = occupant(subject, runbook, per);
  if (other !== null && other !== run) {
    return {
      ok: false,
      refusal: { code: "subject_occupied", message: `Run "${other}" is still open` },
    };
  }
  return accept<SubjectEvent>({
    type: "subject.occupied",
    data: { run, runbook, ...(per === null ? {} : { per }) },
  });
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
  if (from.leaving !== null || into.state.leaving !== null) {
    return refuse("subject_forgotten", "Cannot merge them: one of them is forgotten");
  }
  if (from.open.length > 0) {
    return refuse(
      "subject_occupied",
      "Cannot merge them: a job of the first is still under way; end it first",
    );
  }
  return accept<SubjectEvent>({ type: "subject.merged", data: { into: into.id } });
}

/** SU4; nothing to record where it began before. */
export function beginForgetting(subject: Subject, at: number): SubjectEvent[] {
  return subject.leaving === null ? [{ type: "subject.forgetting", data: { at } }] : [];
}

/** SU5; what is known already is left out. */
export function nameIn({ leaving }: Subject, found: readonly Naming[]): SubjectEvent[] {
  if (leaving === null) return [];
  const known = new Set(leaving.named.map(({ stream, until }) => `${stream} ${until}`));
  const fresh = found.filter(({ stream, until }) => !known.has(`${stream} ${until}`));
  return fresh.length === 0 ? [] : [{ type: "subject.named", data: { in: fresh } }];
}

/** SU4; only once all that was open for it has ended. */
export function endForgetting(subject: Subject, at: number): Decision<SubjectEvent> {
  if (subject.leaving === null || subject.open.length > 0) {
    return refuse("not_leaving", "Cannot note it as forgotten: it is not, or not yet");
  }
  return subject.leaving.at === null
    ? accept<SubjectEvent>({ type: "subject.forgotten", data: { at } })
    : accept<SubjectEvent>();
}

export function occupant(
  subject: Subject,
  runbook: string,
  per: string | null = null,
): string | null {
  const held = subject.open.find((o) => o.runbook === runbook && (o.per ?? null) === per);
  return held?.run ?? null;
}

export function evolve(subject: Subject, event: SubjectEvent): Subject {
  switch (event.type) {
    case "subject.minted":
      return subject;
    case "subject.met":
      return { ...subject, known: true };
    case "subject.staged":
      return { ...subject, stage: event.data.stage };
    case "subject.merged":
      return { ...subject, into: event.data.into };
    case "subject.occupied":
      return { ...subject, known: true, open: [...subject.open, event.data] };
    case "subject.released":
      return { ...subject, open: subject.open.filter((o) => o.run !== event.data.run) };
    case "subject.forgetting":
      return { ...subject, leaving: { since: event.data.at, at: null, named: [] } };
    case "subject.named": {
      const { leaving } = subject;
      if (leaving === null) return subject;
      return { ...subject, leaving: { ...leaving, named: [...leaving.named, ...event.data.in] } };
    }
    case "subject.forgotten": {
      const { at } = event.data;
      const { since, named } = subject.leaving ?? { since: at, named: [] };
      return { ...subject, stage: "", leaving: { since, at, named } };
    }
  }
}
