import { parse } from "csv-parse/sync";
import { decoded } from "./decoded.ts";
import { Unreadable } from "./unreadable.ts";

/**
 * A list of hers as a table below one line of headings.
 *
 * TB1 The separator is the one that gives the most headings that are known; the order of columns and
 *     columns nobody knows do not matter.
 * TB2 UTF-8 with and without its mark, UTF-16 by its mark, else what older programs write.
 */
export type Column<K extends string> = { key: K; names: readonly string[]; needed: boolean };

export type Row<K extends string> = { line: number; cells: Readonly<Record<K, string>> };

export type Table<K extends string> = {
  rows: readonly Row<K>[];
  /** Headings that are not known, as they stand there. */
  strange: readonly string[];
  /** Lines that hold more cells than there are headings, or a quote that is never closed. */
  torn: readonly { line: number; reason: string }[];
};

export const mostBytes = 20 * 1024 * 1024;
const mostRows = 50_000;

export function readTable<K extends string>(
  bytes: Buffer,
  columns: readonly Column<K>[],
): Table<K> {
  const text = decoded(bytes);
  const tried = [";", ",", "\t"].map((delimiter) => placed(split(text, delimiter), columns));
  const best = tried.reduce((a, b) => (b.places.size > a.places.size ? b : a));
  const missing = columns.filter(({ key, needed }) => needed && !best.places.has(key));
  if (best.records.length === 0) throw new Unreadable("it is empty");
  if (missing.length > 0) {
    const wanted = missing.map(({ key, names }) => `"${key}" (${names.slice(0, 3).join(", ")})`);
    const there = best.header.map((name) => `"${name}"`).join(", ");
    throw new Unreadable(`no column is called ${wanted.join(" or ")}; there are ${there}`);
  }
  if (best.records.length > mostRows) {
    throw new Unreadable(`it has more than ${mostRows} lines; split it`);
  }
  return tableOf(best, columns);
}

type Split = { records: { line: number; cells: string[] }[]; torn: number | null };
type Placed<K> = Split & { header: string[]; places: Map<K, number> };

function split(text: string, delimiter: string): Split {
  let torn: number | null = null;
  const records: Split["records"] = [];
  parse(text, {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      torn ??= Number(error?.lines ?? 0);
      return undefined;
    },
    on_record: (cells: string[], { lines }) => {
      records.push({ line: lines, cells });
      return null;
    },
  });
  return { records, torn };
}

function placed<K extends string>(found: Split, columns: readonly Column<K>[]): Placed<K> {
  const header = (found.records[0]?.cells ?? []).map((cell) => cell.trim());
  const plain = header.map(bare);
  const places = new Map<K, number>();
  for (const { key, names } of columns) {
    // The better name wins, wherever it stands.
    const at = names.map((name) => plain.indexOf(bare(name))).find((index) => index !== -1);
    if (at !== undefined && ![...places.values()].includes(at)) places.set(key, at);
  }
  return { ...found, header, places };
}

function tableOf<K extends string>(
  { records, header, places, torn }: Placed<K>,
  columns: readonly Column<K>[],
): Table<K> {
  const rows: Row<K>[] = [];
  const wrong: { line: number; reason: string }[] = [];
  if (torn !== null) wrong.push({ line: torn, reason: "a quote in it is never closed" });
  for (const { line, cells } of records.slice(1)) {
    if (cells.every((cell) => cell.trim() === "")) continue;
    if (cells.slice(header.length).some((cell) => cell.trim() !== "")) {
      wrong.push({
        line,
        reason: `it has ${cells.length} cells, and ${header.length} have a heading`,
      });
      continue;
    }
    const read = columns.map(({ key }) => [key, (cells[places.get(key) ?? -1] ?? "").trim()]);
    // Every column's key was just given its cell.
    rows.push({ line, cells: Object.fromEntries(read) as Record<K, string> });
  }
  const known = new Set(places.values());
  return { rows, strange: header.filter((name, i) => name !== "" && !known.has(i)), torn: wrong };
}

function bare(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll("ß", "ss")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();
}
