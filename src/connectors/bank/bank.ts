import { access, constants, mkdir, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { parse as parseDate } from "../../value/date.ts";
import { ofBytes, ofJson } from "../../value/digest.ts";
import type { Arrival, Connector, ConnectorKind, Files, Health, Place } from "../contract.ts";
import { errorCode } from "../../value/error-code.ts";
import { resolve } from "../place.ts";
import { settled } from "../settled.ts";
import { type BadRow, type Line, linesOf } from "./lines.ts";
import { complete, readTable, type Table } from "./table.ts";

/**
 * Reads the CSV files that a bank exports, from a folder.
 *
 * BK1 Files are only read. A line is reported once, whichever file it stands in (BL1).
 * BK2 A line that may still be growing is left: the last one without an end counts only once the
 *     file has rested.
 * BK3 A statement says how far the data reach, so it is reported last, and only of a file that did
 *     not change while it was read.
 * BK4 What cannot be read is reported with file and line, never skipped.
 * BK5 While a row is kept aside and she has not put it away, the data reach no further than the day
 *     before it may be of: a payment may stand there.
 */
const name = z.string().min(1).exactOptional();

const settings = z.strictObject({
  folder: z.string().min(1),
  /** What the account is called in records: one account needs no name. */
  account: z.string().min(1).default("main"),
  currency: name,
  dateFormat: z.enum(["day.month", "month.day"]).exactOptional(),
  /** Names of the bank's columns, where they are not found by themselves. */
  columns: z
    .strictObject({
      date: name,
      amount: name,
      credit: name,
      debit: name,
      sign: name,
      currency: name,
      reference: name,
      counterparty: name,
      payer: name,
      payee: name,
      iban: name,
    })
    .default({}),
});

type Settings = z.infer<typeof settings> & { currency: string };

export const bankKind: ConnectorKind = {
  kind: "bank-csv",
  schema: settings,
  actions: {},
  emits: ["payment.received", "payment.sent", "bank.statement"],
  async make(given, place) {
    const read = settings.parse(given);
    const where = resolve(place, read.folder);
    if (!path.isAbsolute(read.folder) && !read.folder.startsWith("workspace:")) {
      await mkdir(where, { recursive: true });
    }
    const company = place.company["currency"];
    const currency = read.currency ?? (typeof company === "string" ? company : "EUR");
    return bank({ ...read, folder: where, currency }, place);
  },
};

/** Where reading stands. */
type Reading = {
  /** Files whose every line is known, by name: not read again until they change. */
  known: Map<string, string>;
  /** Something was still growing at the last scan. */
  left: boolean;
};

function bank(options: Settings, place: Pick<Place, "now" | "fileNow">): Connector {
  const reading: Reading = { known: new Map(), left: false };
  const fileNow = () => place.fileNow?.() ?? place.now();
  return {
    kind: "bank-csv",
    version: 1,
    actions: {},
    source: {
      emits: bankKind.emits,
      scan: (seen, files, putAway = async () => false) =>
        scan(options, fileNow, reading, { seen, putAway }, files),
      pending: () => reading.left,
      watches: [options.folder],
    },
    health: () => health(options.folder),
  };
}

async function* scan(
  options: Settings,
  fileNow: () => number,
  reading: Reading,
  { seen, putAway }: { seen: Asked; putAway: Asked },
  files: Files,
): AsyncGenerator<Arrival> {
  const { known } = reading;
  reading.left = false;
  const names = (await readdir(options.folder)).filter((file) => /^[^.].*\.(csv|tsv)$/i.test(file));
  for (const file of names.toSorted()) {
    const before = await state(options.folder, file);
    if (before === null || known.get(file) === before.version) continue;
    const rested = settled(before.mtimeMs, fileNow(), restMs);
    const all = await readFile(path.join(options.folder, file));
    const bytes = complete(all, rested);
    // A line without an end, or a quote without one, is judged once the file has rested.
    if (!rested) reading.left = true;
    if (bytes.length === 0) continue;
    let news = 0;
    let aside = false;
    for await (const arrival of arrivals(options, file, bytes, rested, putAway)) {
      aside ||= arrival.damaged !== undefined && !(await putAway(arrival.externalId));
      const last = arrival.type === "bank.statement" && arrival.damaged === undefined;
      if (last && (await state(options.folder, file))?.version !== before.version) {
        news += 1;
        reading.left = true;
        continue;
      }
      if (await seen(arrival.externalId)) continue;
      news += 1;
      const raw = arrival.type === "bank.statement" ? await files.put(bytes) : null;
      yield { ...arrival, raw };
    }
    if (rested && news === 0 && !aside) known.set(file, before.version);
  }
}

type Asked = (externalId: string) => Promise<boolean>;

/** How long a file must not have changed for its last line to count without an end. */
const restMs = 10_000;
const mostBytes = 20 * 1024 * 1024;

async function* arrivals(
  options: Settings,
  file: string,
  bytes: Buffer,
  rested: boolean,
  putAway: Asked,
): AsyncGenerator<Arrival> {
  const aside = (line: number, text: string, reason: string) =>
    damaged(options.account, file, { line, text, reason, from: "" });
  if (bytes.length > mostBytes) {
    yield aside(1, ofBytes(bytes), "the file is larger than 20 MB; export fewer months");
    return;
  }
  const table = readTable(bytes, options.columns);
  if (table === null) {
    const remedy = 'name them under "columns" in the connector\'s file';
    yield aside(1, ofBytes(bytes), `no columns for date and amount were found; ${remedy}`);
    return;
  }
  const order = options.dateFormat ?? null;
  const { lines, bad } = linesOf(table, options.account, options.currency, order);
  for (const line of lines) yield payment(line);
  let until: string | null = null;
  for (const row of bad) {
    const arrival = damaged(options.account, file, row);
    yield arrival;
    if (await putAway(arrival.externalId)) continue;
    if (until === null || row.from < until) until = row.from;
  }
  if (table.tornAt === null) yield* statement(options.account, file, bytes, { lines, until });
  else if (rested) yield aside(table.tornAt, tail(table), "a quote is opened and never closed");
}

function payment({ incoming, content }: Line): Arrival {
  const { structuredReference: reference } = content;
  return {
    type: incoming ? "payment.received" : "payment.sent",
    externalId: `line:${content.line}`,
    occurredAt: parseDate(content.date),
    // Who pays need not be who owes: only a reference of ours says whose payment it is.
    addresses: [],
    answers: reference === null ? [] : [`rf:${reference}`],
    content,
    raw: null,
  };
}

/** `until`: the first day of which nothing is sure (BK5). */
function* statement(
  account: string,
  file: string,
  bytes: Buffer,
  { lines, until }: { lines: readonly Line[]; until: string | null },
): Generator<Arrival> {
  const sure = lines.filter(({ content }) => until === null || content.date < until);
  const through = sure.at(-1)?.content.date;
  if (through === undefined) return;
  // Once she has put the row away, the same file is told of again, as far as it reaches then.
  const known = { account, bytes: ofBytes(bytes), ...(until === null ? {} : { until }) };
  yield {
    type: "bank.statement",
    externalId: `statement:${ofJson(known)}`,
    occurredAt: parseDate(through),
    addresses: [],
    answers: [],
    content: { account, through, lines: sure.length, file },
    raw: null,
  };
}

function damaged(account: string, file: string, row: BadRow): Arrival {
  return {
    type: "bank.statement",
    externalId: `row:${ofJson({ account, text: row.text })}`,
    occurredAt: 0,
    addresses: [],
    answers: [],
    content: { account, file, row: row.line, text: row.text },
    raw: null,
    damaged: `"${file}", line ${row.line}: ${row.reason}`,
  };
}

function tail(table: Table): string {
  return `after ${table.rows.at(-1)?.cells.join("; ") ?? ""}`;
}

async function state(folder: string, file: string) {
  try {
    const { size, mtimeMs } = await stat(path.join(folder, file));
    return { mtimeMs, version: `${size}/${mtimeMs}` };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

async function health(folder: string): Promise<Health> {
  try {
    await access(folder, constants.R_OK);
    const names = (await readdir(folder)).filter((file) => /^[^.].*\.(csv|tsv)$/i.test(file));
    const states = await Promise.all(names.map((file) => state(folder, file)));
    const newest = Math.max(...states.map((s) => Math.floor(s?.mtimeMs ?? 0)));
    const note = `${names.length} files in "${folder}"`;
    return names.length === 0 ? { ok: true, note } : { ok: true, note, lastSeenAt: newest };
  } catch (error) {
    const why = errorCode(error) === "ENOENT" ? "there is no such folder" : "it may not be read";
    return { ok: false, note: `Cannot read bank data in "${folder}": ${why}` };
  }
}
