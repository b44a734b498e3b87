import { movedAt } from "../../engine/answer/anew.ts";
import { contextAt } from "../../engine/answer/approval.ts";
import type { Moved } from "../../engine/answer/ground.ts";
import type { Owner } from "../../engine/owner.ts";
import { runOf } from "../../engine/streams.ts";
import type { Row } from "../../ledger/table.ts";
import type { InboxLine } from "../contract/inbox.ts";
import { dayText, timeText } from "./days.ts";
import { inLocale } from "./in-locale.ts";
import { operator } from "../../engine/who.ts";

/** How a question would be asked by now, where that is otherwise than it was (GR1). */
export async function movedOf(owner: Owner, row: Row): Promise<Moved | null> {
  const run = row["run"];
  if (typeof run !== "string" || row["kind"] !== "approval") return null;
  const about = String(row["about"]);
  const { office } = owner;
  const { run: state } = await office.book.read(runOf(run));
  if (state.release === "" || state.status !== "open") return null;
  await office.releases.load(state.release);
  return office.book.foresee(operator, (turn) => {
    const context = contextAt(turn, office, run, about);
    return context === null ? null : movedAt(context, about);
  });
}

/** The line of a card that moved: it says so, since when, and what. */
export function asMoved(owner: Owner, line: InboxLine, moved: Moved): InboxLine {
  const since = `${dayText(owner, line.openedAt)} at ${timeText(owner, line.openedAt)}`;
  const what = moved.fields.length === 0 ? "" : `: ${moved.fields.join(", ")}`;
  const note = `changed since you were asked, on ${since}${what}; it is shown as it stands now`;
  return { ...line, title: inLocale(owner, moved.title), notes: [note, ...line.notes] };
}
