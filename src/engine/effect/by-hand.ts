import type { Action, ActionRequest } from "../../connectors/contract.ts";
import { heldBack } from "../../kernel/control.ts";
import type { Effect } from "../../kernel/effect.ts";
import type { JsonObject } from "../../value/json.ts";
import { cellOf, type Context, type Work } from "../step/context.ts";
import { controlStream, runOf } from "../streams.ts";
import { actionOf } from "./action.ts";
import { standFor } from "./clear.ts";
import { recordOutcome } from "./outcome.ts";
import { requestOf } from "./perform.ts";

/**
 * An act that she does by hand, where its connector can put it before her: a draft in her mailbox.
 *
 * BH1 It is put there once; after a crash the connector knows by the token what lies there already. What
 *     she sent of it before that was recorded, or in a time that a restore has lost, is found and not put
 *     there again.
 * BH2 What she did with it counts as done by hand, also where she changed it first, and stands for its
 *     occasion (OC3). That she has not done it yet is never more than that.
 * BH3 Nothing is put anywhere while its process, its connector or everything is held back.
 */
const soonMs = 60_000;
const laterMs = 15 * 60_000;

/** What is to be done about it now; null: nothing. */
export function attendTo(context: Context, token: string, act: Effect): Work | null {
  const { turn, office, id } = context;
  const action = actionOf(office, act.proposal.connector, act.proposal.action)?.action;
  const key = `${id}:${token}/hand`;
  if (act.status !== "held" || act.held !== "hand" || action?.byHand === undefined) {
    office.looks.over(key);
    return null;
  }
  const halted = { runbook: context.plan.runbook, connector: act.proposal.connector };
  if (heldBack(turn.get(controlStream), halted) !== null || !office.looks.due(key, turn.at)) {
    return null;
  }
  return {
    key,
    async start(signal) {
      const now = (await office.book.read(runOf(id))).run.effects[token];
      if (now === undefined || now.status !== "held" || signal.aborted) return;
      try {
        if (now.handedAt === 0) await hand(context, token, now, action);
        else await look(context, token, now, action);
      } catch {
        // Her mailbox cannot be reached: the connector's health says so, and it is tried again.
      }
      const at = office.clock.now();
      const waited = now.handedAt === 0 ? 0 : at - now.handedAt;
      const pauseMs = Math.min(laterMs, Math.max(soonMs, Math.ceil(waited / 4)));
      office.looks.later(office.clock, key, at + pauseMs, () => office.wake(id));
    },
  };
}

/** BH1. */
async function hand(context: Context, token: string, act: Effect, action: Action): Promise<void> {
  const { office, id } = context;
  const request = requestFor(context, act);
  const sent = await action.find(request, office.files);
  if (sent.found) return settle(context, token, sent.result);
  await action.byHand?.lay(request, office.files);
  await inTurn(context, token, (now) => {
    now.turn.emit(runOf(id), { type: "effect.handed", data: { token } });
  });
}

/** BH2. */
async function look(context: Context, token: string, act: Effect, action: Action): Promise<void> {
  const result = (await action.byHand?.done(requestFor(context, act), act.handedAt)) ?? null;
  if (result !== null) await settle(context, token, result);
}

async function settle(context: Context, token: string, result: JsonObject): Promise<void> {
  await inTurn(context, token, (now) => {
    standFor(now, token);
    recordOutcome(now, token, { kind: "applied", found: true, result });
  });
  context.office.wake(context.id);
}

function requestFor({ release }: Context, act: Effect): ActionRequest {
  return { ...requestOf(act, release), at: act.clearedAt };
}

/** Whatever she answered meanwhile stands. */
async function inTurn(
  context: Context,
  token: string,
  work: (now: Context) => void,
): Promise<void> {
  const { office, id } = context;
  const cell = await office.book.read(runOf(id));
  const who = { actor: "engine", cause: cell.last, intent: cell.intent };
  await office.book.turn(who, (turn) => {
    const now = { ...context, turn };
    const act = cellOf(now).run.effects[token];
    if (act?.status === "held" && act.held === "hand") work(now);
  });
}
