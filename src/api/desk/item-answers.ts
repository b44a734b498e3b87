import { actionOf } from "../../engine/effect/action.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import { onlyLooks } from "../../kernel/control.ts";
import type { Effect } from "../../kernel/effect.ts";
import { morningNote } from "../../workspace/morning.ts";
import type { Standing } from "./place.ts";
import { type Hers, hersBehind } from "./memory/rests-on.ts";

/** What can be answered to an item about a job, with a sentence each. */
export async function answersOf(
  owner: Owner,
  stored: string,
  at: Standing,
  act: Effect | undefined,
): Promise<Record<string, string>> {
  const answers = answersTo(owner, stored, at, act);
  // What is held is not let go while the company only looks (LK1).
  if (!stored.startsWith("held-") || !(await onlyLooksAt(owner, at))) return answers;
  const { approve: _, ...others } = answers;
  return others;
}

export async function onlyLooksAt({ office }: Owner, { cell }: Standing): Promise<boolean> {
  const control = await office.book.read(controlStream);
  return cell.run.runbook !== morningNote && onlyLooks(control, office.clock.now());
}

function answersTo(
  owner: Owner,
  stored: string,
  at: Standing,
  act: Effect | undefined,
): Record<string, string> {
  switch (stored) {
    case "question":
      return at.node?.kind === "wait" ? { ...at.node.ask?.answers } : {};
    case "form":
      return { fill: "fill it in" };
    case "unknown":
      return unknownAnswers(owner, act);
    case "undo":
      return {
        happened: "it was taken back",
        again: "try to take it back again",
        skip: "leave it as it is",
      };
    case "held-late":
      return {
        approve: "do it now",
        ...byHand(owner, act),
        deny: "no; the job then waits for you",
      };
    case "held-budget":
    case "held-conflict":
      return { approve: "do it now", deny: "no; the job then waits for you" };
    case "held-restored":
      return {
        done: "it had left already",
        approve: "it did not; do it now",
        deny: "no; the job then waits for you",
      };
    case "held-news":
      return {
        ...(act?.newsOwn === true ? { done: "you answered them yourself" } : {}),
        approve: "send it all the same",
        edit: "change it first",
        ...byHand(owner, act),
        deny:
          act?.newsOwn === true
            ? "no; what you wrote yourself stands for it, and the job goes on"
            : "no; the job then waits for you",
      };
    case "held-looking":
      return {
        approve: "do it now",
        ...byHand(owner, act),
        done: "you did it yourself",
        deny: "no; the job then waits for you",
      };
    case "held-recalled":
      return {
        approve: "send it after all",
        edit: "change it first",
        ...byHand(owner, act),
        deny: "no; the job then waits for you",
      };
    case "held-hand":
      return { done: "you did it yourself", deny: "no; the job then waits for you" };
    case "failed":
      return {
        ...backTo(hersBehind(owner, at)),
        retry: "try the step again",
        take: "do the step yourself",
        cancel: "cancel the job",
      };
    default:
      return {};
  }
}

function backTo(hers: Hers | null): Record<string, string> {
  return hers === null ? {} : { back: `change what you said: ${hers.words}` };
}

/** Of what reaches somebody it is asked whether they have it; of anything else, whether it was done. */
function unknownAnswers({ office }: Owner, act: Effect | undefined): Record<string, string> {
  const { connector = "", action: name = "" } = act?.proposal ?? {};
  const found = actionOf(office, connector, name)?.action;
  if (Object.values(found?.kinds ?? {}).includes("recipient")) {
    return {
      happened: "they have it",
      again: "send it again, though they may then have it twice",
      not: "they do not have it; leave it",
    };
  }
  const deed = found === undefined ? "" : ` (${found.deed})`;
  return {
    happened: `it was done${deed}`,
    again: "do it again, though it may then be done twice",
    not: "it was not done; leave it",
  };
}

export function denial(at: Standing): string {
  if (at.node?.kind === "approve") {
    return at.node.onDeny === "continue" ? "no, and go on without it" : "no, and cancel the job";
  }
  return "no; the job then waits for you";
}

/** Where it can be put before her. */
export function byHand({ office }: Owner, act: Effect | undefined): Record<string, string> {
  const { connector = "", action: name = "" } = act?.proposal ?? {};
  const found = actionOf(office, connector, name)?.action.byHand;
  return found === undefined ? {} : { hand: found.offer };
}
