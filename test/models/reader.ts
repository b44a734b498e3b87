import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import type { AgentSpec, RungSpec } from "../../src/agent/spec.ts";
import type { Tier } from "../../src/agent/tier.ts";
import type { Node } from "../../src/kernel/plan.ts";
import type { EventStore } from "../../src/ledger/store.ts";
import type { Env } from "../../src/models/door.ts";
import { modelsOf } from "../../src/models/models.ts";
import type { Settings } from "../../src/workspace/release.ts";
import { agent, type Company, monday, open, plan } from "../engine/company.ts";

/** A company whose one step is an agent's: two models, and a template below them. */
const output = {
  type: "object",
  properties: { blends: { type: "integer" } },
  required: ["blends"],
  additionalProperties: false,
};
export const tier = (model: string, more: Partial<Tier> = {}): Tier => ({
  provider: "compatible",
  model,
  price: { currency: "EUR", input: 1_000_000, output: 1_000_000 },
  currency: "EUR",
  rates: {},
  onlyHere: true,
  ...more,
});
export const models = { large: tier("large-1"), small: tier("small-1") };
export const large: RungSpec = { kind: "model", tier: "large", prompt: "How many blends?" };
export const small: RungSpec = { kind: "model", tier: "small", prompt: "How many blends?" };
export const template: RungSpec = { kind: "template", file: "t.json", template: { blends: 7 } };
export const ask: Node = {
  line: 1,
  kind: "agent",
  path: "ask",
  name: "ask",
  agent: "reader",
  with: { mail: "{{ input.mail }}" },
  accept: null,
};

export type Options = {
  ladder?: RungSpec[];
  spec?: Partial<AgentSpec>;
  settings?: Partial<Settings>;
  /** What comes after the reader's step. */
  after?: readonly Node[];
  store?: EventStore;
  process?: string;
};

export function openReader(env: Env, options: Options = {}): Promise<Company> {
  const {
    ladder = [large, small, template],
    spec = {},
    settings = {},
    after = [],
    ...more
  } = options;
  const executor = modelAgent(modelsOf(env, () => monday));
  return open({
    plans: [plan("read", [ask, ...after])],
    agents: [agent("reader", ladder, { output, ...spec })],
    executors: new Map<Executor["kind"], Executor>([["model", executor]]),
    settings: { models, ...settings },
    ...more,
  });
}

export const mail = { mail: "Four blends, please. ".repeat(300) };
