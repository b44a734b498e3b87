import type { AgentSpec } from "../../src/agent/spec.ts";
import type { Executor } from "../../src/agent/contract.ts";
import type { Connector } from "../../src/connectors/contract.ts";
import type { Said } from "../../src/engine/answer/outcome.ts";
import type { Turn } from "../../src/engine/turn.ts";
import { VirtualClock } from "../../src/engine/clock.ts";
import type { Office } from "../../src/engine/office.ts";
import { Owner } from "../../src/engine/owner.ts";
import { receive } from "../../src/engine/intake/receive.ts";
import type { Meaning } from "../../src/engine/memory/meanings.ts";
import { startRun } from "../../src/engine/start.ts";
import { controlStream, runOf } from "../../src/engine/streams.ts";
import { type ControlCommand, decide } from "../../src/kernel/control.ts";
import type { Node, Plan } from "../../src/kernel/plan.ts";
import type { Run } from "../../src/kernel/run.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import type { Keys } from "../../src/ledger/keys.ts";
import { subjectSealer } from "../../src/ledger/seal.ts";
import type { Rule } from "../../src/policy/rule.ts";
import type { EventStore, Row } from "../../src/ledger/store.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import type { JsonObject } from "../../src/value/json.ts";
import { fromOperator } from "../../src/value/label.ts";
import type { Release, Settings } from "../../src/workspace/release.ts";
import { placed } from "./nodes.ts";
import { operator } from "../../src/engine/who.ts";

/** A small company for tests: plans by hand, everything permitted unless rules say otherwise. */
export type CompanyOptions = {
  meaning?: () => Meaning;
  plans: readonly Plan[];
  agents?: readonly AgentSpec[];
  connectors?: Readonly<Record<string, Connector>>;
  rules?: readonly Partial<Rule>[];
  store?: EventStore;
  /** Those of the store, where none are named: a store that is opened again has its keys again. */
  keys?: Keys;
  executors?: ReadonlyMap<Executor["kind"], Executor>;
  at?: number;
  process?: string;
  mode?: "run" | "record";
  settings?: Partial<Settings>;
  schemas?: Release["schemas"];
  templates?: Release["templates"];
  /** Id of the release: another one pins other plans. */
  release?: string;
};

export type Company = {
  owner: Owner;
  clock: VirtualClock;
  store: EventStore;
  faults: unknown[];
  /** Set once a commit failed: this process is as good as dead. */
  dead(): boolean;
  /** Begins a job, about this client, and settles. */
  start(
    runbook: string,
    input?: JsonObject,
    key?: string,
    subject?: string | null,
  ): Promise<string>;
  arrive(
    type: string,
    externalId: string,
    content?: JsonObject,
    addresses?: string[],
  ): Promise<string>;
  run(id: string): Promise<Run>;
  /** Every run of the runbook, in the order in which they began. */
  runsOf(runbook: string): Promise<Run[]>;
  settled(): Promise<void>;
  /** Everything that begins at once, without waiting for calls that are held. */
  stirred(): Promise<void>;
  events(): Promise<string[]>;
  ledger(): Promise<readonly Recorded[]>;
  /** Open items, oldest first. */
  items(): Promise<readonly Row[]>;
  /** One turn of the operator's; answers the refusal's code, or "". */
  say(command: (turn: Turn, office: Office) => Said): Promise<string>;
  control(command: ControlCommand): Promise<string>;
  /** Moves the clock to an instant and lets follow what falls due. */
  at(instant: number): Promise<void>;
  /** Activates other settings, plans or connectors. */
  activate(changed: Partial<CompanyOptions>): Promise<void>;
  answer: Owner["office"];
};

export const monday = Date.UTC(2026, 5, 1, 8, 0);
export const hour = 3_600_000;
export const day = 24 * hour;

export function plan(runbook: string, steps: readonly Node[], more: Partial<Plan> = {}): Plan {
  return {
    runbook,
    purpose: "test",
    version: "v1",
    triggers: [{ on: "request" }],
    subject: null,
    budgetMicros: null,
    slaMs: null,
    steps: placed(steps),
    success: null,
    escalateAfterMs: null,
    ...more,
  };
}

