import type { JsonObject } from "../../value/json.ts";
import { fromOutside, own } from "../../value/label.ts";
import type { Turn } from "../turn.ts";
import { assign, inboundId, mint } from "../intake/receive.ts";
import { type Office, opaque } from "../office.ts";
import { aliasOf, inboundOf, subjectOf } from "../streams.ts";
import { canonical, isLeaving } from "../subject.ts";

/**
 * Notes a mail from before she began: whom she wrote with, and which mails belong together.
 *
 * TM1 It starts nothing, asks nothing, and its text is not kept; read from the mailbox again, it is
 *     known.
 * TM2 Whom she wrote to, and who answered her, she knows; who only wrote to her stays a stranger.
 */
export type OldMail = {
  id: string;
  at: number;
  own: boolean;
  from: Person;
  to: readonly Person[];
  title: string;
  answers: readonly string[];
  personal: boolean;
};

type Person = { name: string; address: string };

export function bringMail(
  turn: Turn,
  office: Office,
  source: string,
  mail: OldMail,
): "taken" | "known" {
  const id = inboundId(office, source, mail.id);
  if (turn.get(inboundOf(id)).received) return "known";
  const others = (mail.own ? mail.to : [mail.from]).filter(({ address }) => address !== "");
  const answered = mail.answers.find((each) => subjectOfMail(turn, office, each) !== null);
  const met = mail.own || (mail.personal && mail.answers.length > 0);
  const [first] = others;
  // A newsletter makes no client.
  const subject =
    first === undefined || !(mail.own || mail.personal)
      ? null
      : settle(turn, office, first.address, met);
  const thread = answered === undefined ? subject : subjectOfMail(turn, office, answered);
  turn.emit(inboundOf(id), {
    type: "inbound.received",
    data: {
      id,
      source,
      type: "mail.history",
      subject: thread,
      known: met,
      occurredAt: mail.at,
    },
    values: { event: withOwn(contentOf(mail), thread) },
    ...(thread === null ? {} : { subject: thread }),
  });
  if (thread !== null) assign(turn, office, thread, [mail.id]);
  for (const { address } of mail.own ? others.slice(1, mostOthers) : []) {
    settle(turn, office, address, true);
  }
  const because = "it was there before you began";
  const data = { fate: "ignored", run: null, because, item: null };
  turn.emit(inboundOf(id), { type: "inbound.routed", data });
  return "taken";
}

/** A letter to a hundred people makes no hundred clients. */
const mostOthers = 10;

function contentOf({ own: hers, from, to, title, at }: OldMail): JsonObject {
  const date = new Date(at).toISOString();
  // Who stands under "from" is taken for the client's name: her own mails do not name her so.
  return hers ? { to: to.map(plain), title, date } : { from: plain(from), title, date };
}

function plain({ name, address }: Person): JsonObject {
  return { name, address };
}

function withOwn(content: JsonObject, subject: string | null) {
  const { value, labels } = fromOutside({ ...content, subject }, subject);
  return { value, labels: { ...labels, "/subject": own } };
}

function subjectOfMail(turn: Turn, office: Office, id: string): string | null {
  const { subject } = turn.get(aliasOf(opaque(office, "alias", id)));
  return subject === null || isLeaving(turn, subject) ? null : canonical(turn, subject);
}

/** The subject behind an address, which is new where nothing leads to it. */
function settle(turn: Turn, office: Office, address: string, met: boolean): string {
  const alias = `mailto:${address}`;
  const before = turn.get(aliasOf(opaque(office, "alias", alias))).subject;
  const there = subjectOfMail(turn, office, alias);
  const subject = there ?? mint(turn, office, ["taken", alias], before);
  if (there === null) {
    turn.emit(subjectOf(subject), { type: "subject.minted", data: {} });
    assign(turn, office, subject, [alias]);
  }
  if (met && !turn.get(subjectOf(subject)).known) {
    turn.emit(subjectOf(subject), { type: "subject.met", data: {} });
  }
  return subject;
}
