import * as breaker from "../../kernel/breaker.ts";
import type { FailureClass } from "../../kernel/event.ts";
import { nextAttempt } from "../../kernel/retry.ts";
import * as series from "../../kernel/series.ts";
import type { Effect } from "../../kernel/effect.ts";
import { type JsonObject, textOf } from "../../value/json.ts";
import { type Labelled, ownText, whole } from "../../value/label.ts";
import { keepSaid } from "../memory/keep.ts";
import { opaque } from "../office.ts";
import { cellOf, complete, type Context } from "../step/context.ts";
import { aliasOf, breakerOf, runOf, seriesOf } from "../streams.ts";
import { freeOccasion } from "./clear.ts";
import { actionOf, argsOf } from "./action.ts";
import { at, stopStep } from "./propose.ts";
import { release, settle, undoOf } from "./spend.ts";

/** What became of a sent act, as far as it is known. */
export type Outcome =
  | { kind: "applied"; found: boolean; result: JsonObject }
  | {
      kind: "notDone";
      failure: FailureClass;
      message: string;
      retryAfterMs: number | null;
      /** The operator asked for it: however often it was tried. */
      again?: true;
      /** The connector's own word, not what a look-up proved. */
      said?: true;
    }
  /** `again`: when another look-up may know more; null: only the operator can say. */
  | { kind: "maybe"; message: string; again: number | null };

/** How often an act that did not happen is tried again by itself. */
export const retries = { times: 5, firstMs: 5_000, factor: 3 };

export function recordOutcome(context: Context, token: string, outcome: Outcome): void {
  switch (outcome.kind) {
    case "applied":
      return applied(context, token, outcome.found, outcome.result);
    case "notDone":
      return notDone(context, token, outcome);
    case "maybe":
      return doubtful(context, token, outcome);
  }
}

function applied(context: Context, token: string, found: boolean, result: JsonObject): void {
  const { turn, id, office } = context;
  const act = cellOf(context).run.effects[token];
  if (act === undefined) return;
  const action = actionOf(office, act.proposal.connector, act.proposal.action)?.action;
  const costMicros = action?.cost?.(argsOf(act.args)) ?? 0;
  if (costMicros > 0) settle(context, token, costMicros);
  closeSeries(context, token, true);
  noteSuccess(context, act.proposal.connector);
  turn.emit(runOf(id), {
    type: "effect.applied",
    data: { token, found, costMicros },
    values: { result: asRecord(context, result) },
  });
  assignAliases(context, action?.aliases?.(result) ?? []);
  keepLetter(context, token, act, result);
  finishStep(at(context, token));
}

/** What was said to a client is remembered beside what they said. */
function keepLetter(
  { turn, id, office }: Context,
  token: string,
  { proposal: { connector, action: name }, args }: Effect,
  result: JsonObject,
): void {
  const { subject } = cellOf({ turn, id }).run;
  const kinds = actionOf(office, connector, name)?.action.kinds ?? {};
  const { text, subject: title, inReplyTo } = argsOf(args);
  if (subject === null || typeof text !== "string") return;
  if (!Object.values(kinds).includes("recipient")) return;
  const thread = textOf(inReplyTo) || textOf(result["messageId"]);
  const told = [textOf(title), text].filter((each) => each !== "").join("\n");
  keepSaid(turn, office, subject, {
    token,
    connector,
    thread,
    text: { value: told, labels: { "": whole(args.labels, "") } },
  });
}

/** A connector's own result is a verified record about the run's subject. */
function asRecord(context: Context, result: JsonObject): Labelled {
  const { subject } = cellOf(context).run;
  const clients = subject === null ? [] : [subject];
  return {
    value: result,
    labels: { "": { origins: ["record"], clients, sensitivity: "personal" } },
  };
}

