import { uptime } from "node:os";
import type { AgentSpec } from "../src/agent/spec.ts";
import type { Connector } from "../src/connectors/contract.ts";
import { SystemClock } from "../src/engine/clock.ts";
import { Owner } from "../src/engine/owner.ts";
import { startRun } from "../src/engine/start.ts";
import type { AgentNode, ApproveNode, EffectNode, Node, Plan } from "../src/kernel/plan.ts";
import type { Verdict } from "../src/policy/rule.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import type { JsonObject } from "../src/value/json.ts";
import { fromOutside } from "../src/value/label.ts";
import type { Release, Settings } from "../src/workspace/release.ts";

/** A company on the real store, with the real clock, that has two processes and one connector. */
export type Company = {
  owner: Owner;
  /** Answers the run's id once its start is decided. */
  start(runbook: string, input: JsonObject): Promise<string>;
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
  },
  agents: { writer },
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
      rules: [rule("all", "permit", ["*"]), rule("letters", "ask", ["post.send"])],
      grants: [{ to: "runbook:letter", may: ["post.send"] }],
    },
  ],
  connectors: {},
  ignore: [],
  suspect: [],
  budgets: { workspaceMicros: null, perDayMicros: null },
};

export async function openCompany(
  folder: string,
  connectors: Readonly<Record<string, Connector>> = {},
): Promise<Company> {
  const fail = (error: unknown): never => {
    throw error;
  };
  const owner = await Owner.open({
    store: await openSqliteStore(folder),
    clock: new SystemClock(Date.now, () => uptime() * 1000),
    workspaceKey: "5a".repeat(32),
    process: String(process.pid),
    mode: "run",
    executors: new Map(),
    connect: async () => new Map(Object.entries(connectors)),
    onFault: fail,
    onFailure: fail,
  });
  if (owner.office.active.id === "") {
    await owner.activate({ release, settings }, { runs: "finish", back: false });
  }
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
    async start(runbook, input) {
      started += 1;
      const request = {
        runbook,
        release: release.id,
        trigger: { kind: "request", key: `${Date.now()}-${started}` } as const,
        subject: null,
        input: fromOutside(input, null),
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
    close: () => owner.close(),
  };
}
