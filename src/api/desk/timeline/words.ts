import { lineOf } from "../../../engine/effect/action.ts";
import { nodeAt } from "../../../kernel/interpret.ts";
import { filledIn } from "../place.ts";
import { purposeOf, stepWords } from "../sentences.ts";
import type { Story } from "./story.ts";

/** A step by what it is for, else by its name. */
export function stepText({ at }: Story, path: string): string {
  const purpose = purposeOf(at.release, nodeAt(at.plan, path));
  return purpose === "" ? stepWords(path) : lowerFirst(purpose);
}

export function aboutText({ owner, at, cell }: Story, about: string): string {
  const act = cell.run.effects[about];
  if (act === undefined) {
    const node = nodeAt(at.plan, about);
    return node?.kind === "approve"
      ? filledIn(owner, { ...at, node, path: about }, node.title)
      : about;
  }
  return lineOf(owner.office, act) ?? `${act.proposal.connector}.${act.proposal.action}`;
}

/** "Mail to …" goes on a sentence that has begun. */
export function lowerFirst(line: string): string {
  return line.charAt(0).toLowerCase() + line.slice(1);
}
