import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CallFailed, type Executor, type Model } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import { type Budget, evolve, initial, leftOf } from "../../src/kernel/budget.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import { agent, open, plan } from "../engine/company.ts";
import { only } from "../fakes/scripted-model.ts";
import { ask, large, models, small, template } from "./reader.ts";

/** What a model does, and what it says it cost. */
type Behaviour = { bound: number; claim: number | null; does: "answers" | "babbles" | "fails" };

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  bound: fc.nat({ max: 400 }),
  claim: fc.oneof(
    fc.nat({ max: 400 }),
    fc.constantFrom(null, -1, -1e15, 0.5, 1e15, Number.NaN, Number.POSITIVE_INFINITY),
  ),
  does: fc.constantFrom("answers", "babbles", "fails"),
});

function playing(behaviours: readonly Behaviour[]): Model {
  let at = 0;
  const now = () => behaviours[at % behaviours.length] ?? { bound: 1, claim: 1, does: "answers" };
  return {
    name: "played",
    bound: () => now().bound,
    async call() {
      const { claim, does } = now();
      at += 1;
      await Promise.resolve();
      if (does === "fails")
        throw new CallFailed("busy", "transient", {
          charged: claim !== null && claim > 200,
          fault: "busy",
        });
      const text = does === "answers" ? '{"blends":4}' : "Well";
      const tokens = { input: 1, output: 1, cached: 0 };
      return { text, model: "played", tokens, costMicros: claim, rate: null, finish: "whole" };
    },
  };
}

test("BU1, BU4: whatever is claimed, no budget is ever overshot, and nothing stays reserved", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(behaviour, { minLength: 1, maxLength: 12 }),
      fc.record({ workspace: fc.nat(3_000), day: fc.nat(2_000), agent: fc.nat(1_500) }),
      fc.integer({ min: 1, max: 8 }),
      async (behaviours, limits, runs) => {
        const executor = modelAgent(only(playing(behaviours)));
        const c = await open({
          plans: [plan("read", [ask], { budgetMicros: 900 })],
          agents: [agent("reader", [large, small, template], { perDayMicros: limits.agent })],
          executors: new Map<Executor["kind"], Executor>([["model", executor]]),
          settings: {
            models,
            budgets: { workspaceMicros: limits.workspace, perDayMicros: limits.day },
          },
        });
        const keys = Array.from({ length: runs }, (_, i) => `r${i}`);
        await Promise.all(keys.map((key) => c.start("read", { mail: key }, key)));
        await c.at(c.clock.now() + 3_600_000);
        expect(c.faults).toEqual([]);
        const limitOf = (scope: string) => {
          if (scope.startsWith("run/")) return 900;
          if (scope.startsWith("agent/")) return limits.agent;
          return scope === "workspace" ? limits.workspace : limits.day;
        };
        for (const [scope, budget] of foldsOf(await c.ledger(), limitOf))
          expect([scope, budget.reserved]).toEqual([scope, {}]);
        for (const run of await c.runsOf("read")) expect(run.status).toBe("completed");
      },
    ),
    { numRuns: 60 },
  );
});

/** Every budget at its end; each is looked at after every event. */
function foldsOf(
  ledger: readonly Recorded[],
  limitOf: (scope: string) => number,
): ReadonlyMap<string, Budget> {
  const budgets = new Map<string, Budget>();
  for (const event of ledger) {
    if (!event.stream.startsWith("budget/")) continue;
    const scope = event.stream.slice("budget/".length);
    // Events of a budget's stream are a budget's events.
    const after = evolve(
      budgets.get(scope) ?? initial,
      event as unknown as Parameters<typeof evolve>[1],
    );
    budgets.set(scope, after);
    expect(leftOf(after, limitOf(scope))).toBeGreaterThanOrEqual(0);
  }
  return budgets;
}
