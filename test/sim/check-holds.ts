import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";
import { actsOf, type Told } from "./told.ts";

/** SIM20, SIM21: what is held open, and what she took back. */
export function checkHolds(evidence: Evidence): void {
  for (const act of actsOf(evidence).values()) {
    const shape = evidence.stage.drawn.shapes.find(({ name }) => name === act.connector);
    if (shape === undefined) continue;
    heldOpen(evidence, act, shape);
    takenBack(evidence, act);
  }
}

/** SIM20. */
function heldOpen(
  evidence: Evidence,
  { token, connector, events }: Told,
  { holdMs, latenessMs }: { holdMs: number; latenessMs: number },
): void {
  let cleared = { at: 0, approved: false };
  let left = false;
  for (const { type, at, data } of events) {
    const sinceMs = at - cleared.at;
    switch (type) {
      case "effect.cleared":
        cleared = { at, approved: data["approved"] === true };
        left = false;
        break;
      case "effect.sent":
        if (!left && sinceMs < holdMs) {
          const message = `${token} of ${connector} left ${sinceMs} ms after it was cleared, not ${holdMs}`;
          evidence.break("SIM20", message);
        }
        left = true;
        break;
      case "effect.held":
        // What nobody approved may have been late when it was cleared.
        if (data["why"] === "late" && cleared.approved && sinceMs <= holdMs + latenessMs)
          evidence.break("SIM20", `${token} of ${connector} was late because it was held open`);
        break;
    }
  }
}

/** SIM21: of what this history still knows. */
function takenBack(evidence: Evidence, { token, connector, events }: Told): void {
  for (const told of evidence.stage.witness.takenBack) {
    const { seq, stored } = told.event;
    if (told.token !== token || evidence.events[seq - 1]?.stored !== stored) continue;
    const next = events.find((event) => event.seq > seq && isLettingGo(event));
    if (next?.type === "effect.sent")
      evidence.break("SIM21", `${token} of ${connector} left, which she took back`);
  }
}

/** Either she clears it again, or it leaves by itself. */
function isLettingGo({ type, actor }: Durable): boolean {
  return type === "effect.sent" || (type === "effect.cleared" && actor === "operator");
}
