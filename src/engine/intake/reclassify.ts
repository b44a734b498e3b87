import type { Plan } from "../../kernel/plan.ts";
import { occupant } from "../../kernel/subject.ts";
import { fromOperator, type Labelled } from "../../value/label.ts";
import { done, no, type Said } from "../answer/outcome.ts";
import type { Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { eventKey, perOf, startRun } from "../start.ts";
import { canonical, isLeaving } from "../subject.ts";
import { inboundOf, runOf, subjectOf } from "../streams.ts";
import { subjectFor } from "./route.ts";

/**
 * Her word on what an arrival is, whatever the rules of the intake made of it.
 *
 * AW1 It begins a process just as the trigger of that process would have: about whom it says, once, and
 *     one at a time about a subject. Only its condition is hers to leave aside.
 * AW2 What an open job has stays with that job.
 * AW3 It is recorded beside what was decided before, with her reason, and may be said anew.
 */
export type Reclassified = {
  id: string;
  /** As it came. */
  event: Labelled;
  /** The job that it went to. */
  run: string | null;
  /** The process that it is for; null: nothing is done about it. */
  as: string | null;
  because: string;
};

export function reclassify(turn: Turn, office: Office, said: Reclassified): Said {
  const { id, as, run } = said;
  const inbound = turn.get(inboundOf(id));
  const subject = inbound.subject === null ? null : canonical(turn, inbound.subject);
  if (said.event.forgotten === true || (subject !== null && isLeaving(turn, subject)))
    return refused("client_forgotten", "its client is forgotten");
  const had = run === null ? null : turn.get(runOf(run)).run;
  if (had?.status === "open") {
    const remedy = `cancel that first: "mainstay cancel ${had.number}"`;
    return refused("arrival_in_work", `job ${had.number} is at work on it; ${remedy}`);
  }
  if (as === null) {
    record(turn, said, inbound.item, { fate: "dismissed", run: null });
    return done("Noted; nothing is done about it");
  }
  if (inbound.fate === "damaged") return refused("arrival_damaged", "it cannot be read");
  const plan = office.active.plans[as];
  if (plan === undefined || !takes(plan, inbound.type))
    return refused("process_unknown", otherwise(office, as, inbound.type));
  return begin(turn, office, plan, said, { ...inbound, subject });
}

/** AW1. */
function begin(
  turn: Turn,
  office: Office,
  plan: Plan,
  said: Reclassified,
  inbound: { type: string; subject: string | null; item: number | null },
): Said {
  const { id, event } = said;
  const { runbook } = plan;
  const subject = subjectFor(turn, office, plan, {
    id,
    type: inbound.type,
    event,
    subject: inbound.subject,
  });
  const trigger = { kind: "event", key: eventKey(turn, id) } as const;
  if (subject !== null) {
    const per = perOf(office, plan, trigger, event);
    const busy = occupant(turn.get(subjectOf(subject)), runbook, per);
    if (busy !== null) {
      const { number } = turn.get(runOf(busy)).run;
      return refused(
        "process_busy",
        `job ${number} of this process is open about them; end it first`,
      );
    }
  }
  const request = {
    runbook,
    release: office.active.id,
    trigger,
    subject,
    input: event,
    parent: null,
  };
  const started = startRun(turn, office, request);
  if (!started.new)
    return refused("arrival_begun", `job ${started.number} of this process began with it before`);
  record(turn, said, inbound.item, { fate: "started", run: started.run });
  return done(`It begins job ${started.number}`, started.number);
}

function record(
  turn: Turn,
  { id, because }: Reclassified,
  item: number | null,
  way: { fate: "started" | "dismissed"; run: string | null },
): void {
  turn.emit(inboundOf(id), {
    type: "inbound.routed",
    data: {
      ...way,
      because: "you said so",
      item: null,
      said: true,
      ...(item === null ? {} : { dismissed: item }),
    },
    values: { why: fromOperator(because) },
  });
}

const takes = ({ triggers }: Plan, type: string): boolean =>
  triggers.some((trigger) => trigger.on === "event" && trigger.type === type);

function otherwise({ active }: Office, as: string, type: string): string {
  const others = Object.values(active.plans).flatMap((plan) =>
    takes(plan, type) ? [plan.runbook] : [],
  );
  const which = others.length === 0 ? "none is" : `those that are: ${others.join(", ")}, or none`;
  return `"${as}" is no process that such an arrival begins; ${which}`;
}

const refused = (code: string, why: string): Said => no(code, `Cannot take it otherwise: ${why}`);
