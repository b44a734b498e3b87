import { answerApproval, type ApprovalAnswer } from "../../src/engine/answer/approval.ts";
import { answerHeld, answerUndo, resolveUnknown } from "../../src/engine/answer/effect.ts";
import { cancelRun, fillForm, repair, takeStep } from "../../src/engine/answer/step.ts";
import { runOf } from "../../src/engine/streams.ts";
import type { Effect } from "../../src/kernel/effect.ts";
import type { Run } from "../../src/kernel/run.ts";
import type { Json } from "../../src/value/json.ts";
import type { Company } from "./company.ts";

/** What the operator does in tests. Each answers the refusal's code, or "" where it was taken. */

/** The newest act that a step proposed. */
export function actAt(run: Run, path: string): Effect {
  const found = Object.values(run.effects).findLast((act) => act.path === path);
  if (found === undefined) throw new Error(`Step "${path}" proposed nothing`);
  return found;
}

export function tokenAt(run: Run, path: string): string {
  return actAt(run, path).proposal.token;
}

/** What an expired, pending or answered question shows, by step path or token. */
export async function asked(company: Company, id: string, about: string) {
  const { approvals, asked } = await company.owner.office.book.read(runOf(id));
  const approval = approvals[about];
  const digest = approval !== undefined && "digest" in approval ? approval.digest : "";
  return { status: approval?.status ?? "none", digest, ...asked[about] };
}

export async function answer(
  company: Company,
  id: string,
  about: string,
  given: Partial<ApprovalAnswer> = {},
): Promise<string> {
  const { digest } = await asked(company, id, about);
  return company.say((turn, office) =>
    answerApproval(turn, office, id, about, { answer: "approve", digest, ...given }),
  );
}

export function cancel(company: Company, id: string): Promise<string> {
  return company.say((turn, office) => cancelRun(turn, office, id, "changed my mind"));
}

export function take(company: Company, id: string, path: string): Promise<string> {
  return company.say((turn, office) => takeStep(turn, office, id, path));
}

export function handBack(company: Company, id: string, path: string, value: Json): Promise<string> {
  return company.say((turn, office) => fillForm(turn, office, id, path, value));
}

export function mend(
  company: Company,
  id: string,
  path: string,
  more: { input?: Json; release?: string } = {},
): Promise<string> {
  const { input, release = null } = more;
  return company.say((turn, office) => repair(turn, office, id, { path, input, release }));
}

export function resolve(
  company: Company,
  id: string,
  token: string,
  what: "happened" | "again" | "not",
  value: Json = {},
): Promise<string> {
  return company.say((turn, office) => resolveUnknown(turn, office, id, token, what, value));
}

export function letGo(
  company: Company,
  id: string,
  token: string,
  what: "approve" | "edit" | "hand" | "deny" | "done",
  value: Json = {},
): Promise<string> {
  return company.say((turn, office) => answerHeld(turn, office, id, token, what, value));
}

export function settleUndo(
  company: Company,
  id: string,
  token: string,
  what: "happened" | "again" | "skip",
): Promise<string> {
  return company.say((turn, office) => answerUndo(turn, office, id, token, what));
}
