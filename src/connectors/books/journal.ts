import type { Money } from "../../value/money.ts";
import { plain, read, type Marks } from "./journal-amount.ts";

/**
 * Entries of a plain-text journal (hledger's format), as text and back.
 *
 * JN1 An entry of ours carries its token, the digest it was approved under and what it is as tags;
 *     by these it is found, wherever in the file the operator moves it.
 * JN2 What is written reads back equal: no name can end its line, its tag or the entry.
 * JN3 Lines of the operator's own are read as far as balances need them, and never judged.
 */
export type Posting = { account: string; amount: Money | null };

export type Entry = {
  /** Line in the file, from 1. */
  line: number;
  date: string;
  /** What stands in parentheses before the description: the invoice's number. */
  code: string;
  /** "payee | note". */
  description: string;
  tags: Readonly<Record<string, string>>;
  postings: readonly Posting[];
};

export type Draft = {
  date: string;
  code: string;
  payee: string;
  note: string;
  /** Those of one group share a line. */
  tags: readonly Readonly<Record<string, string>>[];
  postings: readonly { account: string; amount: Money }[];
  /** What a unit of a foreign currency was worth; stands before the entry. */
  price?: { date: string; of: string; rate: string; currency: string };
};

export function format(draft: Draft, marks: Marks): string {
  const code = word(draft.code).replaceAll(/[()]/g, "-");
  const head = `${draft.date} * (${code}) ${word(draft.payee)} | ${word(draft.note)}`;
  const comments = draft.tags.map((group) => {
    const parts = Object.entries(group).map(([key, value]) => `${key}: ${escaped(value)}`);
    return `    ; ${parts.join(", ")}`;
  });
  const amounts = draft.postings.map(({ amount }) => plain(amount, marks));
  const wide = Math.max(...draft.postings.map(({ account }) => account.length));
  const high = Math.max(...amounts.map((text) => text.length));
  const postings = draft.postings.map(
    ({ account }, i) => `    ${account.padEnd(wide)}  ${(amounts[i] ?? "").padStart(high)}`,
  );
  return [head, ...comments, ...postings, ""].join("\n");
}

/** Text that can end neither the line nor the description: what is left is still readable (JN2). */
function word(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replaceAll(";", ",")
    .replaceAll("|", "/")
    .trim();
}

/** A tag's value ends at a comma or the line: these are written as percent codes (JN2). */
function escaped(value: string): string {
  return value.replaceAll(/[%,;\p{Cc}\p{Zl}\p{Zp}]|^\s|\s$/gu, (c) => encodeURIComponent(c));
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // Written by hand, with a percent sign of its own.
  }
}

const header =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:=\S+)?(?:\s+[*!])?(?:\s+\(([^)]*)\))?\s*([^;]*)(?:;(.*))?$/;

/** Every transaction of a journal; other lines (directives, comments) are passed over. */
export function parse(text: string, marks: Marks): Entry[] {
  const entries: Entry[] = [];
  let open: { tags: Record<string, string>; postings: Posting[] } | null = null;
  let block = false;
  text.split("\n").forEach((raw, index) => {
    const line = raw.replace(/\r$/, "");
    if (block) {
      block = line !== "end comment";
    } else if (line === "comment") {
      block = true;
      open = null;
    } else if (/^\s/.test(line) && line.trim() !== "") {
      if (open !== null) inner(line.trim(), open, marks);
    } else {
      const found = header.exec(line);
      open = null;
      if (found === null) return;
      const [, year = "", month = "", day = "", code = "", description = "", comment = ""] = found;
      open = { tags: {}, postings: [] };
      collect(comment, open.tags);
      const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
      entries.push({ line: index + 1, date, code, description: description.trim(), ...open });
    }
  });
  return entries;
}

function inner(
  line: string,
  entry: { tags: Record<string, string>; postings: Posting[] },
  marks: Marks,
): void {
  if (line.startsWith(";")) {
    collect(line.slice(1), entry.tags);
    return;
  }
  const [body = "", ...comment] = line.split(";");
  collect(comment.join(";"), entry.tags);
  const [account = "", ...amount] = body.replace(/^[*!]\s+/, "").split(/ {2,}|\t/);
  entry.postings.push({ account: account.trim(), amount: read(amount.join(" ").trim(), marks) });
}

/** The first value of a tag stands: a posting's own cannot change what the entry is. */
function collect(comment: string, tags: Record<string, string>): void {
  for (const part of comment.split(",")) {
    const found = /^\s*([A-Za-z][\w-]*):(?:\s+(.*))?$/.exec(part);
    const [, key = "", value = ""] = found ?? [];
    if (key !== "" && !Object.hasOwn(tags, key)) tags[key] = unescaped(value.trim());
  }
}

/** The sum of postings in one currency; null where an amount of it could not be read. */
export function sum(postings: readonly Posting[], currency: string): number | null {
  let total = 0;
  for (const { amount } of postings) {
    if (amount === null) return null;
    if (amount.currency === currency) total += amount.minor;
  }
  return total;
}

/** False if an entry's amounts are all readable and leave a remainder: it is torn or mistaken. */
export function balanced(entry: Entry): boolean {
  const currencies = new Set(entry.postings.map(({ amount }) => amount?.currency ?? ""));
  if (currencies.has("")) return true;
  return [...currencies].every((currency) => sum(entry.postings, currency) === 0);
}