export function agent(
  name: string,
  ladder: AgentSpec["ladder"],
  more: Partial<AgentSpec> = {},
): AgentSpec {
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
  let inForce = options;
  let failed = false;
  const owner = await Owner.open({
    store,
    clock,
    sealer: subjectSealer(new Uint8Array(32).fill(0xab), options.keys ?? keysOf(store)),
    process: options.process ?? "p1",
    mode: options.mode ?? "run",
    executors: options.executors ?? new Map(),
    connect: async () => new Map(Object.entries(inForce.connectors ?? {})),
    ...(options.meaning === undefined ? {} : { meaning: options.meaning }),
    onFault: (error) => faults.push(error),
    onFailure: (error) => {
      failed = true;
      faults.push(error);
    },
  });
  const { office } = owner;
  const { book } = office;
  const company: Company = {
    owner,
    clock,
    store,
    faults,
    dead: () => failed,
    start: async (runbook, input = {}, key = "r1", subject = null) => {
      const { result } = await book.turn(operator, (turn) =>
        startRun(turn, office, {
          runbook,
          release: office.active.id,
          trigger: { kind: "request", key },
          subject,
          input: fromOperator(input),
          parent: null,
        }),
      );
      await company.settled();
      return result.run;
    },
    arrive: async (type, externalId, content = {}, addresses = []) => {
      const received = await receive(office, "inbox", {
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
    runsOf: async (runbook) => {
      const rows = await store.find({
        table: "run",
        where: { runbook },
        order: [{ column: "number" }],
      });
      return Promise.all(rows.map((row) => stateOf(owner, String(row["id"]))));
    },
    settled: async () => {
      for (;;) {
        await book.committed();
        await owner.floor.settled();
        await book.committed();
        if (owner.floor.quiet) return;
      }
    },
    stirred: async () => {
      // Turns need a few rounds of the event loop each; nothing here waits for real time.
      for (let round = 0; round < 50; round += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    events: async () => (await company.ledger()).map((event) => event.type),
    ledger: async () => {
      await book.committed();
      return owner.journal.readFrom(1, 10_000);
    },
    items: async () => {
      await book.committed();
      return store.find({
        table: "item",
        where: { status: "open" },
        order: [{ column: "number" }],
      });
    },
    say: async (command) => {
      const { result } = await book.turn(operator, (turn) => command(turn, office));
      await company.settled();
      return result.ok ? "" : result.refusal.code;
    },
    control: (command) =>
      company.say((turn) => {
        const decision = decide(turn.get(controlStream), command);
        if (!decision.ok) return decision;
        turn.emit(controlStream, ...decision.events);
        return { ok: true, message: "" };
      }),
    at: async (instant) => {
      for (;;) {
        await company.settled();
        const next = clock.next();
        if (next === null || next > instant) break;
        clock.moveTo(next);
        await company.stirred();
      }
      clock.moveTo(instant);
      await company.settled();
    },
    activate: async (changed) => {
      inForce = { ...inForce, ...changed };
      const workspace = { release: release(inForce), settings: settings(inForce) };
      await owner.activate(workspace, { runs: "finish", back: false });
      await company.settled();
    },
    answer: office,
  };
  if (office.active.id === "") {
    await owner.activate(
      { release: release(options), settings: settings(options) },
      { runs: "finish", back: false },
    );
  }
  await owner.start();
  await company.settled();
  return company;
}

function release(options: CompanyOptions): Release {
  return {
    id: options.release ?? "rel1",
    plans: Object.fromEntries(options.plans.map((p) => [p.runbook, p])),
    agents: Object.fromEntries((options.agents ?? []).map((a) => [a.agent, a])),
    schemas: options.schemas ?? {},
    templates: options.templates ?? {},
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

const kept = new WeakMap<EventStore, Keys>();

export function keysOf(store: EventStore): Keys {
  const keys = kept.get(store) ?? new MemoryKeys();
  kept.set(store, keys);
  return keys;
}

async function stateOf(owner: Owner, id: string): Promise<Run> {
  return (await owner.office.book.read(runOf(id))).run;
}
