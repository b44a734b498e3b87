import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import PostalMime from "postal-mime";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { tables } from "../../src/views/tables.ts";
import type { Row } from "../../src/ledger/table.ts";

/**
 * What a tour left behind, without ids, times of day, and which of two invoices got which number:
 * two tours that did the same are equal here. Days stay.
 */
export type Left = {
  books: string[];
  outbox: string[];
  invoices: string[];
  records: string[];
  jobs: string[];
  acts: string[];
  arrivals: string[];
  waiting: string[];
};

export async function leftIn(data: string): Promise<Left> {
  const books = path.join(data, "books", "main.journal");
  const journal = existsSync(books) ? await readFile(books, "utf8") : "";
  const named = namesFor(journal);
  const store = await openSqliteStore(data, { access: "read" });
  try {
    await store.prepare(tables);
    const rows = async (table: string) => store.find({ table });
    const parties = await rows("party");
    const nameOf = (subject: unknown) => {
      const party = parties.find((row) => row["subject"] === subject);
      return String(party?.["name"] ?? party?.["sender"] ?? "");
    };
    return {
      books: entries(journal, named),
      outbox: await mails(path.join(data, "outbox"), named),
      invoices: (await papers(path.join(data, "invoices"))).map(named).toSorted(),
      records: records(await rows("fact"), named),
      jobs: sorted(await rows("run"), ({ runbook, subject, status }) => [
        runbook,
        nameOf(subject),
        status,
      ]),
      acts: sorted(await rows("act"), ({ action, subject, status }) => [
        action,
        nameOf(subject),
        status,
      ]),
      arrivals: sorted(await rows("arrival"), ({ type, subject, fate }) => [
        type,
        nameOf(subject),
        fate,
      ]),
      waiting: sorted(
        (await rows("item")).filter((row) => row["status"] === "open"),
        ({ kind, subject }) => [kind, nameOf(subject)],
      ),
    };
  } finally {
    await store.close();
  }
}

/** Numbers and references as names of whom they bill. */
function namesFor(journal: string): (text: string) => string {
  const names: [string, string][] = [];
  const head = /^\S+ \* \((\d{4}-\d+)\) (.+?) \| .* invoice$/gm;
  for (const [, number = "", client = ""] of journal.matchAll(head)) {
    const digits = number.replaceAll("-", "");
    names.push([number, `invoice of ${client}`], [digits, `reference of ${client}`]);
  }
  return (text) =>
    names
      .reduce((so, [from, to]) => so.replaceAll(from, to), text)
      .replaceAll(/RF\d\d(?=reference of)/g, "");
}

/** Every entry of the books, without what names this very act. */
function entries(journal: string, named: (text: string) => string): string[] {
  return journal
    .split("\n\n")
    .map((entry) => named(entry.trim()).replaceAll(/\b(token|digest|pdf|line): \S+/g, "$1"))
    .toSorted();
}

async function mails(outbox: string, named: (text: string) => string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ["tmp", "new", "cur"]) {
    const place = path.join(outbox, folder);
    // What a crash left in tmp/ was never a mail.
    if (folder === "tmp" || !existsSync(place)) continue;
    for (const file of await readdir(place)) {
      const { to, subject, text, inReplyTo, attachments } = await PostalMime.parse(
        await readFile(path.join(place, file)),
      );
      const names = attachments.map(({ filename }) => filename);
      const said = { to: to?.map(({ address }) => address), subject, text, inReplyTo, names };
      found.push(named(JSON.stringify(said)));
    }
  }
  return found.toSorted();
}

/** What a crash left beginning is no paper. */
async function papers(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).filter((name) => name.endsWith(".pdf"));
}

const idLike = /^[0-9a-f]{26}$/;

function records(facts: readonly Row[], named: (text: string) => string): string[] {
  const byId = Map.groupBy(facts, ({ kind, id }) => `${String(kind)}/${String(id)}`);
  return [...byId.values()]
    .map((list) => {
      const fields = list
        // A commit bears the token of its act; a summary tells jobs by number, and each failure on the way.
        .filter(
          ({ kind, field }) => field !== "commit" && (kind !== "summary" || field === "title"),
        )
        // Payments that wait for her word are fields by their ids.
        .map(({ field, value }) => `${String(field).replace(idLike, "id")}: ${String(value)}`);
      return named([String(list[0]?.["kind"]), ...fields.toSorted()].join("\n"));
    })
    .toSorted();
}

function sorted(rows: readonly Row[], pick: (row: Row) => unknown[]): string[] {
  return rows.map((row) => pick(row).join(" · ")).toSorted();
}
