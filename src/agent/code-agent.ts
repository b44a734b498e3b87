import type { Json } from "../value/json.ts";
import * as label from "../value/label.ts";
import { deeperThan } from "../value/nesting.ts";
import { AgentError, type Executor } from "./contract.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

const maxInputBytes = 4 << 20;
/** As of what models answer. */
const maxDepth = 100;

/** Performs `code` rungs: one self-contained ES module, `export default (input) => output`. */
export function codeAgent(sandbox: Sandbox = openSandbox()): Executor {
  return {
    kind: "code",
    async execute({ agent, rung, input, deadlineMs }, signal) {
      const act = `Cannot run the code of agent "${agent}"`;
      if (rung.kind !== "code") {
        throw new AgentError(`${act}: its rung is "${rung.kind}"`, "deterministic");
      }
      const text = JSON.stringify(input.value);
      if (Buffer.byteLength(text) > maxInputBytes) {
        throw new AgentError(
          `${act}: its input is larger than ${maxInputBytes} bytes; pass fewer fields in \`with\``,
          "deterministic",
        );
      }
      const result = await sandbox.run({ source: rung.source, input: text, deadlineMs }, signal);
      if (!result.ok) throw new AgentError(`${act}: ${result.reason}`, result.failure);
      if (deeperThan(maxDepth, result.output)) {
        throw new AgentError(
          `${act}: its output nests deeper than ${maxDepth} levels`,
          "deterministic",
        );
      }
      return {
        // What the code read is not known in detail: its output carries all of the input's labels.
        output: { value: parsed(result.output), labels: { "": label.whole(input.labels, "") } },
        proposals: [],
        confidence: null,
        costMicros: 0,
      };
    },
    close: () => sandbox.close(),
  };
}

/** `JSON.parse` gives JSON by construction. */
function parsed(text: string): Json {
  return JSON.parse(text) as Json;
}
