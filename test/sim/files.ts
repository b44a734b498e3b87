import { z } from "zod";
import type { Rule } from "../../src/policy/rule.ts";
import { callers } from "../../src/runbook/calls.ts";
import { check, type World } from "../../src/runbook/check.ts";
import { compile, type Compiled } from "../../src/runbook/compile.ts";
import { ofJson } from "../../src/value/digest.ts";
import { type Json, type JsonObject, textOf } from "../../src/value/json.ts";
import type { Workspace } from "../../src/workspace/release.ts";
import { tier } from "../fakes/scripted-model.ts";
import { sourceOf } from "../fixtures/plan-of.ts";
import type { Case, Files } from "./case.ts";
import { argsShape, resultFields } from "./contract.ts";

/** The operator's files as `apply` would have them: compiled and checked by the same code. */
export function workspaceOf(drawn: Case, files: Files): Workspace {
  const compiled = files.runbooks.map((file) => compiledOf(file, drawn.zone));
  const world = worldOf(drawn, files, compiled);
  const mistakes = compiled.flatMap((one) => check(one, world));
  if (mistakes.length > 0) throw new Error(`These runbooks are wrong: ${JSON.stringify(mistakes)}`);
  const plans = Object.fromEntries(compiled.map(({ plan }) => [plan.runbook, plan]));
  const agents = Object.fromEntries(files.agents.map((agent) => [agent.agent, agent]));
  const content = { plans, agents, schemas, templates: {}, files: {} };
  // Plans and specs are plain JSON.
  const id = ofJson(content as unknown as Json);
  return { release: { id, ...content }, settings: settingsOf(drawn, files) };
}

const schemas: Readonly<Record<string, JsonObject>> = {
  client: { type: "object", properties: { stage: { type: "string" } } },
  thing: { type: "object", properties: { n: { type: "number" }, stage: { type: "string" } } },
};

function compiledOf(file: JsonObject, timeZone: string): Compiled {
  const digest = ofJson({ file });
  const made = compile(sourceOf(file), digest, { currency: "EUR", timeZone });
  if (!made.ok) throw new Error(`This runbook is wrong: ${JSON.stringify(made.mistakes)}`);
  return made.compiled;
}

function worldOf(drawn: Case, files: Files, compiled: readonly Compiled[]): World {
  const connectors = drawn.shapes.map(({ name, ...shape }) => {
    // The published schema of the arguments, as `apply` has it.
    const input = z.toJSONSchema(argsShape(shape.occasion), { io: "input" }) as JsonObject;
    return [name, { act: { input, output: resultFields } }] as const;
  });
  return {
    agents: Object.fromEntries(files.agents.map((agent) => [agent.agent, agent])),
    connectors: Object.fromEntries(connectors),
    emits: ["mail.received", "payment.received", "news.seen"],
    schemas,
    runbooks: callers(compiled),
    granted: () => true,
  };
}

function settingsOf(drawn: Case, files: Files): Workspace["settings"] {
  const permit = ruleOf({ verdict: "permit", actions: ["*"], when: null }, 0);
  const rules = files.rules.map(({ verdict, connector, above }, i) =>
    ruleOf(
      {
        verdict,
        actions: [`${connector}.act`],
        when: above === null ? null : `args.n > ${above}`,
      },
      i + 1,
    ),
  );
  const grants = files.runbooks.map((file) => ({
    to: `runbook:${textOf(file["runbook"])}`,
    may: ["*"],
  }));
  return {
    company: {
      name: "Simulated",
      currency: "EUR",
      timeZone: drawn.zone,
      locale: "en",
      example: true,
      personas: {},
      details: {},
    },
    policies: [
      { name: "simulated", version: String(files.version), rules: [permit, ...rules], grants },
    ],
    connectors: {},
    ignore: [{ on: "mail.received", when: "event.n == 8", because: "eights are of no interest" }],
    suspect: [{ on: "mail.received", when: "event.n == 9", because: "nines are suspicious" }],
    budgets: files.budgets,
    models: { small: tier },
  };
}

function ruleOf(rule: Pick<Rule, "verdict" | "actions" | "when">, line: number): Rule {
  return { ...rule, id: `rule${line}`, because: "simulated", file: "policies/sim.yaml", line };
}
