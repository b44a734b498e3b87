import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import { onlyLooks } from "../../kernel/control.ts";
import type { Finding, Looking } from "../contract/desk.ts";
import { dayText } from "./days.ts";

/** Until when the company only looks, and what was held by that; null where it does not (LK1). */
export async function lookingOf(owner: Owner): Promise<Looking | null> {
  const { book, clock } = owner.office;
  const control = await book.read(controlStream);
  if (control.lookingUntil === null || !onlyLooks(control, clock.now())) return null;
  return { until: control.lookingUntil, held: await heldByLooking(owner) };
}

/** Numbers of the acts that would have been done. They wait for her, also once it acts. */
export async function heldByLooking({ store }: Owner): Promise<number[]> {
  const rows = await store.find({
    table: "item",
    where: { status: "open", kind: "held-looking" },
    order: [{ column: "number" }],
    limit: 500,
  });
  return rows.map((row) => Number(row["number"]));
}

/** No problem, and not to be missed. */
export async function lookingFinding(owner: Owner): Promise<Finding[]> {
  const looking = await lookingOf(owner);
  if (looking === null) return [];
  const count = looking.held.length;
  const held = count === 0 ? "nothing is held so far" : `${count} held for your word`;
  const line = `only looks until ${dayText(owner, looking.until)}: drafts, and nothing is done; ${held}`;
  return [{ ok: true, name: "looking", line, effect: "", remedy: "" }];
}

/** What `go` leaves for her. */
export function heldWords(held: readonly number[]): string {
  if (held.length === 0) return "nothing was held";
  const shown = held.slice(0, 10).join(", ");
  const more = held.length > 10 ? ` and ${held.length - 10} more` : "";
  return `what was held waits for your word: ${shown}${more}`;
}
