import { answerApproval } from "../../engine/answer/approval.ts";
import { answerHeld, answerUndo, resolveUnknown } from "../../engine/answer/effect.ts";
import { no, type Said } from "../../engine/answer/outcome.ts";
import { answerFailed, answerWait, fillForm } from "../../engine/answer/step.ts";
import type { Turn } from "../../engine/turn.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream, inboundOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import type { Answer } from "../contract/item.ts";
import { answerDisputed, isDisputed } from "./memory/disputed.ts";
import { item, rowOf } from "./item.ts";
import { answerLearnt, isLearnt } from "./memory/learnt.ts";
import { standing } from "./place.ts";
import { hersBehind } from "./memory/rests-on.ts";
import type { Openable } from "./deeds.ts";
import { stopsAt } from "./stops.ts";
import { operator } from "../../engine/who.ts";

/** Her answer to an item, as one turn. The digest names what she saw. */
export async function answer(
  owner: Owner,
  openable: Openable,
  number: number,
  given: Answer,
): Promise<Said> {
  const row = await rowOf(owner, number);
  const stored = String(row["kind"]);
  if (stored !== "approval" && stored !== "effect") {
    const shown = await item(owner, openable, number);
    if (!Object.keys(shown.answers).includes(given.answer)) {
      const names = Object.keys(shown.answers).join(", ");
      return no(
        "no_such_answer",
        `Cannot answer "${given.answer}" to item ${number}: it takes ${names}`,
      );
    }
    if (given.digest !== "" && given.digest !== shown.digest) {
      return no(
        "item_changed",
        `Cannot answer item ${number}: what was shown has changed; look at it again`,
      );
    }
  }
  const lacking = await lackingFor(owner, row, given);
  if (lacking !== null) return no("would_stop", `Cannot ${given.answer} it: ${lacking}`);
  const { book } = owner.office;
  const back = given.answer === "back" ? await backFrom(owner, row) : null;
  const { result } = await book.turn(operator, (turn) => decide(turn, owner, row, given, back));
  await book.committed();
  if (result.ok) await tellAfter(owner, row);
  return result;
}

/** What a yes to a draft would stop at. */
async function lackingFor(owner: Owner, row: Row, given: Answer): Promise<string | null> {
  const { run, kind, about } = row;
  if (kind !== "approval" || typeof run !== "string" || typeof about !== "string") return null;
  if (given.answer !== "approve" && given.answer !== "edit") return null;
  return stopsAt(owner, run, (turn) => {
    approvalAnswer(turn, owner, run, about, given);
  });
}

/** Whom her answer is news for: the source of an arrival, or who looks for her habits. */
async function tellAfter(owner: Owner, row: Row): Promise<void> {
  const about = String(row["about"]);
  const { run } = row;
  if (typeof run === "string") return owner.memory.habits.answered(run, about);
  if (!isDisputed(row) && !isLearnt(row)) await tellSource(owner, about);
}

async function tellSource({ journal, intake }: Owner, arrival: string): Promise<void> {
  const events = await journal.load(inboundOf(arrival).name);
  const source = events.find(({ type }) => type === "inbound.received")?.data["source"];
  if (typeof source === "string") intake.putAway(source);
}

/** The step at which she said what a stuck one rests on. */
async function backFrom(owner: Owner, row: Row): Promise<string | null> {
  const at = await standing(owner, String(row["run"]), String(row["about"]));
  return at === null ? null : (hersBehind(owner, at)?.path ?? null);
}

function decide(turn: Turn, owner: Owner, row: Row, given: Answer, back: string | null): Said {
  const { office } = owner;
  const about = String(row["about"]);
  const value = given.value ?? null;
  const run = row["run"];
  if (isDisputed(row)) return answerDisputed(turn, owner, row, given.answer);
  if (isLearnt(row)) return answerLearnt(turn, owner, row, given.answer);
  if (typeof run !== "string") return aboutArrival(turn, row, about);
  switch (String(row["kind"])) {
    case "approval":
    case "effect":
      return approvalAnswer(turn, owner, run, about, given);
    case "form":
      return fillForm(turn, office, run, about, value);
    case "question":
      return answerWait(turn, office, run, about, given.answer);
    case "unknown":
      return resolveUnknown(
        turn,
        office,
        run,
        about,
        given.answer as "happened" | "again" | "not",
        value,
      );
    case "undo":
      return answerUndo(turn, office, run, about, given.answer as "happened" | "again" | "skip");
    case "failed":
      return answerFailed(turn, office, run, about, { ...given, back });
    default:
      return answerHeld(
        turn,
        office,
        run,
        about,
        given.answer as "approve" | "edit" | "hand" | "deny" | "done",
        value,
      );
  }
}

function approvalAnswer(turn: Turn, owner: Owner, run: string, about: string, given: Answer): Said {
  const known = (["approve", "edit", "hand", "deny", "again"] as const).find(
    (name) => name === given.answer,
  );
  if (known === undefined) {
    return no("no_such_answer", `Cannot answer "${given.answer}": it takes approve, edit or deny`);
  }
  return answerApproval(turn, owner.office, run, about, {
    answer: known,
    digest: given.digest,
    ...(given.value === undefined ? {} : { value: given.value }),
    ...(given.reason === undefined ? {} : { reason: given.reason }),
  });
}

function aboutArrival(turn: Turn, row: Row, about: string): Said {
  const item = Number(row["number"]);
  if (row["kind"] === "clock") {
    turn.emit(controlStream, { type: "clock.confirmed", data: { item } });
    return { ok: true, message: "Noted; what waits for a time goes on" };
  }
  turn.emit(inboundOf(about), {
    type: "inbound.routed",
    data: { fate: "dismissed", run: null, because: "you read it", item: null, dismissed: item },
  });
  return { ok: true, message: "Noted; it is out of the inbox and stays in the history" };
}
