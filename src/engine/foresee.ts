import { type JsonObject, textOf } from "../value/json.ts";
import type { Draft } from "../ledger/event.ts";
import type { Turn } from "./turn.ts";
import { atStep, move } from "./advance.ts";
import { recordOutcome } from "./effect/outcome.ts";
import { actionOf, argsOf } from "./effect/action.ts";
import { NumberLine } from "./effect/number-line.ts";
import type { Office } from "./office.ts";
import { cellOf, type Context } from "./step/context.ts";
import { runOf } from "./streams.ts";

/**
 * Shows what would follow from an answer, by the same code that would do it, in a turn that is
 * thrown away (C1). Acts count as done, with the result that their contract foresees; what has to be
 * executed, waited for or asked ends the view.
 */
const maxRounds = 100;

export function foresee(
  turn: Turn,
  office: Office,
  id: string,
  answer: () => void,
): readonly Draft[] {
  answer();
  const sandbox = sandboxOf(office);
  for (let round = 0; round < maxRounds; round += 1) {
    const before = turn.nextSeq;
    move(turn, sandbox, id);
    land(turn, sandbox, id);
    if (turn.nextSeq === before) break;
  }
  return turn.written.get(runOf(id).name) ?? [];
}

/**
 * Why a job that was just begun in this turn would be stuck before it works, asks or acts: its own first
 * steps, and those of what it calls; null where it would not. Acts are proposed and never taken as done:
 * nothing is told that rests on a result. A process that is held back looks at nothing yet.
 */
export function stuckAtOnce(turn: Turn, office: Office): string | null {
  const sandbox = sandboxOf(office);
  for (let round = 0; round < maxRounds; round += 1) {
    const before = turn.nextSeq;
    const begun = written(turn).filter(({ type }) => type === "run.started");
    for (const { data } of begun) move(turn, sandbox, textOf(data["run"]));
    const failed = written(turn).find(
      ({ type, data }) => type === "step.failed" && data["retryAt"] === null,
    );
    if (failed !== undefined) return textOf(failed.values?.["message"]?.value);
    if (turn.nextSeq === before) break;
  }
  return null;
}

function written(turn: Turn): Draft[] {
  return turn.writes.flatMap(({ drafts }) => drafts);
}

function sandboxOf(office: Office): Office {
  // Nobody who waits for a number is called up by one that is taken in a view only.
  const numberLine = new NumberLine();
  return { ...office, wake: () => {}, recordOnly: false, seeks: false, numberLine };
}

/** Every act that was sent in this view is taken to have happened. */
function land(turn: Turn, office: Office, id: string): void {
  const { run } = turn.get(runOf(id));
  const release = office.releases.get(run.release);
  const plan = release.plans[run.runbook];
  const node = plan?.steps[0];
  if (plan === undefined || node === undefined) return;
  const whole: Context = { turn, office, release, plan, id, node, path: "" };
  for (const [token, act] of Object.entries(run.effects)) {
    const context = atStep(whole, act.path);
    if (act.status !== "sent" || act.sentAt !== turn.at || context === null) continue;
    const result = resultOf(context, token);
    recordOutcome(context, token, { kind: "applied", found: false, result });
  }
}

function resultOf(context: Context, token: string): JsonObject {
  const act = cellOf(context).run.effects[token];
  const { connector = "", action: name = "" } = act?.proposal ?? {};
  const action = actionOf(context.office, connector, name)?.action;
  if (act === undefined || action === undefined) return {};
  if (action.foresee !== undefined) return action.foresee(argsOf(act.args), context.turn.at);
  return Object.fromEntries(action.output.map((field) => [field, `‹${field}›`]));
}
