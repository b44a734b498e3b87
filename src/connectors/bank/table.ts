import { parse } from "csv-parse/sync";
import { type Column, type Columns, columnsOf } from "./columns.ts";

export type Row = { line: number; cells: readonly string[] };

/** A bank's file as rows below a header, with what could not be read of it. */
export type Table = {
  columns: Columns;
  header: readonly string[];
  rows: readonly Row[];
  /** Line from which on a quote is never closed; null if all was read. */
  tornAt: number | null;
};

/**
 * The part of a file that will not change: up to its last line end. A line without an end may still
 * be growing, unless the file has rested (`settled`).
 */
export function complete(bytes: Buffer, settled: boolean): Buffer {
  if (settled) return bytes;
  const end = bytes.lastIndexOf(0x0a) + 1;
  return bytes.subarray(0, end > 0 && isUtf16(bytes) ? end + 1 : end);
}

function isUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

/** Null if no line names the columns. Lines above the header are the bank's own remarks. */
export function readTable(
  bytes: Buffer,
  given: Readonly<Partial<Record<Column, string>>>,
): Table | null {
  const text = decode(bytes);
  for (const delimiter of [";", ",", "\t"]) {
    const { rows, tornAt } = split(text, delimiter);
    for (const [i, { cells }] of rows.entries()) {
      if (i > mostRemarks) break;
      const columns = columnsOf(cells, given);
      if (columns !== null) return { columns, header: cells, rows: rows.slice(i + 1), tornAt };
    }
  }
  return null;
}

const mostRemarks = 30;

function split(text: string, delimiter: string): { rows: Row[]; tornAt: number | null } {
  let torn = false;
  const rows: Row[] = [];
  parse(text, {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: () => {
      torn = true;
      return undefined;
    },
    on_record: (record: string[], { lines }) => {
      const cells = record.map((cell) => cell.replaceAll(/\s+/g, " ").trim());
      rows.push({ line: lines, cells });
      return null;
    },
  });
  return { rows, tornAt: torn ? (rows.at(-1)?.line ?? 0) + 1 : null };
}

/** UTF-8 as most write it, UTF-16 by its mark, else what German banks write. */
function decode(bytes: Buffer): string {
  if (isUtf16(bytes)) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
