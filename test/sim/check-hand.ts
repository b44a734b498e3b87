import type { Evidence } from "./evidence.ts";
import { herself } from "./outside.ts";
import { actsOf } from "./told.ts";

/** SIM23: what she sent of a draft is done, and asked about no more. */
export async function checkHand(evidence: Evidence): Promise<void> {
  const { stage, disk } = evidence;
  const acts = actsOf(evidence);
  const open = await disk.store.find({ table: "item", where: { status: "open" } });
  for (const { token, by, connector } of stage.outside.acts) {
    if (by !== herself) continue;
    const events = acts.get(token)?.events ?? [];
    const last = events.findLast(({ type }) => type.startsWith("effect."));
    if (last?.type === "effect.held" || last?.type === "effect.handed") {
      evidence.break("SIM23", `she sent ${token} of ${connector}, and it is not done`);
    }
    if (last?.type === "effect.applied" && open.some(({ about }) => about === token))
      evidence.break("SIM23", `she sent ${token} of ${connector}, and is asked about it`);
  }
}
