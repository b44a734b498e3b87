import type { Passage } from "../../memory/passage.ts";
import { equal, type JsonObject } from "../../value/json.ts";
import { fromOutside, type Labelled, whole } from "../../value/label.ts";
import type { Fate } from "../bring/record.ts";
import type { Turn } from "../turn.ts";
import { assign, inboundId, mint } from "../intake/receive.ts";
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
  mail: Head | null = null,
): Fate {
  const alias = memoryAlias(client);
  const before = turn.get(aliasOf(opaque(office, "alias", alias))).subject;
  const known = [before, called].find((each) => each !== null && !isLeaving(turn, each)) ?? null;
  const subject =
    known === null ? mint(turn, office, ["memory", alias], before) : canonical(turn, known);
  return keepFor(turn, office, subject, passage, mail, () => {
    if (known === null) turn.emit(subjectOf(subject), { type: "subject.minted", data: {} });
    assign(turn, office, subject, [alias]);
  });
}

/** What a mail says beside its text. */
type Head = {
  messageId: string | null;
  from: { name: string; address: string };
  to: readonly { name: string; address: string }[];
  title: string;
  inReplyTo: string | null;
  references: readonly string[];
  personal: boolean;
  also: readonly string[];
};

/**
 * Keeps a passage for a client who is known; `first` records what must stand before it. A mail that came
 * by itself, or was sent from here, is here already, whatever its copy looks like.
 */
export function keepFor(
  turn: Turn,
  office: Office,
  subject: string,
  passage: Passage,
  mail: Head | null,
  first: () => void = () => {},
): Fate {
  const { id } = passage;
  if (isLeaving(turn, subject)) return { reason: "the client is forgotten" };
  if (isMailOf(turn, subject, id)) return "known";
  if (mail !== null && isHere(turn, office, subject, id, mail)) return "known";
  const stream = passageOf(opaque(office, "passage", subject, id));
  const { kept: isKept, passage: kept } = turn.get(stream);
  if (isKept && kept === null) {
    return {
      reason: `"${id}" of this client was removed for good; what is new comes under another id`,
    };
  }
  if (kept !== null) {
    return equal(kept, passage)
      ? "known"
      : { reason: `"${id}" of this client is here already, and says something else` };
  }
  first();
  turn.emit(stream, {
    type: "passage.kept",
    data: { at: passage.at, source: "import" },
    // Whoever wrote it: nobody has read it over, so that it vouches for nothing.
    values: { passage: fromOutside(contentOf(passage, mail), subject) },
    subject,
  });
  return "taken";
}

function contentOf(passage: Passage, mail: Head | null): JsonObject {
  if (mail === null) return { ...passage };
  const { messageId, from, to, title, inReplyTo, references } = mail;
  const plain = to.map((each) => ({ ...each }));
  const head = { messageId, from: { ...from }, to: plain, title, inReplyTo };
  return { ...passage, mail: { ...head, references: [...references] } };
}

function isHere(
  turn: Turn,
  office: Office,
  subject: string,
  id: string,
  { personal, also }: Head,
): boolean {
  const kept = (each: string) =>
    turn.get(passageOf(opaque(office, "passage", subject, each))).passage !== null;
  if (also.some((each) => isMailOf(turn, subject, each) || kept(each))) return true;
  // What a machine sent is no passage when it comes by itself.
  return (
    personal && sources(office).some((name) => isMailOf(turn, subject, inboundId(office, name, id)))
  );
}

const sources = ({ connectors }: Office): string[] =>
  [...connectors]
    .filter(([, { source }]) => source?.emits.includes("mail.received"))
    .map(([name]) => name);

/** A mail is a passage already, under the name of its arrival. */
function isMailOf(turn: Turn, subject: string, id: string): boolean {
  if (!/^[0-9a-f]{26}$/.test(id)) return false;
  const mail = turn.get(inboundOf(id));
  return (
    mail.type === "mail.received" &&
    mail.subject !== null &&
    canonical(turn, mail.subject) === subject
  );
}