/** Once all acts of a step have ended well, the step is done with what it said or what they gave. */
function finishStep(context: Context): void {
  const { run } = cellOf(context);
  const step = run.steps[context.path];
  if (step?.status !== "proposed") return;
  const acts = step.tokens.map((token) => run.effects[token]);
  if (!acts.every((act) => act?.status === "applied")) return;
  const only = acts.length === 1 && step.output === null ? acts[0]?.result : null;
  const output = only ?? step.output ?? ownText(null);
  const { rung, agent, version } = step.by;
  complete(context, output, rung, {
    ...(agent === null ? {} : { agent }),
    ...(version === null ? {} : { version }),
  });
}

function notDone(
  context: Context,
  token: string,
  outcome: Extract<Outcome, { kind: "notDone" }>,
): void {
  const { turn, id } = context;
  const act = cellOf(context).run.effects[token];
  if (act === undefined) return;
  giveBack(context, token);
  if (outcome.failure === "transient" && outcome.said === true)
    noteFailure(context, act.proposal.connector);
  const delay =
    outcome.again === true
      ? 0
      : nextAttempt(retries, act.attempts, outcome.failure, outcome.retryAfterMs ?? 0, token);
  const values = { message: ownText(outcome.message.slice(0, 2_000)) };
  if (delay !== null || cellOf(context).run.status === "cancelling") {
    const retryAt = delay === null ? null : turn.at + delay;
    const data = { token, attempt: act.attempts, failure: outcome.failure, retryAt };
    turn.emit(runOf(id), { type: "effect.notDone", data, values });
    return;
  }
  turn.emit(runOf(id), {
    type: "effect.failed",
    data: { token },
    values,
  });
  const failure = outcome.failure === "semantic" ? "semantic" : "deterministic";
  stopStep(context, token, failure, "effect_failed", outcome.message);
}

/** Number, occasion and reservation of an act that did not happen. */
export function giveBack(context: Context, token: string): void {
  closeSeries(context, token, false);
  freeOccasion(context, token);
  release(context, token);
  release(context, undoOf(token));
}

/** BR1: a look-up that proves an absence says nothing about how the connector is. */
function noteFailure({ turn }: Context, connector: string): void {
  const stream = breakerOf(connector);
  turn.emit(stream, breaker.fail(turn.get(stream), turn.at));
}

function noteSuccess({ turn }: Context, connector: string): void {
  const stream = breakerOf(connector);
  const event = breaker.succeed(turn.get(stream));
  if (event !== null) turn.emit(stream, event);
}

function doubtful(
  context: Context,
  token: string,
  outcome: Extract<Outcome, { kind: "maybe" }>,
): void {
  const { turn, id } = context;
  const act = cellOf(context).run.effects[token];
  if (act === undefined) return;
  if (act.status === "unknown" && outcome.again === null && act.retryAt === null) return;
  turn.emit(runOf(id), {
    type: "effect.unknown",
    data: { token, item: act.item ?? turn.number(), lookAgainAt: outcome.again },
    values: { message: ownText(outcome.message.slice(0, 2_000)) },
  });
}

function closeSeries(context: Context, token: string, done: boolean): void {
  const { turn, office } = context;
  const act = cellOf(context).run.effects[token];
  const action =
    act === undefined
      ? undefined
      : actionOf(office, act.proposal.connector, act.proposal.action)?.action;
  if (action?.series === undefined || act === undefined) return;
  const name = action.series.name(argsOf(act.args), act.sentAt);
  const stream = seriesOf(act.proposal.connector, name);
  const decision = series.close(turn.get(stream), token, done);
  if (!decision.ok || decision.events.length === 0) return;
  turn.emit(stream, ...decision.events);
  office.numberLine.callUp(office, stream);
}

/** What answers to this act will name (its message id, its payment reference) leads to the subject. */
function assignAliases(context: Context, aliases: readonly string[]): void {
  const { subject } = cellOf(context).run;
  if (subject === null) return;
  for (const alias of aliases) {
    const stream = aliasOf(opaque(context.office, "alias", alias));
    if (context.turn.get(stream).subject === null) {
      context.turn.emit(stream, { type: "alias.assigned", data: { subject } });
    }
  }
}
