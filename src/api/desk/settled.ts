import type { Owner } from "../../engine/owner.ts";
import { inboundOf, runOf } from "../../engine/streams.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { Row } from "../../ledger/table.ts";
import { isObject, textOf } from "../../value/json.ts";
import type { Item } from "../contract/item.ts";
import { disputedSettled, isDisputed } from "./memory/disputed.ts";
import { lineOf } from "./inbox.ts";
import { isLearnt, learntSettled } from "./memory/learnt.ts";
import { standing } from "./place.ts";

/** An item that needs nobody any more: what became of it, and the job that it belongs to. */
export async function settledItem(owner: Owner, row: Row): Promise<Item> {
  return {
    ...(await lineOf(owner, row)),
    notes: [],
    settled: await settledHow(owner, row),
    digest: "",
    shown: null,
    editable: false,
    deeds: [],
    diff: [],
    whyAsked: [],
    draftedBy: "",
    ifIgnored: "",
    answers: {},
    schema: null,
  };
}

async function settledHow(owner: Owner, row: Row): Promise<NonNullable<Item["settled"]>> {
  const nobody = { line: "without an answer of yours", at: null };
  if (isDisputed(row)) return (await disputedSettled(owner, row)) ?? nobody;
  if (isLearnt(row)) return (await learntSettled(owner, row)) ?? nobody;
  const about = String(row["about"]);
  const run = row["run"];
  const stream = typeof run === "string" ? runOf(run).name : inboundOf(about).name;
  const since = Number(row["opened_at"]);
  for (const event of await owner.journal.load(stream)) {
    if (event.at < since) continue;
    const line =
      typeof run === "string" ? await answerIn(owner, run, about, event) : putAway(event);
    if (typeof line === "string") return { line, at: event.at };
  }
  return nobody;
}

function putAway({ data }: Recorded): string | null {
  if (data["said"] === true) return "you said what it is";
  return data["fate"] === "dismissed" ? "you read it" : null;
}

/** Her answer, if this event is one; null else. */
async function answerIn(
  owner: Owner,
  run: string,
  about: string,
  { type, data, values }: Recorded,
): Promise<string | null> {
  if (data["about"] === about && type === "approval.granted") {
    const edited = data["edited"];
    const changed = Array.isArray(edited) && edited.length > 0;
    return changed ? "you changed it and approved that" : "you approved it";
  }
  if (data["about"] === about && type === "approval.denied") {
    const reason = textOf(values["reason"]?.value);
    return reason === "" ? "you said no" : `you said no: ${reason}`;
  }
  if (data["path"] !== about || type !== "step.completed") return null;
  const output = values["output"]?.value;
  if (isObject(output) && output["by"] === "answer") {
    const name = textOf(output["answer"]);
    const node = (await standing(owner, run, about))?.node;
    const sentence = node?.kind === "wait" ? node.ask?.answers[name] : undefined;
    return `you answered: ${sentence ?? name}`;
  }
  return isObject(data["by"]) && data["by"]["rung"] === "operator" ? "you did it by hand" : null;
}
