import { codeAgent } from "../../agent/code-agent.ts";
import { AgentError, type AgentResult, type Executor } from "../../agent/contract.ts";
import { modelAgent } from "../../agent/model-agent.ts";
import type { Sandbox } from "../../agent/sandbox.ts";
import * as label from "../../value/label.ts";
import type { Canned } from "../../workspace/scenario/given.ts";

/**
 * Who does agents' work in a scenario: code runs as it is, no model is ever reached.
 *
 * AG1 An agent's canned answers are given in their order, one for each call of whatever rung it stands
 *     on. Behind the last its code runs, and a model cannot be reached.
 * AG2 A model's canned answer goes through everything that a model's would: its contract, its one
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
      const model = {
        name: "canned",
        bound: () => 0,
        call: async () => {
          const next = canned.shift();
          if (next === undefined) throw new AgentError("No further answer", "deterministic");
          if ("fails" in next) throw failure(next);
          const text = "says" in next ? next.says : JSON.stringify(next.gives);
          return { text, inputTokens: 0, outputTokens: 0, costMicros: 0, model: "canned" };
        },
      };
      return modelAgent(model, () => () => {}).execute(request, signal, calls);
    },
  };
}

function failure({ fails, as = "deterministic" }: Extract<Canned, { fails: string }>): AgentError {
  return new AgentError(fails, as);
}
