import type { Heard } from "../kernel/event.ts";
import type { RowOperation } from "../ledger/table.ts";

/** An answer, not only an end: what was refused or never heard says nothing of how fast a tier is. */
export function callEnded(event: {
  at: number;
  data: { tier?: string; costMicros: number } & Heard;
}): RowOperation[] {
  const { tier, costMicros, latencyMs, answered } = event.data;
  if (tier === undefined) return [];
  const add = (column: string, by: number): RowOperation => ({
    op: "add",
    table: "tier",
    key: { tier },
    column,
    by,
  });
  const counted = [add("calls", 1), add("micros", costMicros)];
  if (answered === undefined || latencyMs === undefined) return counted;
  const set = { at: event.at, latency_ms: latencyMs, answered };
  return [...counted, { op: "set", table: "tier", key: { tier }, set }];
}
