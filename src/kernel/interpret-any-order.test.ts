import * as fc from "fast-check";
import { expect, test } from "vitest";
import { choose, each, leaf, type Make, parallel, planOf } from "../../test/fixtures/nodes.ts";
import { at, completed, entered, runAfter, started } from "../../test/fixtures/run-events.ts";
import type { RunEvent } from "./event.ts";
import { progress, type Ready } from "./interpret.ts";
import type { Plan } from "./plan.ts";
import { evolve, type Run } from "./run.ts";

/** A plan without its names, and what its expressions would decide. */
type Shape =
  | { kind: "leaf" }
  | { kind: "choose" | "parallel"; blocks: Shape[][]; pick: number }
  | { kind: "each"; steps: Shape[]; items: number; atOnce: number };

const { steps: anySteps } = fc.letrec<{ shape: Shape; steps: Shape[] }>((tie) => ({
  shape: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ kind: fc.constant("leaf" as const) }),
    fc.record({
      kind: fc.constantFrom("choose" as const, "parallel" as const),
      blocks: fc.array(tie("steps"), { minLength: 1, maxLength: 3 }),
      pick: fc.nat({ max: 2 }),
    }),
    fc.record({
      kind: fc.constant("each" as const),
      steps: tie("steps"),
      items: fc.nat({ max: 3 }),
      atOnce: fc.integer({ min: 1, max: 3 }),
    }),
  ),
  steps: fc.array(tie("shape"), { minLength: 1, maxLength: 3 }),
}));

type Decided = Map<string, { branch?: string; keys?: string[] }>;

function build(shapes: readonly Shape[]): { plan: Plan; decided: Decided } {
  const decided: Decided = new Map();
  const make = (shape: Shape, i: number): Make => {
    const name = `s${i}`;
    if (shape.kind === "leaf") return leaf(name);
    if (shape.kind === "each") {
      const keys = Array.from({ length: shape.items }, (_, k) => `k${k}`);
      const inner = each(name, shape.steps.map(make), shape.atOnce);
      return noted(inner, { keys });
    }
    const blocks = Object.fromEntries(shape.blocks.map((steps, b) => [`b${b}`, steps.map(make)]));
    if (shape.kind === "parallel") return noted(parallel(name, blocks), {});
    return noted(choose(name, blocks), { branch: `b${shape.pick % shape.blocks.length}` });
  };
  const noted =
    (inner: Make, decision: { branch?: string; keys?: string[] }): Make =>
    (base) => {
      const node = inner(base);
      decided.set(node.path, decision);
      return node;
    };
  return { plan: planOf(...shapes.map(make)), decided };
}

/** What the engine would record of it; each step answers its own path. */
function worked(ready: Ready, decided: Decided): RunEvent {
  const decision = decided.get(ready.node.path);
  if (ready.kind === "close") return completed(ready.path, ready.output);
  return decision === undefined ? completed(ready.path, ready.path) : entered(ready.path, decision);
}

/** Works a run to its end, taking what is ready in the order that `picks` say. */
function work(shapes: readonly Shape[], picks: readonly number[]): { run: Run; events: string[] } {
  const { plan, decided } = build(shapes);
  const events: string[] = [];
  let run = runAfter(started());
  for (;;) {
    const now = progress(plan, run, 0);
    expect(progress(plan, run, 0)).toEqual(now);
    if (now.done) return { run, events };
    const next = now.ready[(picks[events.length] ?? 0) % now.ready.length];
    if (next === undefined) throw new Error(`stuck after ${events.join(", ")}`);
    const event = worked(next, decided);
    events.push(`${event.type} ${next.path}`);
    run = evolve(run, at(event, events.length));
  }
}

const anyPicks = fc.array(fc.nat({ max: 20 }), { maxLength: 60 });

test("IN1, IN3: every plan is worked to its end, and nothing in it twice", () => {
  fc.assert(
    fc.property(anySteps, anyPicks, (shapes, picks) => {
      const { run, events } = work(shapes, picks);
      expect(new Set(events).size).toBe(events.length);
      expect(Object.values(run.steps).every((step) => step.status === "done")).toBe(true);
    }),
  );
});

test("IN2: whatever goes on side by side, the order of its ends changes no output", () => {
  const outputs = (run: Run) =>
    Object.entries(run.steps)
      .map(([path, step]) => [path, step.status === "done" ? step.output : null] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  fc.assert(
    fc.property(anySteps, anyPicks, anyPicks, (shapes, these, those) => {
      expect(outputs(work(shapes, these).run)).toEqual(outputs(work(shapes, those).run));
    }),
  );
});

test("IN2: a step starts only after the one before it in its block", () => {
  fc.assert(
    fc.property(anySteps, anyPicks, (shapes, picks) => {
      const { events } = work(shapes, picks);
      for (const [i, event] of events.entries()) {
        const [, block, n] = /^\S+ (.*?)s(\d+)$/.exec(event) ?? [];
        if (n === undefined || n === "0") continue;
        const before = events.indexOf(`step.completed ${block}s${Number(n) - 1}`);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThan(i);
      }
    }),
  );
});
