import { uptime } from "node:os";
import type { Executor } from "../src/agent/contract.ts";
import type { AgentSpec } from "../src/agent/spec.ts";
import type { Connector } from "../src/connectors/contract.ts";
import { SystemClock } from "../src/engine/clock.ts";
import { Owner } from "../src/engine/owner.ts";
import { subjectSealer } from "../src/ledger/seal.ts";
import { startRun } from "../src/engine/start.ts";
import type {
  AgentNode,
  ApproveNode,
  EffectNode,
  Node,
  Plan,
  WaitNode,
} from "../src/kernel/plan.ts";
import type { Verdict } from "../src/policy/rule.ts";
import { keysBeside } from "../src/store/sqlite/keys.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import type { JsonObject } from "../src/value/json.ts";
import { fromOutside } from "../src/value/label.ts";
import type { Release, Settings } from "../src/workspace/release.ts";

/** A company on the real store, with the real clock, that has two processes and one connector. */
export type Company = {
  owner: Owner;
  /** Answers the run's id once its start is decided. */
  start(runbook: string, input: JsonObject, subject?: string): Promise<string>;
  /** Resolves when the run has ended and its end is synced. */
  ended(run: string): Promise<void>;
  close(): Promise<void>;
};

const outside = {
  type: "object",
  properties: { text: { type: "string" } },
  required: ["text"],
};

/** A step with a contract on both sides, whose text stems from the step before: labels travel along. */
const writer: AgentSpec = {
  agent: "writer",
  purpose: "Writes one line",
  version: "1",
  persona: null,
  input: outside,
  output: outside,
  may: [],
  ladder: [{ kind: "template", file: "line.json", template: { text: "{{ text }}" } }],
  retries: { times: 2, firstMs: 1_000, factor: 2 },
  deadlineMs: 5_000,
  slaMs: null,
};

const names = ["first", "second", "third", "fourth", "fifth"];
export const stepsPerRun = names.length;

function line(name: string, i: number): AgentNode {
  const before = names[i - 1] ?? "input";
  const base = { path: name, name, line: i + 1, accept: "size(out.text) > 0" };
  return { ...base, kind: "agent", agent: "writer", with: { text: `{{ ${before}.text }}` } };
}

const letter: EffectNode = {
  kind: "effect",
  path: "letter",
  name: "letter",
  line: 1,
  connector: "post",
  action: "send",
  with: { to: "ana@client.example", text: "{{ input.text }}" },
};

const question: ApproveNode = {
  kind: "approve",
  path: "question",
  name: "question",
  line: 1,
  title: "May it go out?",
  show: "{{ input }}",
  editable: false,
  schema: null,
  expiresMs: 3 * 86_400_000,
  onDeny: "cancel",
};

/** For companies that are killed: a step that may be under way, an act that may be, and a wait. */
const thinker: AgentSpec = {
  ...writer,
  agent: "thinker",
  ladder: [{ kind: "code", file: "think.js", source: "" }],
};

/** Asks a model, which is shown a client's words. */
const reader: AgentSpec = {
  ...writer,
  agent: "reader",
  ladder: [{ kind: "model", tier: "small", prompt: "Answer with one line" }],
};

const pause: WaitNode = {
  kind: "wait",
  path: "pause",
  name: "pause",
  line: 3,
  on: null,
  where: null,
  forMs: 20_000,
  until: null,
  ask: null,
};

const flight: readonly Node[] = [
  { ...line("first", 0) },
  { ...line("second", 1), agent: "thinker", accept: null, with: { text: "{{ input.text }}" } },
  letter,
  pause,
  { ...line("third", 2) },
];

function planOf(runbook: string, steps: readonly Node[]): Plan {
  return {
    runbook,
    purpose: "bench",
    version: "1",
    triggers: [{ on: "request" }],
    subject: null,
    budgetMicros: null,
    slaMs: null,
    steps,
    success: null,
    escalateAfterMs: null,
  };
}

const release: Release = {
  id: "bench-1",
  plans: {
    five: planOf("five", names.map(line)),
    letter: planOf("letter", [letter]),
    asking: planOf("asking", [question]),
    flight: planOf("flight", flight),
    model: planOf("model", [
      { ...line("first", 0), agent: "reader", with: { text: "{{ input.text }}" } },
    ]),
  },
  agents: { writer, thinker, reader },
  schemas: {},
  templates: {},
  files: {},
};

const rule = (id: string, verdict: Verdict, actions: string[]) => ({
  id,
  verdict,
  actions,
  when: null,
  because: "bench",
  file: "policies/bench.yaml",
  line: 1,
});

const settings: Settings = {
  company: {
    name: "Bench",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    locale: "en",
    example: true,
    personas: {},
    details: {},
  },
  policies: [
    {
      name: "bench",
      version: "1",
      rules: [
        rule("all", "permit", ["*"]),
        { ...rule("letters", "ask", ["post.send"]), when: "principal == 'runbook:letter'" },
      ],
      grants: ["letter", "flight"].map((name) => ({ to: `runbook:${name}`, may: ["post.send"] })),
    },
  ],
  connectors: {},
  ignore: [],
  suspect: [],
  budgets: { workspaceMicros: 1e12, perDayMicros: 1e12 },
  models: {
    small: {
      provider: "compatible",
      model: "bench",
      price: { currency: "EUR", input: 250_000, output: 2_000_000 },
      currency: "EUR",
      rates: {},
      onlyHere: true,
    },
  },
};

export async function openCompany(
  folder: string,
  connectors: Readonly<Record<string, Connector>> = {},
  executors: ReadonlyMap<Executor["kind"], Executor> = new Map(),
  /** Called before anything that was under way goes on. */
  watch: (owner: Owner) => void = () => {},
): Promise<Company> {
  const fail = (error: unknown): never => {
    throw error;
  };
  const store = await openSqliteStore(folder);
  const owner = await Owner.open({
    store,
    clock: new SystemClock(Date.now, () => uptime() * 1000),
    sealer: subjectSealer(new Uint8Array(32).fill(0x5a), await keysBeside(store, folder, "own")),
    process: String(process.pid),
    mode: "run",
    executors,
    connect: async () => new Map(Object.entries(connectors)),
    onFault: fail,
    onFailure: fail,
  });
  if (owner.office.active.id === "") {
    await owner.activate({ release, settings }, { runs: "finish", back: false });
  }
  watch(owner);
  await owner.start();
  return companyOf(owner);
}

function companyOf(owner: Owner): Company {
  const { office } = owner;
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const who = { actor: "operator", cause: null, intent: null };
  let started = 0;
  office.book.listen((events) => {
    for (const { type, stream } of events) {
      if (type === "run.completed") waiting.get(stream.slice("run/".length))?.resolve();
    }
  });
  return {
    owner,
    async start(runbook, input, subject) {
      started += 1;
      const request = {
        runbook,
        release: release.id,
        trigger: { kind: "request", key: `${Date.now()}-${started}` } as const,
        subject: subject ?? null,
        input: fromOutside(input, subject ?? null),
        parent: null,
      };
      const { result } = await office.book.turn(who, (turn) => {
        const started = startRun(turn, office, request);
        waiting.set(started.run, Promise.withResolvers());
        return started;
      });
      return result.run;
    },
    async ended(run) {
      await waiting.get(run)?.promise;
      waiting.delete(run);
      await office.book.committed();
    },
    close: async () => {
      await owner.close();
      await owner.store.close();
    },
  };
}
