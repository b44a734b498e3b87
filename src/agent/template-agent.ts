import { isObject } from "../value/json.ts";
import * as label from "../value/label.ts";
import { join } from "../value/pointer.ts";
import { render } from "../value/template.ts";
import { AgentError, type Executor, type Rung } from "./contract.ts";

type Template = Extract<Rung, { kind: "template" }>["template"];

/**
 * The template sees each field of the input by its name, and the whole as `input` (which hides a
 * field of that name). Synchronous, so that the engine can run it in line.
 */
export function renderTemplate(template: Template, input: label.Labelled): label.Labelled {
  const scope: Record<string, label.Labelled> = {};
  if (isObject(input.value)) {
    for (const [key, value] of Object.entries(input.value)) {
      scope[key] = { value, labels: label.part(input.labels, join("", key)) };
    }
  }
  return render(template, { ...scope, input });
}

/** Performs `template` rungs. What an expression could not be given is a mistake of the template. */
export function templateAgent(): Executor {
  return {
    kind: "template",
    async execute({ agent, rung, input }) {
      const act = `Cannot fill in the template of agent "${agent}"`;
      if (rung.kind !== "template") {
        throw new AgentError(`${act}: its rung is "${rung.kind}"`, "deterministic");
      }
      try {
        const output = renderTemplate(rung.template, input);
        return { output, proposals: [], confidence: null, costMicros: 0 };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new AgentError(`${act}: ${reason}`, "deterministic", error);
      }
    },
  };
}
