import { type Control, type ControlCommand, decide } from "../../kernel/control.ts";
import type { Refusal } from "../../kernel/decision.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import type { Outcome } from "../contract/desk.ts";
import { pausedIn, resumeCommand } from "./held.ts";
import { noTarget } from "./target.ts";
import type { Ask } from "./ask.ts";

/** What halts and goes on again, as the operator's decision. */
export function controlWith(
  owner: Owner,
  ask: Ask,
): (command: ControlCommand, message: string) => Promise<Outcome> {
  return async (command, message) => {
    const { waits = [], ...said } = await ask((turn) => {
      const nothing = command.type === "pause" ? noTarget(owner, command.target) : null;
      if (nothing !== null) return { ok: false, refusal: nothing };
      const decision = decide(turn.get(controlStream), command);
      if (!decision.ok) {
        return { ok: false, refusal: withRemedy(decision.refusal, turn.get(controlStream)) };
      }
      turn.emit(controlStream, ...decision.events);
      return { ok: true, message };
    });
    // What is held back waits for nobody.
    return command.type === "resume" && waits.length > 0 ? { ...said, waits } : said;
  };
}

/** Who resumes what is not paused is told what is. */
function withRemedy(refusal: Refusal, control: Control): Refusal {
  const commands = pausedIn(control).map((each) => `"${resumeCommand(each)}"`);
  if (refusal.code !== "not_paused" || commands.length === 0) return refusal;
  return { ...refusal, message: `${refusal.message}; go on with ${commands.join(" or ")}` };
}
