import { actionOf } from "../../engine/effect/action.ts";
import type { Owner } from "../../engine/owner.ts";
import type { RunCell } from "../../engine/streams.ts";
import type { Effect } from "../../kernel/effect.ts";
import type { Step } from "../../kernel/step.ts";
import { whenText } from "./days.ts";
import type { Standing } from "./place.ts";

/** What is tried again by itself, or leaves by itself: what it is in her words, and when. */
export type NextTry = { line: string; at: number };

/** A step that failed in a way that may pass; null where it is not put off. */
export function stepAgain(owner: Owner, at: Standing | null, step: Step): NextTry | null {
  if (step.status !== "retrying" || step.at <= owner.office.clock.now()) return null;
  const whom =
    failedOn(at, step.tried.at(-1)?.index) === "model" ? "waiting for the model" : "it failed";
  return { line: `${whom}, asked again ${whenText(owner, step.at)}`, at: step.at };
}

/** What the rung is on which it failed last. */
function failedOn(at: Standing | null, index: number | undefined): string | null {
  if (at?.node?.kind !== "agent" || index === undefined) return null;
  return at.release.agents[at.node.agent]?.ladder[index]?.kind ?? null;
}

/** A cleared act that waits for its time: taken back until then, tried again, or put off; else null. */
export function actAgain(owner: Owner, act: Effect, line: string): NextTry | null {
  const { undo, retryAt } = act;
  if (undo.status === "waiting") {
    return {
      line: `to be taken back, tried again ${whenText(owner, undo.retryAt)}: ${line}`,
      at: undo.retryAt,
    };
  }
  if (act.status !== "cleared" || retryAt === null || retryAt <= owner.office.clock.now())
    return null;
  return { line: `${howPutOff(owner, act, retryAt)}: ${line}`, at: retryAt };
}

function howPutOff({ office }: Pick<Owner, "office">, act: Effect, retryAt: number): string {
  const { connector, action: name } = act.proposal;
  const holdMs = actionOf(office, connector, name)?.action.holdMs ?? 0;
  const when = whenText({ office }, retryAt);
  if (act.sentAt > act.clearedAt) return `did not get through, tried again ${when}`;
  return retryAt === act.clearedAt + holdMs
    ? `leaves ${when}, unless you take it back`
    : `put off, tried ${when}`;
}

/** The model that a claimed step is asking right now; null where none is. */
export function asking({ run }: RunCell): string | null {
  const open = Object.values(run.steps).find(
    (step) => step.status === "claimed" && step.call !== null,
  );
  if (open?.status !== "claimed") return null;
  return `asking the model${open.call?.tier == null ? "" : ` ${open.call.tier}`}`;
}
