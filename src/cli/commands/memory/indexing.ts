import type { Desk } from "../../../api/contract/desk.ts";
import type { Session } from "../../context.ts";
import { progressLines } from "../../progress.ts";

/** Texts that are given vectors between two signs of progress. */
const atOnce = 64;

export type Ready = { made: number; failed: string | null };

/** Until every passage can be found by its meaning, or that fails; stopped, it goes on another time. */
export async function indexAll(session: Session, desk: Desk): Promise<Ready> {
  const progress = progressLines(session);
  let made = 0;
  for (;;) {
    const step = await desk.index({ most: atOnce });
    made += step.made;
    progress("reading for meaning", made, made + step.left);
    if (step.left === 0 || step.failed !== null) return { made, failed: step.failed };
  }
}
