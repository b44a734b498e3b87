import type { Turn } from "../../engine/turn.ts";
import { foresee } from "../../engine/foresee.ts";
import type { Owner } from "../../engine/owner.ts";
import { textOf } from "../../value/json.ts";
import { operator } from "../../engine/who.ts";

/**
 * Why nothing would follow from an answer: an act right behind it lacks something that its contract
 * needs, and the job would stand there. Told before the answer counts, while what lacks can be written
 * on the card. Null where nothing stands in the way.
 */
export async function stopsAt(
  owner: Owner,
  run: string,
  answer: (turn: Turn) => void,
): Promise<string | null> {
  const drafts = await owner.office.book.foresee(operator, (turn) => [
    ...foresee(turn, owner.office, run, () => answer(turn)),
  ]);
  const stop = drafts.find(
    ({ type, data }) => type === "step.failed" && data["code"] === "contract",
  );
  return stop === undefined ? null : textOf(stop.values?.["message"]?.value);
}
