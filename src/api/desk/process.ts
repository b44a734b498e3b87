import type { Owner } from "../../engine/owner.ts";
import type { Refusal } from "../../kernel/decision.ts";
import { broughtInvoice } from "../../kernel/inbound.ts";
import type { Plan, Trigger } from "../../kernel/plan.ts";
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

/** Why a request does not start this process; null where it does. */
export function notByRequest(owner: Owner, name: string): Refusal | null {
  const { plans } = owner.office.active;
  const plan = Object.hasOwn(plans, name) ? plans[name] : undefined;
  if (plan === undefined) return noProcess(owner, "start", name);
  if (byRequest(plan)) return null;
  const starts = plan.triggers.map(triggerWords);
  const by =
    starts.length === 0 ? "only other processes start it" : `${starts.join(" or ")} starts it`;
  const others = Object.values(plans)
    .filter(byRequest)
    .map(({ runbook }) => runbook);
  const there =
    others.length === 0
      ? 'no process here has the trigger "request"'
      : `these you can start: ${others.join(", ")}`;
  const message = `Cannot start "${name}" by hand: ${by}; ${there}`;
  return { code: "not_by_request", message };
}

function byRequest(plan: Plan): boolean {
  return plan.triggers.some(({ on }) => on === "request");
}

const beginnings: Readonly<Record<string, string>> = {
  "payment.received": "a payment",
  "mail.received": "a mail",
  "bank.statement": "a bank statement",
  [broughtInvoice]: "an invoice that you bring",
};

function triggerWords(trigger: Trigger): string {
  if (trigger.on !== "event") return trigger.on === "time" ? "the calendar" : "you";
  return beginnings[trigger.type] ?? trigger.type;
}
