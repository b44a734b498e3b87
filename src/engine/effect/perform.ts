import type { ActionRequest } from "../../connectors/contract.ts";
import type { Effect } from "../../kernel/effect.ts";
import type { Release } from "../../workspace/release.ts";
import type { Office } from "../office.ts";
import { cellOf, type Context, type Work } from "../step/context.ts";
import { runOf } from "../streams.ts";
import { type Call, isOver, lookUp as ask, make } from "./call.ts";
import { type Outcome, recordOutcome } from "./outcome.ts";
import { actionOf, argsOf } from "./action.ts";
import { sinceTakeover } from "./past.ts";

/** Calls the connector for an act that is recorded as sent. */
export function performance(context: Context, token: string): Work {
  return working(context, token, async (act, call, report) => {
    if (act.status === "sent") await make(context.office, call, report);
  });
}

/** Looks a sent act up: after a crash, or when a doubtful call has had time to settle. */
export function lookUp(context: Context, token: string): Work {
  const { office, id } = context;
  return working(context, token, async (act, call, report) => {
    const since = await sinceTakeover(context, call, act.sentAt);
    await report(await ask(office, since, isOver(office, `${id}:${token}`, act.process)));
  });
}

type Report = (outcome: Outcome) => Promise<void>;

function working(
  context: Context,
  token: string,
  work: (act: Effect, call: Call, report: Report) => Promise<void>,
): Work {
  const { office, id } = context;
  const key = `${id}:${token}`;
  return {
    key,
    async start(signal) {
      const act = (await office.book.read(runOf(id))).run.effects[token];
      if (act === undefined || (act.status !== "sent" && act.status !== "unknown")) return;
      const report: Report = async (outcome) => {
        if (!signal.aborted) await record(context, token, act, outcome);
      };
      const call = callOf(office, key, act, context.release);
      if (call === null) return report(gone);
      await work(act, call, report);
    },
  };
}

const gone: Outcome = {
  kind: "maybe",
  message: "Its connector is not set up here any more",
  again: null,
};

function callOf(office: Office, key: string, act: Effect, release: Release): Call | null {
  const { connector, action: name, digest } = act.proposal;
  const action = actionOf(office, connector, name)?.action;
  if (action === undefined) return null;
  const { lookup, settlesMs } = action;
  const request = requestOf(act, release);
  return {
    key,
    connector,
    lookup,
    settlesMs,
    deadlineAt: act.deadlineAt,
    digest,
    perform: () => action.perform(request, office.files),
    find: () => action.find(request, office.files),
  };
}

async function record(
  context: Context,
  token: string,
  act: Effect,
  outcome: Outcome,
): Promise<void> {
  const { office, id } = context;
  const cell = await office.book.read(runOf(id));
  const actor = `connector:${act.proposal.connector}`;
  await office.book.turn({ actor, cause: cell.last, intent: cell.intent }, (turn) => {
    const now: Context = { ...context, turn };
    const current = cellOf(now).run.effects[token];
    // Whatever was decided about it meanwhile stands: this call speaks of its own attempt only.
    if (current === undefined || current.attempts !== act.attempts) return;
    if (current.status === "sent" || current.status === "unknown")
      recordOutcome(now, token, outcome);
  });
  office.wake(id);
}

export function requestOf(act: Effect, { templates }: Pick<Release, "templates">): ActionRequest {
  return {
    token: act.proposal.token,
    digest: act.proposal.digest,
    args: argsOf(act.args),
    at: act.sentAt,
    templates,
    ...(act.number === null ? {} : { number: act.number }),
  };
}
