import { modelCostMicros } from "./agents.ts";
import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";
import { herself } from "./outside.ts";

/** What a budget has spent and holds, by a reckoning of our own. */
type Account = { spent: number; held: Map<string, number> };

/** SIM6: nothing is reserved beyond a limit, and nothing is spent beyond what is reserved. */
export function checkBudgets(evidence: Evidence): void {
  const accounts = new Map<string, Account>();
  for (const event of evidence.events) {
    if (!event.stream.startsWith("budget/")) continue;
    const scope = event.stream.slice("budget/".length);
    const account = accounts.get(scope) ?? { spent: 0, held: new Map() };
    accounts.set(scope, account);
    enter(account, event);
    if (event.type === "budget.reserved") limits(evidence, scope, totalOf(account), event);
  }
  const workspace = accounts.get("workspace");
  const accounted = workspace === undefined ? 0 : totalOf(workspace);
  // What was spent for a ledger that is lost stands in no other.
  if (evidence.stage.takeovers.lossy) return;
  const real = spentOutside(evidence);
  if (real > accounted)
    evidence.break("SIM6", `${real} were spent, the ledger accounts for ${accounted}`);
}

function enter(account: Account, { type, data }: Durable): void {
  const id = String(data["id"]);
  if (type === "budget.reserved") {
    account.held.set(id, Number(data["micros"]));
    return;
  }
  account.held.delete(id);
  if (type === "budget.settled") account.spent += Number(data["micros"]);
}

function totalOf({ spent, held }: Account): number {
  return Array.from(held.values()).reduce((sum, micros) => sum + micros, spent);
}

function limits(evidence: Evidence, scope: string, total: number, event: Durable): void {
  const allowed = evidence.filesAt(event).map(({ budgets }) => {
    if (scope === "workspace") return budgets.workspaceMicros;
    return scope.startsWith("day/") ? budgets.perDayMicros : null;
  });
  if (allowed.some((limit) => limit === null)) return;
  const most = Math.max(...allowed.map(Number));
  if (total > most) {
    evidence.break("SIM6", `event ${event.seq} reserves beyond the ${most} of "${scope}"`);
  }
}

function spentOutside({ stage, events }: Evidence): number {
  let micros = 0;
  for (const { connector, extra, by, undone } of stage.outside.acts) {
    const shape = stage.drawn.shapes.find(({ name }) => name === connector);
    // What she did herself, and no job took for done, is on nobody's account.
    if (shape === undefined || extra || by === herself) continue;
    micros += shape.costMicros + undone.length * shape.undoCostMicros;
  }
  const answered = events.filter(({ type }) => type === "call.ended").length;
  return micros + answered * modelCostMicros;
}
