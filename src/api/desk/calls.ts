import type { Heard } from "../../kernel/event.ts";
import type { Recorded } from "../../ledger/event.ts";
import { textOf } from "../../value/json.ts";
import type { Company } from "../../workspace/release.ts";
import { spendText } from "../../value/micros.ts";

/** A call to a model, as a job's events tell it; `ended` is null while nothing is heard of it. */
export type CallTold = {
  path: string;
  /** As it was asked for. */
  model: string;
  ended: ({ costMicros: number; estimated: boolean; answer: boolean } & Heard) | null;
};

export function callsIn(events: readonly Recorded[]): ReadonlyMap<string, CallTold> {
  const calls = new Map<string, CallTold>();
  for (const { type, data, values } of events) {
    if (type === "call.started") {
      const model = textOf(data["model"]);
      calls.set(textOf(data["call"]), { path: textOf(data["path"]), model, ended: null });
    }
    const before = type === "call.ended" ? calls.get(textOf(data["call"])) : undefined;
    if (before === undefined) continue;
    // Events of this type are written by the engine only, in this shape.
    const end = data as unknown as { costMicros: number; estimated: boolean } & Heard;
    const answer = values["answer"] !== undefined;
    calls.set(textOf(data["call"]), { ...before, ended: { ...end, answer } });
  }
  return calls;
}

/** "openai/gpt-5-mini: 1240 + 380 tokens in 2.1 s", and what there is to say of its cost. */
export function callText({ model, ended }: CallTold): { what: string; why: string } {
  if (ended === null) return { what: `${model}; nothing is heard of it yet`, why: "" };
  const { input, output, latencyMs, answered, estimated, answer } = ended;
  const tokens = input === undefined ? "" : ` ${input} + ${output ?? 0} tokens`;
  const time = latencyMs === undefined ? "" : ` in ${(latencyMs / 1_000).toFixed(1)} s`;
  const heard = answer ? `${tokens}${time}`.trim() : `no answer${time}`;
  const why = [
    answered === undefined || model.endsWith(`/${answered}`) ? "" : `answered as ${answered}`,
    estimated ? "what it cost is not known: it counts as the most it can" : "",
  ];
  return { what: `${model}: ${heard}`, why: why.filter((each) => each !== "").join("; ") };
}

/** What the calls of one step were, in a few words; "" where none was made. */
export function callsOfStep(
  calls: ReadonlyMap<string, CallTold>,
  path: string,
  { currency, locale }: Pick<Company, "currency" | "locale">,
): { models: string[]; cost: string } | null {
  const of = [...calls.values()].filter((call) => call.path === path && call.ended !== null);
  if (of.length === 0) return null;
  const micros = of.reduce((sum, { ended }) => sum + (ended?.costMicros ?? 0), 0);
  const about = of.some(({ ended }) => ended?.estimated === true) ? "at most " : "";
  const models = [...new Set(of.map(({ model }) => model))];
  return { models, cost: `${about}${spendText(micros, currency, locale)}` };
}
