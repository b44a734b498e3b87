import type { Recorded } from "../../ledger/event.ts";
import { passageOf, readMail } from "../../memory/passage.ts";
import { isObject, type Json, textOf } from "../../value/json.ts";

/** Who wrote something, and what of it would be known again elsewhere, the most telling first. */
export type OwnWords = { author: string; lines: readonly string[] };

const told = 400;
const least = 16;
const most = 200;

/** Of what came or was kept: its text, and its title where no conversation has that from before. */
export function wordsOf(event: Recorded): OwnWords | null {
  const said = textIn(event);
  if (said === null) return null;
  const lines = [...linesIn(said.text), ...linesIn(said.title)];
  return lines.length === 0 ? null : { author: said.author, lines };
}

/** What its author says in it, without what it answers. */
export function textIn(event: Recorded): { author: string; title: string; text: string } | null {
  if (event.type === "inbound.received") {
    const mail = event.values["event"]?.value;
    if (!isObject(mail)) return null;
    const { author } = readMail(mail);
    const isAnswer = typeof mail["inReplyTo"] === "string";
    return { author, title: isAnswer ? "" : textOf(mail["title"]), text: textOf(mail["text"]) };
  }
  const passage = passageOf(event);
  return passage === null ? null : { author: passage.author, title: "", text: passage.text };
}

/** Lines of what is ever told of a text, the longest first; short ones tell nothing. */
export function linesIn(text: string): string[] {
  return text
    .slice(0, told)
    .split(/["\\\p{Cc}]|\s{2,}/u)
    .map((line) => line.trim().slice(0, most))
    .filter((line) => line.length >= least)
    .toSorted((a, b) => b.length - a.length);
}

/** The values of an event as one text in which lines are looked for. */
export function asText({ values }: Recorded): string {
  return JSON.stringify(Object.values(values).map(({ value }): Json => value));
}
