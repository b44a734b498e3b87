import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import { keepPassage, memoryAlias } from "../../src/engine/memory/keep.ts";
import { opaque } from "../../src/engine/office.ts";
import { startRun } from "../../src/engine/start.ts";
import { aliasOf } from "../../src/engine/streams.ts";
import type { Node } from "../../src/kernel/plan.ts";
import { forever, type Kind, type Rule } from "../../src/memory/retention.ts";
import { fromOperator } from "../../src/value/label.ts";
import {
  agent,
  type Company,
  type CompanyOptions,
  day,
  monday,
  open,
  plan,
} from "../engine/company.ts";
import { wait } from "../engine/nodes.ts";
import { only, scriptedModel, tier, timeless } from "../fakes/scripted-model.ts";

/** A company whose jobs ask a model: one that ends, one that waits. */
export const secret = "Quizzelfrost";

const ask: Node = {
  line: 1,
  kind: "agent",
  path: "ask",
  name: "ask",
  agent: "writer",
  with: { mail: "{{ input.mail }}" },
  accept: null,
};

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

const operator = { actor: "operator", cause: null, intent: null };

/** Something that they said, which makes them clients. */
export async function heard(c: Company, client: string, id: string, text: string): Promise<string> {
  const passage = { id, client, author: client, at: monday - day, thread: "", text };
  await c.owner.office.book.turn(operator, (turn) => keepPassage(turn, c.owner.office, passage));
  await c.owner.office.book.committed();
  const alias = aliasOf(opaque(c.owner.office, "alias", memoryAlias(client)));
  return (await c.owner.office.book.read(alias)).subject ?? "";
}

let jobs = 0;
export async function draft(
  c: Company,
  subject: string | null,
  runbook = "draft",
  mail = `Which ${secret}?`,
): Promise<string> {
  jobs += 1;
  const { office } = c.owner;
  const { result } = await office.book.turn(operator, (turn) =>
    startRun(turn, office, {
      runbook,
      release: office.active.id,
      trigger: { kind: "request", key: `job ${jobs}` },
      subject,
      input: fromOperator({ mail }),
      parent: null,
    }),
  );
  await c.settled();
  return result.run;
}

/** Types of the events whose content is gone. */
export async function goneIn(c: Company): Promise<string[]> {
  const events = await c.store.readFrom(1, 100_000);
  return (await c.ledger())
    .filter((event, i) => Object.keys(event.values).length > 0 && events[i]?.values.length === 0)
    .map(({ type }) => type);
}
