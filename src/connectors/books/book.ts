import { type Entry, parse } from "./journal.ts";
import { type Marks, marksOf } from "./journal-amount.ts";

/**
 * What a journal holds, as read from one state of its file.
 *
 * JB1 What an append of ours adds is added to the same lists and names, so that it costs the same
 *     however long the journal is; the book from before it is not used any more.
 */
export type Book = {
  mark: string;
  size: number;
  lines: number;
  endsLine: boolean;
  marks: Marks;
  /** Accounts and currencies that are declared. */
  declared: ReadonlySet<string>;
  /** In the order of the file; they only ever grow, at the end. */
  entries: readonly Entry[];
  byToken: ReadonlyMap<string, Entry>;
  /** Entries that bear a number, as their code or in a tag, in the order of the file. */
  byNumber: ReadonlyMap<string, readonly Entry[]>;
};

/** The same, to be added to. */
type Growing = Omit<Book, "declared" | "entries" | "byToken" | "byNumber"> & {
  declared: Set<string>;
  entries: Entry[];
  byToken: Map<string, Entry>;
  byNumber: Map<string, Entry[]>;
};

export function bookOf(mark: string, bytes: Buffer): Book {
  const text = bytes.toString("utf8");
  const book: Growing = {
    mark,
    size: bytes.length,
    lines: text.split("\n").length - 1,
    endsLine: text === "" || text.endsWith("\n"),
    marks: marksOf(text),
    declared: declarations(text),
    entries: [],
    byToken: new Map(),
    byNumber: new Map(),
  };
  for (const entry of parse(text, book.marks)) add(book, entry);
  return book;
}

/** The same after `text` was appended behind `gap`; `mark` is the file's since then (JB1). */
export function extended(book: Book, gap: string, text: string, mark: string): Book {
  const lines = book.lines + gap.length;
  // Made by `bookOf`: its lists are its own.
  const grown: Growing = {
    ...(book as Book & Growing),
    mark,
    marks: book.size === 0 ? marksOf(text) : book.marks,
    size: book.size + Buffer.byteLength(gap + text),
    lines: lines + text.split("\n").length - 1,
    endsLine: true,
  };
  for (const name of declarations(text)) grown.declared.add(name);
  for (const entry of parse(text, grown.marks)) add(grown, { ...entry, line: entry.line + lines });
  return grown;
}

function add({ entries, byToken, byNumber }: Growing, entry: Entry): void {
  const { token, invoice, credit } = entry.tags;
  entries.push(entry);
  if (token !== undefined && !byToken.has(token)) byToken.set(token, entry);
  for (const number of new Set([entry.code, invoice, credit])) {
    if (number === undefined) continue;
    const known = byNumber.get(number);
    if (known === undefined) byNumber.set(number, [entry]);
    else known.push(entry);
  }
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
