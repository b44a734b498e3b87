import type { Outcome } from "../api/contract/desk.ts";
import type { Session } from "./context.ts";
import { exit, ofCode } from "./exit.ts";
import { outcomeLines } from "./views/outcome.ts";

/** What became of an act on what is remembered: its number is no job's, and nothing waits for it. */
export function finishMemory(session: Session, outcome: Outcome): number {
  session.show(outcome, ({ ok, code, message }, frame) =>
    outcomeLines({ ok, code, message }, null, frame),
  );
  return outcome.ok ? exit.done : ofCode(outcome.code);
}
