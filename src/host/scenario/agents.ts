import { codeAgent } from "../../agent/code-agent.ts";
import {
  AgentError,
  type AgentResult,
  type Executor,
  type ModelAnswer,
  type Models,
} from "../../agent/contract.ts";
import { modelAgent, type Timing } from "../../agent/model-agent.ts";
import type { Sandbox } from "../../agent/sandbox.ts";
import type { Tier } from "../../agent/tier.ts";
import * as label from "../../value/label.ts";
import type { Canned } from "../../workspace/scenario/given.ts";

/**
 * Who does agents' work in a scenario: code runs as it is, no model is ever reached.
 *
 * AS1 An agent's canned answers are given in their order, one for each call of whatever rung it stands
 *     on. Behind the last its code runs, and a model cannot be reached.
 * AS2 A model's canned answer goes through everything that a model's would: its contract, its one
 *     repair, its record.
 */
export type Answers = Map<string, Canned[]>;

export function executors(
  answers: Answers,
  sandbox: Sandbox,
): ReadonlyMap<Executor["kind"], Executor> {
  // The sandbox outlives the case.
  const code = codeAgent({ ...sandbox, close: async () => {} });
  return new Map<Executor["kind"], Executor>([
    ["code", withAnswers(code, answers)],
    ["model", scriptedModel(answers)],
  ]);
}

function withAnswers(code: Executor, answers: Answers): Executor {
  return {
    ...code,
    async execute(request, signal, calls) {
      const canned = answers.get(request.agent)?.shift();
      if (canned === undefined) return code.execute(request, signal, calls);
      const value = "gives" in canned ? canned.gives : "says" in canned ? canned.says : null;
      if ("fails" in canned) throw failure(canned);
      const labels = { "": label.whole(request.input.labels, "") };
      return { output: { value, labels }, ...plainly };
    },
  };
}

const plainly: Omit<AgentResult, "output"> = { proposals: [], confidence: null, costMicros: 0 };

function scriptedModel(answers: Answers): Executor {
  return {
    kind: "model",
    discloses: true,
    execute(request, signal, calls) {
      const canned = answers.get(request.agent) ?? [];
      if (canned.length === 0) {
        const message = `Cannot reach a model for "${request.agent}": the scenario has no answer for it`;
        throw new AgentError(message, "deterministic");
      }
      const { rung } = request;
      const given = rung.kind === "model" ? { ...rung, on: rung.on ?? nowhere } : rung;
      const agent = modelAgent(cannedModels(canned), timeless);
      return agent.execute({ ...request, rung: given }, signal, calls);
    },
  };
}

/** Canned answers take no time, and none comes too late. */
const timeless: Timing = { now: () => 0, sleep: () => () => {} };

/** For a tier that the workspace names no model for. */
const nowhere: Tier = {
  provider: "ollama",
  model: "canned",
  price: null,
  currency: "EUR",
  rates: {},
  onlyHere: true,
};

function cannedModels(canned: Canned[]): Models {
  const call = async (): Promise<ModelAnswer> => {
    const next = canned.shift();
    if (next === undefined) throw new AgentError("No further answer", "deterministic");
    if ("fails" in next) throw failure(next);
    const text = "says" in next ? next.says : JSON.stringify(next.gives);
    return { text, model: "canned", tokens: null, costMicros: 0, rate: null, finish: "whole" };
  };
  return {
    lacks: () => null,
    variables: () => ({ key: null, base: "" }),
    bound: async () => 0,
    price: async () => ({ input: 0, output: 0 }),
    open: async () => ({ name: "canned", bound: () => 0, call }),
  };
}

function failure({ fails, as = "deterministic" }: Extract<Canned, { fails: string }>): AgentError {
  return new AgentError(fails, as);
}
