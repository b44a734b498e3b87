import { CallFailed, type Model, type ModelRequest, type Models } from "../agent/contract.ts";
import type { Tier } from "../agent/tier.ts";
import { ApartCalls } from "./apart.ts";
import type { Office } from "./office.ts";
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

/** Asks tiers' models, each question recorded and paid like any call (AC1, ST7). */
export class Prober {
  readonly #office: Office;
  readonly #models: Models;
  readonly #calls: ApartCalls;

  constructor(office: Office, models: Models) {
    this.#office = office;
    this.#models = models;
    this.#calls = new ApartCalls(office, probeStream, "probe");
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
    const data = { tier: name, model: model.name, boundMicros };
    const started = await this.#calls.start({ type: "probe.started", data });
    if (typeof started === "string")
      return no("budget_exhausted", `Cannot ask "${name}": ${started}`);
    const { call, stopped } = started;
    try {
      return await this.#call({ call, name, tier, model }, stopped);
    } finally {
      this.#calls.left(call);
    }
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
    const charge = await this.#calls.end(call, { ...end, latencyMs }, (turn) => {
      if (answer !== null) noteAnswer(turn, tier);
    });
    if (answer !== null) return { ok: true, code: "", message: "", ...charge, latencyMs };
    const message =
      error instanceof CallFailed ? error.message : `"${name}" did not answer in time`;
    return { ok: false, code: "model_failed", message, ...charge, latencyMs };
  }
}

type Asked = { call: string; name: string; tier: Tier; model: Model };

function no(code: string, message: string): Probed {
  return { ok: false, code, message, costMicros: 0, latencyMs: null };
}
