import type { AgentRequest, AgentResult, Executor } from "../../src/agent/contract.ts";
import type { Json } from "../../src/value/json.ts";
import * as label from "../../src/value/label.ts";

/** What the work of one call is: an output, or an error that is thrown. */
export type Deed = (request: AgentRequest, signal: AbortSignal) => Json | Promise<Json>;

/** Performs "code" rungs by what the test says, and counts how often. */
export function scriptedExecutor(deed: Deed): { executor: Executor; asked: AgentRequest[] } {
  const asked: AgentRequest[] = [];
  const executor: Executor = {
    kind: "code",
    async execute(request, signal): Promise<AgentResult> {
      asked.push(request);
      const value = await deed(request, signal);
      const labels = { "": label.whole(request.input.labels, "") };
      return { output: { value, labels }, proposals: [], confidence: null, costMicros: 0 };
    },
  };
  return { executor, asked };
}
