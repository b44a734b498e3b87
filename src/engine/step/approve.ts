import type { ApproveNode } from "../../kernel/plan.ts";
import { canonical } from "../../value/json.ts";
import type { Labelled } from "../../value/label.ts";
import type { Office } from "../office.ts";
import { runOf } from "../streams.ts";
import { cellOf, type Context, givenTo } from "./context.ts";

/** Shows the operator something and waits for her answer, bound to exactly these bytes (EF5). */
export function startApprove(context: Context<ApproveNode>): void {
  requestApproval(context, context.path, givenTo(context, context.node.show), {
    expiresMs: context.node.expiresMs,
    factor: false,
  });
}

/** `about` is a step's path or an effect's token. Asked again after expiry, under the same number. */
export function requestApproval(
  context: Pick<Context, "turn" | "id" | "office">,
  about: string,
  shown: Labelled,
  terms: { expiresMs: number; factor: boolean },
): void {
  const { turn, id, office } = context;
  const cell = cellOf(context);
  const before = cell.asked[about];
  // Expiry asks again: still the same question, under the same number.
  const expired = cell.approvals[about]?.status === "pending";
  turn.emit(runOf(id), {
    type: "approval.requested",
    data: {
      about,
      item: before !== undefined && expired ? before.item : turn.number(),
      digest: fingerprint(office, cell.run.subject, shown),
      expiresAt: turn.at + terms.expiresMs,
      round: (before?.round ?? 0) + 1,
      factor: terms.factor,
      act: cell.run.effects[about] !== undefined,
    },
    values: { shown },
  });
}

/** Keyed digest of a value's canonical bytes: what an approval binds and a look-up compares. */
export function fingerprint(
  office: Pick<Office, "sealer">,
  subject: string | null,
  value: Labelled,
): string {
  return office.sealer.fingerprint(subject, canonical(value.value));
}
