import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import { forever, type Kind, type Rule } from "../../src/memory/retention.ts";
import { agent, type Company, type CompanyOptions, day, open, plan } from "../engine/company.ts";
import { wait, write } from "../engine/nodes.ts";
import { only, scriptedModel, tier, timeless } from "../fakes/scripted-model.ts";

/** A company whose jobs ask a model: one that ends, one that waits. */
export const secret = "Quizzelfrost";

const ask = write("ask", { with: { mail: "{{ input.mail }}" } });

export const after = (days: number): Rule => ({ ...forever, keepMs: days * day });

export function options(
  rules: Partial<Record<Kind, Rule>>,
  more: Partial<CompanyOptions> = {},
): CompanyOptions {
  const answers = Array.from({ length: 400 }, () => ({ answer: { said: secret } }));
  const model = scriptedModel(answers);
  return {
    plans: [
      plan("draft", [ask]),
      plan("draft-and-wait", [ask, wait("paid", { on: "payment.received" })]),
    ],
    agents: [
      agent("writer", [{ kind: "model", tier: "small", prompt: `Write about ${secret}` }], {
        contextTokens: 500,
      }),
    ],
    executors: new Map<Executor["kind"], Executor>([["model", modelAgent(only(model), timeless)]]),
    ...more,
    settings: { models: { small: tier }, retention: rules, ...more.settings },
  };
}

export const companyWith = (
  rules: Partial<Record<Kind, Rule>>,
  more: Partial<CompanyOptions> = {},
): Promise<Company> => open(options(rules, more));

let jobs = 0;
export async function draft(
  c: Company,
  subject: string | null,
  runbook = "draft",
  mail = `Which ${secret}?`,
): Promise<string> {
  jobs += 1;
  return c.start(runbook, { mail }, `job ${jobs}`, subject);
}

/** Types of the events whose content is gone. */
export async function goneIn(c: Company): Promise<string[]> {
  const events = await c.store.readFrom(1, 100_000);
  return (await c.ledger())
    .filter((event, i) => Object.keys(event.values).length > 0 && events[i]?.values.length === 0)
    .map(({ type }) => type);
}
