import { parse } from "yaml";
import { z } from "zod";
import { mostName, mostPassageText, type Named, type PassageRow } from "../api/contract/memory.ts";
import { isObject, type Json } from "../value/json.ts";
import { instantFrom } from "./json-lines.ts";
import { type Section, sectionsOf } from "./note-sections.ts";
import { steering, steers } from "../value/steering.ts";

export type Note = {
  /** Its name below the folder that is read, with "/" between folders. */
  name: string;
  text: string;
  /** Whose it is where it does not say so itself. */
  client: Named | null;
  /** The time zone of a time that names none. */
  zone: string;
};

export type NoteItem = { part: string } & ({ row: Omit<PassageRow, "line"> } | { reason: string });

/**
 * A note in Markdown as passages, one for each of its `##` sections; what stands above the first is one of
 * its own.
 *
 * NO1 Its head (YAML between lines of three dashes) may name `client`, `author`, `at`, `thread` and `id`;
 *     what else stands there is passed over.
 * NO2 Without an id its name is one; a section's is that with its heading, so that what was not touched
 *     keeps its id when another section is written.
 * NO3 Of what `memory export` wrote, each passage is taken as it was.
 * NO4 Nobody new is met by its head: who is not known by exactly that name or address is told.
 */
export function itemsIn({ name, text, client: usual, zone }: Note): NoteItem[] {
  const { head, body } = split(text);
  const read = headOf(head, zone);
  const whole = (reason: string): NoteItem[] => [{ part: "", reason }];
  if (typeof read === "string") return whole(read);
  const client = usual ?? (read.client === undefined ? undefined : [read.client]);
  if (client === undefined) {
    return whole(
      'nobody says whose it is; write "client: NAME" into its head, or give --client. What is about the company itself is noted with "mainstay remember"',
    );
  }
  const sections = sectionsOf(body);
  if (sections.length === 0) return whole("it holds no text");
  const id = read.id ?? name.replace(/\.(?:md|markdown)$/i, "");
  const thread = read.thread ?? (sections.length > 1 ? id : "");
  const names = new Map<string, number>();
  return sections.map((section) => {
    const { said, heading, text: own } = section;
    const part = heading === "" ? "" : `section "${heading.slice(0, 80)}"`;
    const base = heading === "" ? id : `${id}#${slug(heading)}`;
    const n = (names.get(base) ?? 0) + 1;
    names.set(base, n);
    const row = {
      id: said?.id ?? (n === 1 ? base : `${base}-${n}`),
      client,
      author: said?.author ?? read.author ?? "",
      at: said?.at ?? read.at ?? 0,
      thread: said === null ? thread : (said.thread ?? read.thread ?? ""),
      text: own,
    };
    const reason = amiss(row, section);
    return reason === null ? { part, row } : { part, reason };
  });
}

/** Of a head; a longer one is none that a person wrote. */
const mostHead = 16_384;

function split(text: string): { head: string; body: string } {
  const found = /^---[ \t]*\n([\s\S]*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(
    text.slice(0, mostHead),
  );
  return found === null
    ? { head: "", body: text }
    : { head: found[1] ?? "", body: text.slice(found[0].length) };
}

const name = z.string("is no text").max(mostName, `is longer than ${mostName} characters`);
const filled = name.refine((text) => text.trim() !== "", "is empty");

const shape = (zone: string) =>
  z.object({
    client: filled.exactOptional(),
    author: name.exactOptional(),
    at: instantFrom(0, zone).exactOptional(),
    thread: name.exactOptional(),
    id: filled.exactOptional(),
  });

type Head = z.infer<ReturnType<typeof shape>>;

function headOf(head: string, zone: string): Head | string {
  let read: Json;
  try {
    // Every value is a text: "2026-03-03" stays a day, and 17 a name. No alias is followed.
    read = parse(head, { schema: "failsafe", maxAliasCount: 0, logLevel: "error" }) as Json;
  } catch {
    return "the head between its dashes is no YAML; correct it, or take it out";
  }
  if (read === null || read === "") return {};
  if (!isObject(read))
    return "the head between its dashes names no fields; write them like client: NAME";
  const found = shape(zone).safeParse(read);
  if (found.success) return found.data;
  return found.error.issues
    .map(({ path: [field], message }) => `"${String(field)}" in its head ${message}`)
    .join("; ");
}

function amiss(row: Omit<PassageRow, "line">, { said, torn }: Section): string | null {
  const { id, text } = row;
  if (torn) return "the line that tells what it is cannot be read; take it out, or write it anew";
  if (text.trim() === "") return "it holds no text";
  if (text.length > mostPassageText) {
    return `it is longer than ${mostPassageText} characters; part it with lines that begin with ##`;
  }
  if (id.length > mostName)
    return `its id is longer than ${mostName} characters; write a shorter one`;
  const texts = Object.values(row)
    .flat()
    .filter((each) => typeof each === "string");
  return said === null && texts.some((each) => steering.test(each)) ? `it ${steers}` : null;
}

/** As web pages name their sections. */
function slug(heading: string): string {
  const plain = heading
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return plain.replaceAll(/^-|-$/g, "").slice(0, 80) || "section";
}
