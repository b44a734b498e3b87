import type { Heard } from "../kernel/event.ts";
import type { RowOperation } from "../ledger/table.ts";

/**
 * An answer, not only an end: what was refused or never heard says nothing of how fast a tier is. Why
 * nothing came stands there until something does.
 */
export function callEnded(event: {
  at: number;
  data: { tier?: string; costMicros: number } & Heard;
}): RowOperation[] {
  const { tier, costMicros, latencyMs, answered, failed } = event.data;
  if (tier === undefined) return [];
  const add = (column: string, by: number): RowOperation => ({
    op: "add",
    table: "tier",
    key: { tier },
    column,
    by,
  });
  const counted = [add("calls", 1), add("micros", costMicros)];
  const set = (to: Record<string, number | string | null>): RowOperation => ({
    op: "set",
    table: "tier",
    key: { tier },
    set: to,
  });
  if (failed !== undefined) return [...counted, set({ failed, failed_at: event.at })];
  if (latencyMs === undefined) return counted;
  const again = { failed: null, failed_at: null, short_at: null };
  if (answered === undefined) return [...counted, set(again)];
  return [...counted, set({ at: event.at, latency_ms: latencyMs, answered, ...again })];
}

/** It was not made, since no budget had so much left; maybe the first of its tier. */
export function callUnpaid(tier: string, at: number): RowOperation[] {
  const key = { tier };
  return [
    { op: "add", table: "tier", key, column: "calls", by: 0 },
    { op: "set", table: "tier", key, set: { short_at: at } },
  ];
}
