import type { AgentSpec } from "../../src/agent/spec.ts";
import type { Files, Shape, SimRule } from "./case.ts";
import type { Random } from "./random.ts";
import { drawRunbook, type Start } from "./runbooks.ts";

/** Draws what an operator has in her files. */
export function drawFiles(random: Random, shapes: readonly Shape[], version = 1): Files {
  const agents = drawAgents(random);
  const given = { shapes, agents: agents.map(({ agent }) => agent) };
  const starting: Start[] = ["mail", "request", ...(random.chance(0.4) ? (["time"] as const) : [])];
  const called = drawRunbook(random, "helper", "request", { ...given, calls: [] });
  const runbooks = starting.map((start) =>
    drawRunbook(random, `by-${start}`, start, { ...given, calls: ["helper"] }),
  );
  return {
    version,
    runbooks: [called, ...runbooks],
    agents,
    rules: drawRules(random, shapes),
    budgets: {
      workspaceMicros: random.chance(0.2) ? random.between(3, 40) * 1_000_000 : null,
      perDayMicros: random.chance(0.15) ? random.between(2, 15) * 1_000_000 : null,
    },
  };
}

export function drawRules(random: Random, shapes: readonly Shape[]): SimRule[] {
  return shapes.flatMap(({ name }) => {
    if (random.chance(0.5)) return [];
    const verdict = random.weighted({ ask: 8, forbid: 1, byHand: 2, secondFactor: 0.5 });
    return [{ verdict, connector: name, above: random.pick([null, 2, 5]) }];
  });
}

const whole = { type: "object", required: ["n"], properties: { n: { type: "number" } } };

function drawAgents(random: Random): AgentSpec[] {
  const common = {
    purpose: "simulated",
    version: "v1",
    persona: null,
    input: whole,
    output: whole,
    may: [],
    retries: { times: random.between(0, 2), firstMs: 1_000, factor: 2 },
    deadlineMs: random.pick([5_000, 100_000]),
    slaMs: null,
  };
  const template = { kind: "template", file: "t.json", template: { n: "{{ n }}" } } as const;
  const code = { kind: "code", file: "c.js", source: "export default (x) => x" } as const;
  const model = { kind: "model", tier: "small", prompt: "What is n?" } as const;
  const manual = { kind: "manual" } as const;
  const all: AgentSpec[] = [
    { ...common, agent: "clerk", ladder: [model, ...random.some([code, template], 0.5), manual] },
    { ...common, agent: "coder", ladder: [code, manual] },
    { ...common, agent: "asker", may: ["*"], ladder: [code, manual] },
  ];
  return random.some(all, 0.6);
}
