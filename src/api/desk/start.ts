import type { Said } from "../../engine/answer/outcome.ts";
import type { Owner } from "../../engine/owner.ts";
import { opaque } from "../../engine/office.ts";
import { startRun } from "../../engine/start.ts";
import type { Turn } from "../../engine/book.ts";
import { fromOperator } from "../../value/label.ts";
import { notByRequest } from "./process.ts";

export function begin(
  turn: Turn,
  owner: Owner,
  request: { runbook: string; input: Parameters<typeof fromOperator>[0]; requestId: string },
): Said {
  const { office } = owner;
  const { runbook, input, requestId } = request;
  const refusal = notByRequest(owner, runbook);
  if (refusal !== null) return { ok: false, refusal };
  const started = startRun(turn, office, {
    runbook,
    release: office.active.id,
    trigger: { kind: "request", key: requestKey(owner, requestId) },
    subject: null,
    input: fromOperator(input),
    parent: null,
  });
  return { ok: true, message: `Job ${started.number} begins`, number: started.number };
}

/** Whoever asks names her request as she likes; the leading time keeps ids in its order (ST9). */
function requestKey({ office }: Owner, requestId: string): string {
  const [stamp] = /^\d{13}(?!\d)/.exec(requestId) ?? [];
  const hash = opaque(office, "request", requestId);
  return stamp === undefined ? hash : `${stamp}-${hash}`;
}
