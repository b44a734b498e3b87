import { isObject, type JsonObject } from "../value/json.ts";
import type { Labelled } from "../value/label.ts";

/**
 * A passage is a piece of what was said: by whom, when, and in which conversation. It is kept as it was
 * said, and found again by its words and its meaning.
 *
 * PA1 A passage belongs to exactly one client and never moves; who is merged is read with the other.
 * PA2 It is known by the id it came with: kept again it is the same, and another text under the same
 *     id is refused. So is one under the id of a passage that was removed for good.
 * PA3 What was withdrawn is found no more, and stays in the history; it may be kept anew, or returned as it
 *     was.
 */
export type Passage = {
  /** As its source names it; unique per client. */
  readonly id: string;
  readonly author: string;
  /** When it was said; epoch ms. */
  readonly at: number;
  /** The conversation it is part of, as its source names it; "" where it stands alone. */
  readonly thread: string;
  readonly text: string;
};

export type PassageEvent =
  | {
      type: "passage.kept";
      /** `source` says what it came with: "import", or the name of a connector. */
      data: { at: number; source: string };
      values: { passage: Labelled };
    }
  /** `entry` is that which kept it, `root` that of its chain, `revision` the number of the act. */
  | { type: "passage.withdrawn"; data: { entry: number; root: number; revision: number } }
  | {
      type: "passage.returned";
      data: { entry: number; root: number; revision: number };
      values: { passage: Labelled };
    };

/** `kept` and without a passage: what it said is gone. */
export type Kept = { readonly kept: boolean; readonly passage: Passage | null };

export const initial: Kept = { kept: false, passage: null };

export function evolve(_: Kept, event: PassageEvent): Kept {
  if (event.type === "passage.withdrawn") return initial;
  return { kept: true, passage: passageIn(event.values.passage) };
}

/** Null where it was forgotten. */
export function passageIn(content: Labelled | undefined): Passage | null {
  const { value } = content ?? { value: null };
  if (!isObject(value)) return null;
  const { id, author, at, thread, text } = value;
  return {
    id: said(id),
    author: said(author),
    at: Number(at),
    thread: said(thread),
    text: said(text),
  };
}

/** What an event of any kind says, as a passage: one that was kept, or a mail that a person wrote. */
export function passageOf(event: {
  type: string;
  stream: string;
  at: number;
  data: unknown;
  values: Readonly<Record<string, Labelled>>;
}): Passage | null {
  const { type, stream, at, data, values } = event;
  if (type === "passage.kept" || type === "passage.returned") return passageIn(values["passage"]);
  const arrived = type === "inbound.received" && isObject(data) ? data : {};
  if (arrived["type"] !== "mail.received" || arrived["copy"] === true) return null;
  const mail = values["event"]?.value;
  if (!isObject(mail) || mail["kind"] !== "person") return null;
  const read = readMail(mail);
  if (read.text === "") return null;
  const when = Number(arrived["occurredAt"]);
  return {
    id: stream.slice(stream.indexOf("/") + 1),
    ...read,
    // A sender's clock may be ahead: nobody heard it before it came.
    at: when > 0 && when < at ? when : at,
  };
}

/** What a mail is as a passage, by its content as mail connectors read it; a text of "" is none. */
export function readMail(mail: JsonObject): Pick<Passage, "author" | "thread" | "text"> {
  const { from, title, text, references, inReplyTo, messageId } = mail;
  const told = [said(title), said(text)].filter((part) => part.trim() !== "").join("\n");
  const sender = isObject(from) ? from : {};
  const [first] = Array.isArray(references) ? references : [];
  return {
    author: said(sender["name"]) || said(sender["address"]),
    thread: said(first) || said(inReplyTo) || said(messageId),
    text: told.slice(0, mostMailText).toWellFormed(),
  };
}

/** Of a mail; what stands below is rarely what is looked for. */
const mostMailText = 32_768;

function said(value: unknown): string {
  return typeof value === "string" ? value : "";
}
