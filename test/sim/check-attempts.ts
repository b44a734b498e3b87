import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";

/** SIM12: what an earlier attempt brings back counts for nothing, and a claim is its claimer's. */
export function checkAttempts(evidence: Evidence): void {
  const done = new Map<string, Durable>();
  const claims = new Map<string, Durable>();
  for (const event of evidence.events) {
    const { type, stream, data } = event;
    const key = `${stream} ${String(data["path"])}`;
    if (type === "run.repaired") {
      for (const path of data["reset"] as readonly string[]) {
        done.delete(`${stream} ${path}`);
        claims.delete(`${stream} ${path}`);
      }
    } else if (type === "step.claimed") {
      claims.set(key, event);
    } else if (type === "step.completed" || type === "step.proposed") {
      if (type === "step.completed" && done.has(key)) {
        evidence.break(
          "SIM12",
          `"${key}" was completed twice: events ${done.get(key)?.seq} and ${event.seq}`,
        );
      }
      const claim = claims.get(key);
      const byAgent = event.actor.startsWith("agent:");
      const { rung } = data["by"] as { rung: string };
      // Only what others can observe is claimed first.
      if (byAgent && rung === "model" && claim === undefined)
        evidence.break("SIM12", `event ${event.seq} ends an attempt that nobody has claimed`);
      if (
        byAgent &&
        claim !== undefined &&
        (claim.data["worker"] !== event.by || claim.data["attempt"] !== data["attempt"])
      ) {
        evidence.break(
          "SIM12",
          `event ${event.seq} ends an attempt that ${String(claim.data["worker"])} had claimed`,
        );
      }
      if (type === "step.completed") done.set(key, event);
    } else if (type === "step.failed" || type === "form.opened") {
      claims.delete(key);
    }
  }
}
