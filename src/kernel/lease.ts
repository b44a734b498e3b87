/**
 * A lease is a right to work on a step, which expires by itself (ST3).
 *
 * LE1 The attempt number fences: what an earlier attempt brings back is refused, whoever holds what.
 * LE2 Renewing is no history: the ledger knows the first term, the store's lease rows the last.
 * LE3 A lease is lost when its holder is known to be gone, or its last term ran out; the attempt
 *     counts as interrupted, and may be made again.
 */
export type Lease = { worker: string; attempt: number; expiresAt: number };

/** First term, and each renewal's. */
export const termMs = 60_000;

export function lost(
  lease: Pick<Lease, "worker" | "expiresAt">,
  holder: { gone: boolean; renewedUntil: number | null },
  now: number,
): boolean {
  return holder.gone || now >= Math.max(lease.expiresAt, holder.renewedUntil ?? 0);
}

/** LE1: whether what this attempt brings back still counts. */
export function mayReport(current: { attempt: number; worker: string }, reported: Lease): boolean {
  return current.attempt === reported.attempt && current.worker === reported.worker;
}
