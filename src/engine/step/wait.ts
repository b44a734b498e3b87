import type { WaitNode } from "../../kernel/plan.ts";
import { plainText } from "../../kernel/interpret.ts";
import { current } from "../../memory/record.ts";
import { inShape } from "../../memory/shape.ts";
import type { Signal } from "../../kernel/step.ts";
import { compile, truth } from "../../value/cel.ts";
import { isDay } from "../../value/date.ts";
import { type Labelled, nest, ownText } from "../../value/label.ts";
import { instantOf } from "../../value/local-time.ts";
import { render } from "../../value/template.ts";
import { runOf } from "../streams.ts";
import { cellOf, complete, type Context, fail, scopeOf, stepOf } from "./context.ts";
import { targetOf, withId } from "./target.ts";

/**
 * Opens a wait. What came while nobody waited is looked at first, in order (ST8).
 */
export function startWait(context: Context<WaitNode>): void {
  const { node, turn } = context;
  bringDown(context);
  const early = cellOf(context).run.mailbox.find((signal) => takes(context, signal));
  if (early !== undefined) return deliver(context, early.event, early.inbound);
  if (isKnown(context)) return complete(context, ownText({ by: "record" }), "wait");
  const end = endOf(context);
  if (end === "unreadable") {
    const message = `Cannot wait until "${node.until}": it is no date`;
    return fail(context, "deterministic", "bad_date", message);
  }
  if (end !== null && end <= turn.at) return timeOut(context);
  const { ask } = node;
  const title = ask === null ? null : plainText(render(ask.title, scopeOf(context)).value);
  turn.emit(runOf(context.id), {
    type: "wait.opened",
    data: {
      path: context.path,
      on: node.on,
      endsAt: end,
      item: ask === null ? null : turn.number(),
    },
    ...(title === null ? {} : { values: { title: ownText(title) } }),
  });
}

/** What came for the jobs that called this one, before it waited. */
function bringDown(context: Context<WaitNode>): void {
  const { turn, id } = context;
  let { parent } = cellOf(context).run;
  while (parent !== null) {
    const above = turn.get(runOf(parent.run)).run;
    const signal = above.mailbox.find((each) => takes(context, each));
    if (signal !== undefined) {
      const { inbound, type, event } = signal;
      turn.emit(runOf(above.id), { type: "signal.taken", data: { inbound } });
      const values = { event };
      const data = { inbound, type };
      turn.emit(runOf(id), { type: "signal.received", data, values });
      return;
    }
    parent = above.parent;
  }
}

/** True if this wait would take the arrival: of its type, and its `where` holds. */
export function takes(
  context: Context<WaitNode>,
  arrival: Pick<Signal, "type" | "event">,
): boolean {
  const { node } = context;
  if (node.on !== arrival.type) return false;
  if (node.where === null) return true;
  try {
    return truth(compile(node.where), { ...scopeOf(context), event: arrival.event });
  } catch {
    // An arrival that lacks what `where` reads is not the one that is waited for.
    return false;
  }
}

/** The same of a wait that may still be to come: what it reads may not be there yet. */
export function mayTake(context: Context<WaitNode>, { event }: Pick<Signal, "event">): boolean {
  const { where } = context.node;
  if (where === null) return true;
  try {
    return truth(compile(where), { ...scopeOf(context), event });
  } catch {
    return true;
  }
}

export function deliver(context: Context<WaitNode>, event: Labelled, inbound: string): void {
  const output = {
    value: { by: "event", event: event.value },
    labels: nest(event.labels, "/event"),
  };
  complete(context, output, "wait", { signal: inbound });
}

function timeOut(context: Context<WaitNode>): void {
  complete(context, ownText({ by: "time" }), "wait");
}

export function answered(
  context: Context<WaitNode>,
  answer: string,
  signal: string | null = null,
): void {
  const labels = {
    "/answer": { origins: ["operator"], clients: [], sensitivity: "internal" },
  } as const;
  complete(
    context,
    { value: { by: "answer", answer }, labels },
    "wait",
    signal === null ? {} : { signal },
  );
}

/**
 * True if the record is as the wait asks. Whoever changes a record wakes the jobs about its subject:
 * nothing is remembered of the wait itself, so that a crash leaves nothing to be told again.
 */
function isKnown(context: Context<WaitNode>): boolean {
  const { node, turn } = context;
  if (node.known === undefined) return false;
  const target = targetOf(context, node.known.record, node.known.id);
  if (target === null) return false;
  const state = inShape(turn.get(target.stream), context.release.schemas[node.known.record]);
  const known = withId(current(state, turn.at), target.id);
  try {
    return truth(compile(node.known.when), { ...scopeOf(context), record: known });
  } catch {
    // A record that lacks what is asked about is not there yet.
    return false;
  }
}

/** What by now ends an open wait, besides an arrival or an answer. */
export function tickWait(context: Context<WaitNode>): void {
  const step = stepOf(context);
  if (step?.status !== "waiting") return;
  if (isKnown(context)) return complete(context, ownText({ by: "record" }), "wait");
  if (step.endsAt !== null && step.endsAt <= context.turn.at) {
    timeOut(context);
  }
}

const morning = "09:00";

function endOf(context: Context<WaitNode>): number | null | "unreadable" {
  const { node, turn } = context;
  const byLength = node.forMs === null ? null : turn.at + node.forMs;
  if (node.until === null) return byLength;
  const text = plainText(compile(node.until).evaluate(scopeOf(context)).value);
  const { timeZone } = context.office.settings.company;
  // A day alone means its morning where the company is: nobody is asked at midnight.
  const until = isDay(text) ? instantOf(`${text} ${morning}`, timeZone) : Date.parse(text);
  if (Number.isNaN(until)) return "unreadable";
  return byLength === null ? until : Math.min(byLength, until);
}
