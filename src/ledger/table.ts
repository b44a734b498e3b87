/**
 * Projections as data: a table is declared, and an event is turned into row operations by a pure
 * function. The store creates the tables and applies the operations in the transaction of the event;
 * `rebuild` drops the rows and derives them again.
 */
export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

export type Column = "integer" | "text" | "json";

export type Table = {
  name: string;
  columns: Readonly<Record<string, Column>>;
  key: readonly string[];
  indexes?: readonly (readonly string[])[];
  /**
   * Its rows are found by their words as well (`search`), each only within one value of this text
   * column. The key is one integer column then. A cache like the rows: derived with them.
   */
  words?: { within: string };
};

export type RowOperation =
  /** Insert, or replace the row with the same key. */
  | { op: "put"; table: string; row: Row; words?: readonly string[] }
  /** Change columns of the row with this key, if it exists. */
  | { op: "set"; table: string; key: Row; set: Row }
  /** Add to a column of the row with this key, making it (other columns null) if it does not exist. */
  | { op: "add"; table: string; key: Row; column: string; by: number }
  | { op: "remove"; table: string; key: Row }
  /** Change or remove every row with these cells; indexed columns first, or it costs a scan. */
  | { op: "setWhere"; table: string; where: Row; set: Row }
  | { op: "removeWhere"; table: string; where: Row };

/** Rows that hold any of these words, of those alone whose cell of the `within` column is exactly this. */
export type Search = { table: string; within: string; words: readonly string[] };

export type Query = {
  table: string;
  /** Equality; a list means "one of". */
  where?: Readonly<Record<string, Cell | readonly Cell[]>>;
  /** Strictly below, for due times and paging. */
  below?: Readonly<Record<string, number>>;
  above?: Readonly<Record<string, number>>;
  order?: readonly { column: string; descending?: boolean }[];
  limit?: number;
};
