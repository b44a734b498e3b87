import { type Entry, parse } from "./journal.ts";
import { type Marks, marksOf } from "./journal-amount.ts";

/** What a journal holds, as read from one state of its file. */
export type Book = {
  mark: string;
  size: number;
  lines: number;
  endsLine: boolean;
  marks: Marks;
  /** Accounts and currencies that are declared. */
  declared: ReadonlySet<string>;
  entries: readonly Entry[];
  byToken: ReadonlyMap<string, Entry>;
};

export function bookOf(mark: string, bytes: Buffer): Book {
  const text = bytes.toString("utf8");
  const marks = marksOf(text);
  const entries = parse(text, marks);
  return {
    mark,
    size: bytes.length,
    lines: text.split("\n").length - 1,
    endsLine: text === "" || text.endsWith("\n"),
    marks,
    declared: declarations(text),
    entries,
    byToken: byToken(new Map(), entries),
  };
}

/** The same after `text` was appended behind `gap`; `mark` is the file's since then. */
export function extended(book: Book, gap: string, text: string, mark: string): Book {
  const lines = book.lines + gap.length;
  const marks = book.size === 0 ? marksOf(text) : book.marks;
  const fresh = parse(text, marks).map((entry) => ({ ...entry, line: entry.line + lines }));
  return {
    mark,
    size: book.size + Buffer.byteLength(gap + text),
    lines: lines + text.split("\n").length - 1,
    endsLine: true,
    marks,
    declared: new Set([...book.declared, ...declarations(text)]),
    entries: [...book.entries, ...fresh],
    byToken: byToken(new Map(book.byToken), fresh),
  };
}

function byToken(map: Map<string, Entry>, entries: readonly Entry[]): Map<string, Entry> {
  for (const entry of entries) {
    const token = entry.tags["token"];
    if (token !== undefined && !map.has(token)) map.set(token, entry);
  }
  return map;
}

function declarations(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, account] of text.matchAll(/^account\s+(\S+(?: \S+)*)/gm)) {
    if (account !== undefined) found.add(account);
  }
  for (const [line] of text.matchAll(/^commodity\s.*$/gm)) {
    const currency = /[A-Z]{3}/.exec(line)?.[0];
    if (currency !== undefined) found.add(currency);
  }
  return found;
}
