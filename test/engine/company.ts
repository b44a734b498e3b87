import type { AgentSpec } from "../../src/agent/spec.ts";
import type { Connector } from "../../src/connectors/contract.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import { Owner } from "../../src/engine/owner.ts";
import { receive } from "../../src/engine/intake/receive.ts";
import { startRun } from "../../src/engine/start.ts";
import { runOf } from "../../src/engine/streams.ts";
import type { Node, Plan } from "../../src/kernel/plan.ts";
import type { Rule } from "../../src/policy/rule.ts";
import type { EventStore } from "../../src/ledger/store.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import type { JsonObject } from "../../src/value/json.ts";
import { fromOperator } from "../../src/value/label.ts";
import type { Executor } from "../../src/agent/contract.ts";
import type { Release, Settings } from "../../src/workspace/release.ts";

/** A small company for tests: plans by hand, everything permitted unless rules say otherwise. */
export type CompanyOptions = {
  plans: readonly Plan[];
  agents?: readonly AgentSpec[];
  connectors?: Readonly<Record<string, Connector>>;
  rules?: readonly Partial<Rule>[];
  store?: EventStore;
  executors?: ReadonlyMap<Executor["kind"], Executor>;
  at?: number;
  process?: string;
  mode?: "run" | "record";
  settings?: Partial<Settings>;
  schemas?: Release["schemas"];
};

export type Company = {
  owner: Owner;
  clock: VirtualClock;
  store: EventStore;
  faults: unknown[];
  start(runbook: string, input?: JsonObject, key?: string): Promise<string>;
  arrive(type: string, externalId: string, content?: JsonObject, addresses?: string[]): Promise<string>;
  run(id: string): ReturnType<typeof stateOf>;
  settled(): Promise<void>;
  events(): Promise<string[]>;
  answer: Owner["office"];
};

export const monday = Date.UTC(2026, 5, 1, 8, 0);

export function plan(runbook: string, steps: readonly Node[], more: Partial<Plan> = {}): Plan {
  return {
    runbook,
    purpose: "test",
    version: "v1",
    triggers: [{ on: "request" }],
    subject: null,
    budgetMicros: null,
    slaMs: null,
    steps,
    success: null,
    escalateAfterMs: null,
    ...more,
  };
}

export function agent(name: string, ladder: AgentSpec["ladder"], more: Partial<AgentSpec> = {}): AgentSpec {
  return {
    agent: name,
    purpose: "test",
    version: "v1",
    persona: null,
    input: {},
    output: {},
    may: [],
    ladder,
    retries: { times: 2, firstMs: 1_000, factor: 2 },
    deadlineMs: 5_000,
    slaMs: null,
    ...more,
  };
}

const permitAll: Rule = {
  id: "all",
  verdict: "permit",
  actions: ["*"],
  when: null,
  because: "tests permit",
  file: "policies/test.yaml",
  line: 1,
};

export async function open(options: CompanyOptions): Promise<Company> {
  const store = options.store ?? new MemoryStore();
  const last = await store.last();
  const clock = new VirtualClock(Math.max(options.at ?? monday, last.at));
  const faults: unknown[] = [];
  const connectors = new Map(Object.entries(options.connectors ?? {}));
  const owner = await Owner.open({
    store,
    clock,
    workspaceKey: "ab".repeat(32),
    process: options.process ?? "p1",
    mode: options.mode ?? "run",
    executors: options.executors ?? new Map(),
    connect: async () => connectors,
    onFault: (error) => faults.push(error),
    onFailure: (error) => faults.push(error),
  });
  const company: Company = {
    owner,
    clock,
    store,
    faults,
    start: async (runbook, input = {}, key = "r1") => {
      const { result } = await owner.office.book.turn(
        { actor: "operator", cause: null, intent: null },
        (turn) =>
          startRun(turn, owner.office, {
            runbook,
            release: owner.office.active.id,
            trigger: { kind: "request", key },
            subject: null,
            input: fromOperator(input),
            parent: null,
          }),
      );
      await company.settled();
      return result.run;
    },
    arrive: async (type, externalId, content = {}, addresses = []) => {
      const received = await receive(owner.office, "inbox", {
        type,
        externalId,
        occurredAt: clock.now(),
        addresses,
        answers: [],
        content,
        raw: null,
      });
      await company.settled();
      return received.fate;
    },
    run: (id) => stateOf(owner, id),
    settled: async () => {
      for (;;) {
        await owner.office.book.committed();
        await owner.floor.settled();
        await owner.office.book.committed();
        if (owner.floor.quiet) return;
      }
    },
    events: async () => {
      await owner.office.book.committed();
      return (await owner.journal.readFrom(1, 10_000)).map((event) => event.type);
    },
    answer: owner.office,
  };
  if (owner.office.active.id === "") {
    await owner.activate({ release: release(options), settings: settings(options) }, { runs: "finish", back: false });
  }
  await owner.start();
  await company.settled();
  return company;
}

function release(options: CompanyOptions): Release {
  return {
    id: "rel1",
    plans: Object.fromEntries(options.plans.map((p) => [p.runbook, p])),
    agents: Object.fromEntries((options.agents ?? []).map((a) => [a.agent, a])),
    schemas: options.schemas ?? {},
    templates: {},
    files: {},
  };
}

function settings(options: CompanyOptions): Settings {
  const grants = options.plans.map((p) => ({ to: `runbook:${p.runbook}`, may: ["*"] }));
  const rules = (options.rules ?? []).map((rule) => ({ ...permitAll, ...rule }));
  const policies = [{ name: "test", version: "v1", rules: [permitAll, ...rules], grants }];
  return {
    company: {
      name: "Test",
      currency: "EUR",
      timeZone: "Europe/Berlin",
      locale: "en",
      example: true,
      personas: {},
      details: {},
    },
    policies,
    connectors: {},
    ignore: [],
    suspect: [],
    budgets: { workspaceMicros: null, perDayMicros: null },
    ...options.settings,
  };
}

async function stateOf(owner: Owner, id: string) {
  return (await owner.office.book.read(runOf(id))).run;
}
