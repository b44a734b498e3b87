import type { Outcome } from "../api/contract/desk.ts";
import type { Session } from "./context.ts";
import { exit, ofCode } from "./exit.ts";
import { outcomeLines } from "./views/outcome.ts";

/** What became of an act on what is remembered: its number is no job's, and stands in its message. */
export function finishMemory(session: Session, outcome: Outcome): number {
  session.show(outcome, (shown, frame) => {
    const { number: _, ...rest } = shown;
    return outcomeLines(rest, null, frame);
  });
  return outcome.ok ? exit.done : ofCode(outcome.code);
}
