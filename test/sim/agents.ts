import {
  AgentError,
  type AgentRequest,
  type AgentResult,
  type Executor,
  type Model,
  type ModelAnswer,
} from "../../src/agent/contract.ts";
import { modelAgent, type Timing } from "../../src/agent/model-agent.ts";
import { isObject, type Json } from "../../src/value/json.ts";
import * as label from "../../src/value/label.ts";
import { only } from "../fakes/scripted-model.ts";
import type { AgentFault, Shape } from "./case.ts";
import { Meant, type Mishaps } from "./mishaps.ts";
import type { Random } from "./random.ts";
import type { Group, Scheduler } from "./scheduler.ts";

type Parts = { scheduler: Scheduler; random: Random; mishaps: Mishaps; shapes: readonly Shape[] };

const modelBoundMicros = 90_000;
export const modelCostMicros = 30_000;

/** Who works for one process: a model behind the real protocol, and code. `asked` sees each call leave. */
export function executorsFor(
  group: Group,
  parts: Parts,
  asked: () => void,
): ReadonlyMap<Executor["kind"], Executor> {
  const { scheduler } = parts;
  const timing: Timing = {
    now: () => scheduler.now,
    sleep: (ms, callback) => scheduler.at(scheduler.now + ms, group, callback),
  };
  return new Map<Executor["kind"], Executor>([
    ["model", modelAgent(only(modelOf(group, parts, asked)), timing)],
    ["code", codeOf(group, parts)],
  ]);
}

function modelOf(group: Group, { scheduler, random, mishaps }: Parts, asked: () => void): Model {
  return {
    name: "simulated",
    bound: () => modelBoundMicros,
    call({ prompt }) {
      asked();
      const fault = mishaps.next("model");
      const n = /\{"n":(-?[\d.]+)\}/.exec(prompt)?.[1] ?? "0";
      return after(group, scheduler, delayOf(fault, random), () => {
        fail(fault);
        const text = { shape: '{"n":"many"}', nonsense: "I would rather not" }[String(fault)];
        return answer(text ?? `{"n":${n}}`, prompt);
      });
    },
  };
}

function answer(text: string, prompt: string): ModelAnswer {
  return {
    text,
    tokens: { input: prompt.length, output: text.length, cached: 0 },
    rate: null,
    finish: "whole",
    costMicros: modelCostMicros,
    model: "simulated",
  };
}

function codeOf(group: Group, { scheduler, random, mishaps, shapes }: Parts): Executor {
  return {
    kind: "code",
    execute(request) {
      const fault = mishaps.next("code");
      return after(group, scheduler, delayOf(fault, random), () => {
        fail(fault);
        const value: Json = fault === "shape" ? { wrong: true } : outputOf(request, shapes);
        const labels = { "": label.whole(request.input.labels, "") };
        return { output: { value, labels }, proposals: [], confidence: null, costMicros: 0 };
      });
    },
  };
}

/** The asker proposes acts, more than one where its number says so. */
function outputOf({ agent, input }: AgentRequest, shapes: readonly Shape[]): Json {
  const given = isObject(input.value) ? input.value["n"] : 0;
  const n = typeof given === "number" ? given : 0;
  if (agent !== "asker") return { n };
  const proposals = shapes.slice(0, 1 + (n % 2)).map(({ name, occasion }) => ({
    action: `${name}.act`,
    args: { to: "ana@nordlicht.example", n, ...(occasion ? { occasion: `q-${n}` } : {}) },
  }));
  return { n, proposals };
}

function delayOf(fault: AgentFault | null, random: Random): number | null {
  if (fault === "never") return null;
  return fault === "slow" ? 60_000 + random.below(180_000) : random.below(3_000);
}

function fail(fault: AgentFault | null): void {
  if (fault === "transient") throw new AgentError("simulated: busy", "transient");
  if (fault === "broken") throw new Meant("simulated: the worker itself broke");
}

/** Null: it never answers, whoever waits. */
function after<T extends AgentResult | ModelAnswer>(
  group: Group,
  scheduler: Scheduler,
  delayMs: number | null,
  make: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (delayMs === null) return;
    scheduler.at(scheduler.now + delayMs, group, () => {
      try {
        resolve(make());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
