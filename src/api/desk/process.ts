import type { Owner } from "../../engine/owner.ts";
import type { Refusal } from "../../kernel/decision.ts";
import { diagram } from "../../runbook/diagram.ts";
import { Refused } from "../contract/refused.ts";

/** A process as it is in force now; files that are not applied yet are not in it. */
export function diagramOf(owner: Owner, name: string): string {
  const { plans } = owner.office.active;
  const plan = Object.hasOwn(plans, name) ? plans[name] : undefined;
  if (plan === undefined) throw new Refused(noProcess(owner, "draw", name));
  return diagram(plan);
}

export function noProcess(owner: Owner, act: string, name: string): Refusal {
  const names = Object.keys(owner.office.active.plans);
  const there =
    names.length === 0 ? 'apply your files: "mainstay apply"' : `there are: ${names.join(", ")}`;
  const message = `Cannot ${act} "${name}": there is no such process; ${there}`;
  return { code: "runbook_unknown", message };
}
