import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import type { By } from "../../kernel/event.ts";
import type { Row } from "../../ledger/table.ts";
import type { Recorded } from "../../ledger/event.ts";
import { textOf } from "../../value/json.ts";
import { callsIn, callsOfStep } from "./calls.ts";
import { standing } from "./place.ts";

/** Who made what an item shows: every agent that did a step of its job so far. */
export async function draftedBy(owner: Owner, row: Row): Promise<string> {
  const run = row["run"];
  if (typeof run !== "string") return "";
  const at = await standing(owner, run, String(row["about"]));
  const done = Object.entries(at?.cell.run.steps ?? {}).flatMap(([path, step]) =>
    step.status === "done" && step.by.agent !== null ? [{ path, by: step.by }] : [],
  );
  if (done.length === 0) return "";
  const events = await owner.journal.load(runOf(run).name);
  const calls = callsIn(events);
  const { company } = owner.office.settings;
  const names = done.map(({ path, by }) => {
    const short = by.rung === "model" ? "" : shortOf(events, path);
    return `${maker(by, callsOfStep(calls, path, company))}${short}`;
  });
  const noModel = done.every(({ by }) => by.rung !== "model");
  return [...new Set(names)].join(", ") + (noModel ? "; no model" : "");
}

/** That a model above was not asked, since no budget had so much left. */
function shortOf(events: readonly Recorded[], path: string): string {
  const failed = events.findLast(
    ({ type, data }) =>
      type === "step.failed" && data["path"] === path && data["code"] === "budget_exhausted",
  );
  if (failed === undefined) return "";
  const message = textOf(failed.values["message"]?.value ?? null);
  const reason = message.slice(message.indexOf(": ") + 2);
  return `, since ${message === "" ? "no budget was left for a model" : reason}`;
}

const makers: Readonly<Record<string, string>> = {
  code: "rules",
  template: "a template",
  model: "a model",
  operator: "you",
};

/** By the rung that really made it: what was asked before and came to nothing is only paid for. */
function maker(by: By, asked: ReturnType<typeof callsOfStep>): string {
  const who = `${makers[by.rung] ?? by.rung} of ${by.agent}`;
  if (asked === null) return who;
  if (by.rung === "model") return `${who} (${by.model ?? asked.models.join(", ")}, ${asked.cost})`;
  return `${who} (${asked.models.join(", ")} was asked first, for ${asked.cost}, and did not help)`;
}
