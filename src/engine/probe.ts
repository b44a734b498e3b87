import {
  type CallEnd,
  CallFailed,
  type Model,
  type ModelRequest,
  type Models,
} from "../agent/contract.ts";
import type { Tier } from "../agent/tier.ts";
import { chargeOf } from "../kernel/budget.ts";
import type { ProbeEvent } from "../kernel/probe.ts";
import { companyScopes, endIn, reserveIn, shortageIn } from "./effect/purse.ts";
import { type Office, opaque } from "./office.ts";
import type { Turn } from "./turn.ts";
import { heard } from "./step/claim.ts";
import { noteAnswer } from "./step/silence.ts";
import { probeStream } from "./streams.ts";

/** As little as shows that a tier answers in the form that is asked of it. */
export const question: ModelRequest = {
  prompt: 'Answer with the JSON {"ok": true}',
  schema: {
    type: "object",
    properties: { ok: { type: "boolean" } },
    required: ["ok"],
    additionalProperties: false,
  },
  maxOutputTokens: 64,
};

const deadlineMs = 30_000;

export type Probed = {
  ok: boolean;
  /** Stable, empty when ok. */
  code: string;
  message: string;
  costMicros: number;
  latencyMs: number | null;
};

const who = { actor: "operator", cause: null, intent: null };

/** Asks tiers' models, each question recorded and paid like any call (PB1, ST7). */
export class Prober {
  readonly #office: Office;
  readonly #models: Models;
  #asked = 0;

  constructor(office: Office, models: Models) {
    this.#office = office;
    this.#models = models;
  }

  async ask(name: string): Promise<Probed> {
    const tier = this.#office.settings.models?.[name];
    if (tier === undefined)
      return no("tier_unknown", `Cannot ask "${name}": mainstay.yaml names no such tier`);
    const missing = this.#models.lacks(tier);
    if (missing !== null) return no("model_missing", `Cannot ask "${name}": ${missing}`);
    const model = await this.#models.open(tier);
    const boundMicros = model.bound(question);
    if (boundMicros === null)
      return no("price_unknown", `Cannot ask "${name}": its price is not known`);
    this.#asked += 1;
    const call = opaque(this.#office, "probe", this.#office.process, String(this.#asked));
    const key = `probe:${call}`;
    const control = new AbortController();
    this.#office.underWay.set(key, control);
    try {
      const short = await this.#start({ call, tier: name, model: model.name, boundMicros });
      if (short !== null) return no("budget_exhausted", `Cannot ask "${name}": ${short}`);
      return await this.#call({ call, name, tier, model }, control.signal);
    } finally {
      this.#office.underWay.delete(key);
    }
  }

  /** Durable, with its bound reserved; otherwise what is short. */
  async #start(data: Started): Promise<string | null> {
    const office = this.#office;
    const { result } = await office.book.turn(who, (turn) => {
      settleLost(turn, office);
      const scopes = companyScopes(office, turn.at);
      const shortage = shortageIn(turn, scopes, data.boundMicros, office.settings.company);
      const reserved = shortage === null && reserveIn(turn, scopes, data.call, data.boundMicros);
      if (!reserved) return shortage ?? "";
      turn.emit(probeStream, { type: "probe.started", data });
      return null;
    });
    await office.book.committed();
    return result;
  }

  async #call({ call, name, tier, model }: Asked, stopped: AbortSignal): Promise<Probed> {
    const { clock } = this.#office;
    const began = clock.now();
    const late = new AbortController();
    const disarm = clock.after(began + deadlineMs, () => late.abort());
    const { answer, error } = await model
      .call(question, AbortSignal.any([stopped, late.signal]))
      .then((answer) => ({ answer, error: null }))
      .catch((error: unknown) => ({ answer: null, error }))
      .finally(disarm);
    const latencyMs = clock.now() - began;
    const charged = error instanceof CallFailed && !error.charged ? 0 : null;
    const fault = error instanceof CallFailed ? error.fault : ("late" as const);
    const none = { text: "", model: null, tokens: null, costMicros: charged, rate: null, fault };
    const end = answer ?? none;
    const answered = answer === null ? null : tier;
    const charge = await record(this.#office, call, { ...end, latencyMs }, answered);
    if (answer !== null) return { ok: true, code: "", message: "", ...charge, latencyMs };
    const message =
      error instanceof CallFailed ? error.message : `"${name}" did not answer in time`;
    return { ok: false, code: "model_failed", message, ...charge, latencyMs };
  }
}

type Asked = { call: string; name: string; tier: Tier; model: Model };
type Started = Extract<ProbeEvent, { type: "probe.started" }>["data"];

function no(code: string, message: string): Probed {
  return { ok: false, code, message, costMicros: 0, latencyMs: null };
}

/** `answered`: what is not silent (SI1). */
async function record(
  office: Office,
  call: string,
  end: CallEnd,
  answered: Tier | null,
): Promise<{ costMicros: number }> {
  const { result } = await office.book.turn(who, (turn) => {
    if (answered !== null) noteAnswer(turn, answered);
    const open = turn.get(probeStream)[call];
    if (open === undefined) return { costMicros: 0 };
    const charge = chargeOf(open.boundMicros, end.costMicros);
    const scopes = companyScopes(office, open.at);
    endIn(turn, scopes, { type: "settle", id: call, micros: charge.costMicros });
    const data = { call, tier: open.tier, ...charge, ...heard(end) };
    turn.emit(probeStream, { type: "probe.ended", data });
    return charge;
  });
  await office.book.committed();
  return { costMicros: result.costMicros };
}

/** PB1. */
function settleLost(turn: Turn, office: Office): void {
  for (const [call, { tier, boundMicros, at }] of Object.entries(turn.get(probeStream))) {
    if (office.underWay.has(`probe:${call}`)) continue;
    endIn(turn, companyScopes(office, at), { type: "settle", id: call, micros: boundMicros });
    const ended: ProbeEvent = {
      type: "probe.ended",
      data: { call, tier, ...chargeOf(boundMicros, null) },
    };
    turn.emit(probeStream, ended);
  }
}
