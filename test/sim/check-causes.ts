import type { Evidence } from "./evidence.ts";

/** SIM18: one cause begins one job of a process, and a client has one open job of it. */
export function checkCauses(evidence: Evidence): void {
  const begun = new Map<string, string>();
  const busy = new Map<string, string>();
  const holds = new Map<string, string>();
  for (const { type, stream, data } of evidence.events) {
    if (type === "run.completed" || type === "run.cancelled") {
      const held = holds.get(stream);
      if (held !== undefined && busy.get(held) === stream) busy.delete(held);
    }
    if (type !== "run.started") continue;
    const { kind, key } = data["trigger"] as { kind: string; key: string };
    const cause = `${String(data["runbook"])} by ${kind} ${key}`;
    const other = begun.get(cause);
    if (other !== undefined) evidence.break("SIM18", `${cause} began ${other} and ${stream}`);
    begun.set(cause, stream);
    if (typeof data["subject"] !== "string" || data["parent"] !== null) continue;
    const held = `${String(data["runbook"])} about ${data["subject"]}`;
    const holder = busy.get(held);
    if (holder !== undefined) {
      evidence.break("SIM18", `${stream} began, and ${holder}, ${held}, had not ended`);
    }
    busy.set(held, stream);
    holds.set(stream, held);
  }
}
