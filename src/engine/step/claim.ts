import {
  AgentError,
  type CallEnd,
  type CallFault,
  type Calls,
  Unaffordable,
} from "../../agent/contract.ts";
import { chargeOf } from "../../kernel/budget.ts";
import type { Heard } from "../../kernel/event.ts";
import { lost, termMs } from "../../kernel/lease.ts";
import type { AgentNode } from "../../kernel/plan.ts";
import type { Step } from "../../kernel/step.ts";
import { byModel, type Labels, ownText, whole } from "../../value/label.ts";
import type { Pack } from "../../value/pack.ts";
import type { Who } from "../who.ts";
import { opaque } from "../office.ts";
import { reserve, settle, shortage } from "../effect/spend.ts";
import { runOf } from "../streams.ts";
import { cellOf, type Context, stepOf } from "./context.ts";

/**
 * Claims a step on record before work that others can observe; false where it is not ours any more.
 * It is durable with the first call, which stands behind it.
 */
export async function claim(
  context: Context<AgentNode>,
  attempt: number,
  rung: number,
  pack: Pack | null,
): Promise<boolean> {
  const { office, id, path } = context;
  const { result } = await office.book.turn(await whoOf(context), (turn) => {
    const now = { ...context, turn };
    const step = stepOf(now);
    const free = step === undefined || step.status === "ready" || step.status === "retrying";
    if (cellOf(now).run.status !== "open" || !free) return false;
    const expiresAt = turn.at + termMs;
    const data = { path, attempt, rung, worker: office.process, expiresAt };
    const told = pack === null ? {} : { pack };
    turn.emit(runOf(id), { type: "step.claimed", data: { ...data, ...told } });
    return true;
  });
  return result;
}

/** Keeps renewing the lease while the work goes on; the answer ends it. */
export function renewing(context: Context, attempt: number): () => void {
  const { office, id, path } = context;
  let end = (): void => {};
  const arm = (): void => {
    end = office.clock.after(office.clock.now() + termMs / 2, () => {
      const expiresAt = office.clock.now() + termMs;
      office.renew({ run: id, path, attempt, worker: office.process, expiresAt });
      arm();
    });
  };
  arm();
  return () => {
    end();
    office.renew({ run: id, path, attempt, worker: office.process, expiresAt: 0 });
  };
}

/** What a call is made for: on which rung, for which tier, with whose content in it. */
export type Purpose = { rung: number; tier: string; shown: Labels };

/**
 * ST7: each call is durable with its bound reserved, and what it discloses, before it is made. What
 * follows is recorded behind it, so that its end is durable before anything that rests on it.
 */
export function callsOf(context: Context<AgentNode>, attempt: number, purpose: Purpose): Calls {
  const { office, id, path, node } = context;
  const { rung, tier, shown } = purpose;
  let count = 0;
  return {
    async started({ boundMicros, model, prompt }) {
      count += 1;
      const call = opaque(office, "call", id, path, String(attempt), String(count));
      const act = `Cannot ask model "${model}"`;
      const { result } = await office.book.turn(await whoOf(context), (turn) => {
        const now = { ...context, turn };
        if (stepOf(now)?.status !== "claimed") {
          return new AgentError(`${act}: it was taken from agent "${node.agent}"`, "deterministic");
        }
        const short = shortage(now, boundMicros);
        if (short !== null || !reserve(now, call, boundMicros)) {
          return new Unaffordable(`${act}: ${short ?? "nothing is left"}`);
        }
        const data = { path, attempt, call, boundMicros, model, rung, tier };
        const values = { prompt: { value: prompt, labels: { "": whole(shown, "") } } };
        turn.emit(runOf(id), { type: "call.started", data, values });
        return null;
      });
      await office.book.committed();
      if (result !== null) throw result;
    },
    async ended(end) {
      await office.book.turn(await whoOf(context), (turn) => {
        const now = { ...context, turn };
        const open = openCall(now);
        if (open === null) return;
        const charge = chargeOf(open.boundMicros, end.costMicros);
        settle(now, open.id, charge.costMicros, open.at);
        const { input = 0, output = 0 } = end.tokens ?? {};
        const values = { answer: { value: end.text, labels: { "": byModel(shown) } } };
        turn.emit(runOf(id), {
          type: "call.ended",
          data: { path, call: open.id, tier, ...charge, tokens: input + output, ...heard(end) },
          ...(end.text === "" ? {} : { values }),
        });
      });
    },
  };
}

export function heard({ model, tokens, latencyMs, rate, fault }: CallEnd): Heard {
  return {
    latencyMs,
    ...(fault === undefined ? {} : { failed: fault }),
    ...(model === null ? {} : { answered: model }),
    ...(tokens === null ? {} : tokens),
    ...(rate === null ? {} : { rate }),
  };
}

/** A call whose end nobody will hear of settles at its bound, marked estimated (ST7). */
export function settleOpenCall(context: Context, failed?: CallFault): void {
  const { turn, id, path } = context;
  const open = openCall(context);
  if (open === null) return;
  settle(context, open.id, open.boundMicros, open.at);
  const charge = chargeOf(open.boundMicros, null);
  const tier = open.tier === null ? {} : { tier: open.tier };
  const why = failed === undefined ? {} : { failed };
  const data = { path, call: open.id, ...charge, tokens: 0, ...tier, ...why };
  turn.emit(runOf(id), { type: "call.ended", data });
}

/** LE3: a claim whose holder is gone counts as interrupted; the step may be tried again. */
export function giveUpLost(context: Context): void {
  const { turn, id, path, office } = context;
  const step = stepOf(context);
  if (step?.status !== "claimed") return;
  const gone = !office.underWay.has(`${id}:${path}`);
  // While it is under way here, it is renewed; a worker of a dead process holds nothing.
  if (!gone || !lost(step, { gone, renewedUntil: null }, turn.at)) return;
  settleOpenCall(context);
  turn.emit(runOf(id), {
    type: "step.failed",
    data: {
      path,
      attempt: step.attempt,
      rung: step.rung,
      failure: "transient",
      code: "interrupted",
      retryAt: turn.at,
      item: null,
    },
    values: { message: ownText("The work was interrupted") },
  });
}

function openCall(context: Pick<Context, "turn" | "id" | "path">) {
  const step: Step | undefined = stepOf(context);
  return step?.status === "claimed" ? step.call : null;
}

/** Read afresh: the run may have ended, and been put away, while the work went on. */
async function whoOf({ office, id, node }: Context<AgentNode>): Promise<Who> {
  const cell = await office.book.read(runOf(id));
  return { actor: `agent:${node.agent}`, cause: cell.last, intent: cell.intent };
}
