import { inDoubt, stands } from "./effect.ts";
import { nodeAt } from "./interpret.ts";
import { blocks, encloses, type Node, type Plan, walk } from "./plan.ts";
import type { Run } from "./run.ts";
import type { Step } from "./step.ts";

/**
 * Which steps begin afresh when a run is repaired from one of them (RN5). The answer is recorded with
 * the repair: the fold, the withdrawn acts, the voided questions and the closed items all go by it.
 */
export function resetBy(plan: Plan, run: Run, from: string): string[] {
  return Object.entries(run.steps).flatMap(([path, step]) => {
    // A block around it that had ended is entered again.
    if (encloses(path, from)) return step.status === "done" ? [path] : [];
    const after = nodeAt(plan, path) === null || isBehind(plan, path, from);
    return after && !stays(run, path, step, path === from) ? [path] : [];
  });
}

/**
 * True for the step itself, what is inside it and what comes after it. Branches of one block, and its
 * items, go on side by side: neither is behind the other.
 */
export function isBehind(plan: Plan, path: string, from: string): boolean {
  const left = namesOf(path);
  const right = namesOf(from);
  const i = right.findIndex((name, n) => name !== left[n]);
  const [one, other] = [left[i], right[i]];
  if (other === undefined) return true;
  if (one === undefined) return false;
  if (bare(one) === bare(other)) return !other.includes("[");
  const steps = stepsAt(plan, left.slice(0, i).map(bare).join("/"));
  if (steps === null) return false;
  const place = (name: string) => steps.findIndex((node) => node.name === bare(name));
  return place(one) > place(other);
}

/** True if an act of this step stands outside, or may stand there. */
export function keepsOutside(run: Pick<Run, "effects">, path: string): boolean {
  return Object.values(run.effects).some(
    (act) => act.path === path && (inDoubt(act) || stands(act)),
  );
}

/** What a repair must not do again. The chosen step is done again even where it was done by hand. */
function stays(run: Run, path: string, step: Step, chosen: boolean): boolean {
  if (step.status === "calling" || keepsOutside(run, path)) return true;
  if (chosen || step.status !== "done") return false;
  return step.byHand || run.called.some((call) => call.path === path);
}

/** "all[INV/3]/send" is "all[INV/3]", "send". */
function namesOf(path: string): readonly string[] {
  return Array.from(path.matchAll(/(?:\[[^\]]*\]|[^/[])+/g), ([name]) => name);
}

function bare(name: string): string {
  return name.replace(/\[.*/s, "");
}

/** The steps that follow each other there; null between branches. */
function stepsAt(plan: Plan, base: string): readonly Node[] | null {
  if (base === "") return plan.steps;
  for (const node of walk(plan.steps)) {
    for (const block of blocks(node)) if (block.path === base) return block.steps;
  }
  return null;
}
