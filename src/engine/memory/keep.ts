import type { Passage } from "../../memory/passage.ts";
import { equal } from "../../value/json.ts";
import { fromOutside, type Labelled, whole } from "../../value/label.ts";
import type { Fate } from "../bring/record.ts";
import type { Turn } from "../book.ts";
import { assign, mint } from "../intake/receive.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, inboundOf, passageOf, subjectOf } from "../streams.ts";
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
  if (typeof text.value !== "string" || turn.get(stream).kept) return;
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

/**
 * Keeps a passage for a client (PA1, PA2): the one whose passages were kept under that name before, else
 * `called`, else a new one.
 */
export function keepPassage(
  turn: Turn,
  office: Office,
  { client, ...passage }: Passage & { client: string },
  called: string | null = null,
): Fate {
  const alias = memoryAlias(client);
  const before = turn.get(aliasOf(opaque(office, "alias", alias))).subject;
  const known = [before, called].find((each) => each !== null && !isLeaving(turn, each)) ?? null;
  const subject =
    known === null ? mint(turn, office, ["memory", alias], before) : canonical(turn, known);
  if (isMailOf(turn, subject, passage.id)) return "known";
  const stream = passageOf(opaque(office, "passage", subject, passage.id));
  const { kept: isKept, passage: kept } = turn.get(stream);
  if (isKept && kept === null) {
    return {
      reason: `"${passage.id}" of this client was removed for good; what is new comes under another id`,
    };
  }
  if (kept !== null) {
    return equal(kept, passage)
      ? "known"
      : { reason: `"${passage.id}" of this client is here already, and says something else` };
  }
  if (known === null) turn.emit(subjectOf(subject), { type: "subject.minted", data: {} });
  assign(turn, office, subject, [alias]);
  turn.emit(stream, {
    type: "passage.kept",
    data: { at: passage.at, source: "import" },
    // Whoever wrote it: nobody has read it over, so that it vouches for nothing.
    values: { passage: fromOutside({ ...passage }, subject) },
    subject,
  });
  return "taken";
}

/** A mail is a passage already, under the name of its arrival. */
function isMailOf(turn: Turn, subject: string, id: string): boolean {
  if (!/^[0-9a-f]{26}$/.test(id)) return false;
  const mail = turn.get(inboundOf(id));
  return mail.subject !== null && canonical(turn, mail.subject) === subject;
}
