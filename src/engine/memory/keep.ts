import type { Passage } from "../../memory/passage.ts";
import { equal } from "../../value/json.ts";
import { fromOutside, type Labelled, whole } from "../../value/label.ts";
import type { Fate } from "../bring/record.ts";
import type { Turn } from "../book.ts";
import { assign, mint } from "../intake/receive.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, passageOf, subjectOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";

/** The name under which a client's memory is kept, told apart to the byte. */
export const memoryAlias = (client: string): string => `memory:${client}`;

/** Keeps what the company said to a client, once: by the act that said it. */
export function keepSaid(
  turn: Turn,
  office: Office,
  subject: string,
  said: { token: string; connector: string; thread: string; text: Labelled },
): void {
  const { token, connector, thread, text } = said;
  const id = `sent:${token}`;
  const stream = passageOf(opaque(office, "passage", subject, id));
  if (typeof text.value !== "string" || turn.get(stream).passage !== null) return;
  const passage = {
    id,
    author: office.settings.company.name,
    at: turn.at,
    thread,
    text: text.value,
  };
  turn.emit(stream, {
    type: "passage.kept",
    data: { at: turn.at, source: connector },
    values: { passage: { value: passage, labels: { "": whole(text.labels, "") } } },
    subject,
  });
}

/** Keeps a passage for a client, whom it makes where there is none of that name (PA1, PA2). */
export function keepPassage(
  turn: Turn,
  office: Office,
  { client, ...passage }: Passage & { client: string },
): Fate {
  const alias = memoryAlias(client);
  const before = turn.get(aliasOf(opaque(office, "alias", alias))).subject;
  const there = before !== null && !isLeaving(turn, before);
  const subject = there ? canonical(turn, before) : mint(turn, office, ["memory", alias], before);
  const stream = passageOf(opaque(office, "passage", subject, passage.id));
  const kept = turn.get(stream).passage;
  if (kept !== null) {
    return equal(kept, passage)
      ? "known"
      : { reason: `"${passage.id}" of this client is here already, and says something else` };
  }
  if (!there) {
    turn.emit(subjectOf(subject), { type: "subject.minted", data: {} });
    assign(turn, office, subject, [alias]);
  }
  turn.emit(stream, {
    type: "passage.kept",
    data: { at: passage.at, source: "import" },
    // Whoever wrote it: nobody has read it over, so that it vouches for nothing.
    values: { passage: fromOutside({ ...passage }, subject) },
    subject,
  });
  return "taken";
}
