import { walk } from "../kernel/plan.ts";
import { kept } from "../value/fault.ts";
import type { Compiled } from "./compile.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** Which runbooks call each one. */
export function callers(all: readonly Compiled[]): Record<string, { calledBy: string[] }> {
  const known: Record<string, { calledBy: string[] }> = {};
  for (const { plan } of all) known[plan.runbook] = { calledBy: [] };
  for (const { plan } of all) {
    for (const name of calls(plan.steps)) known[name]?.calledBy.push(plan.runbook);
  }
  return known;
}

/** A runbook that calls itself, however far around, would never end: each circle is reported once. */
export function circles(all: readonly Compiled[]): { runbook: string; mistake: Mistake }[] {
  const byName = new Map(all.map((one) => [one.plan.runbook, one]));
  const done = new Set<string>();
  const found: { runbook: string; mistake: Mistake }[] = [];
  const visit = (name: string, way: readonly string[]): void => {
    const one = byName.get(name);
    if (one === undefined || done.has(name)) return;
    for (const node of walk(one.plan.steps)) {
      if (node.kind !== "call") continue;
      const from = [...way, name];
      const back = from.indexOf(node.runbook);
      if (back === -1) {
        visit(node.runbook, from);
        continue;
      }
      const circle = [...from.slice(back), node.runbook].map((n) => `"${n}"`).join(" → ");
      found.push({
        runbook: name,
        mistake: mistake(
          one.source.at(`${kept(one.where, node.path)}/call`),
          `Cannot call "${node.runbook}" in step "${node.path}": the calls go in a circle, ${circle}`,
          `take one of these calls out`,
        ),
      });
    }
    done.add(name);
  };
  for (const { plan } of all) visit(plan.runbook, []);
  return found;
}

function calls(nodes: Compiled["plan"]["steps"]): string[] {
  return [...walk(nodes)].flatMap((node) => (node.kind === "call" ? [node.runbook] : []));
}
