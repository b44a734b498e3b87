import * as budget from "../../src/kernel/budget.ts";
import { modelCostMicros } from "./agents.ts";
import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";

/** SIM6: nothing is reserved beyond a limit, and nothing is spent beyond what is reserved. */
export function checkBudgets(evidence: Evidence): void {
  const budgets = new Map<string, budget.Budget>();
  for (const event of evidence.events) {
    if (!event.stream.startsWith("budget/")) continue;
    const scope = event.stream.slice("budget/".length);
    const before = budgets.get(scope) ?? budget.initial;
    // Only this program writes such events.
    const after = budget.evolve(before, event as unknown as budget.BudgetEvent);
    budgets.set(scope, after);
    if (event.type === "budget.reserved") limits(evidence, scope, after, event);
  }
  const { spent, reserved } = budgets.get("workspace") ?? budget.initial;
  const accounted = spent + Object.values(reserved).reduce((sum, micros) => sum + micros, 0);
  // What was spent for a ledger that is lost stands in no other.
  if (evidence.stage.takeovers.lossy) return;
  const real = spentOutside(evidence);
  if (real > accounted)
    evidence.break("SIM6", `${real} were spent, the ledger accounts for ${accounted}`);
}

function limits(evidence: Evidence, scope: string, after: budget.Budget, event: Durable): void {
  const allowed = evidence.filesAt(event).map(({ budgets }) => {
    if (scope === "workspace") return budgets.workspaceMicros;
    return scope.startsWith("day/") ? budgets.perDayMicros : null;
  });
  if (allowed.some((limit) => limit === null)) return;
  const most = Math.max(...allowed.map(Number));
  if ((budget.leftOf(after, most) ?? 0) < 0) {
    evidence.break("SIM6", `event ${event.seq} reserves beyond the ${most} of "${scope}"`);
  }
}

function spentOutside({ stage, events }: Evidence): number {
  let micros = 0;
  for (const { connector, extra, undone } of stage.outside.acts) {
    const shape = stage.drawn.shapes.find(({ name }) => name === connector);
    if (shape === undefined || extra) continue;
    micros += shape.costMicros + undone.length * shape.undoCostMicros;
  }
  const answered = events.filter(({ type }) => type === "call.ended").length;
  return micros + answered * modelCostMicros;
}
