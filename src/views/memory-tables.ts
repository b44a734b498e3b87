import type { Table } from "../ledger/table.ts";

/** Projections of what is remembered: facts, passages, what rests on them, and what was learned. */
export const memoryTables: readonly Table[] = [
  /** What each answer of hers says of the work before it; what she changed stands at its event (LS1). */
  {
    name: "lesson",
    columns: {
      seq: "integer",
      at: "integer",
      kind: "text",
      how: "text",
      run: "text",
      about: "text",
      action: "text",
      subject: "text",
    },
    key: ["seq"],
    indexes: [
      ["kind", "seq"],
      ["action", "seq"],
    ],
  },
  /** What was learned of her answers, and how she answered to it. */
  {
    name: "heuristic",
    columns: {
      key: "text",
      seq: "integer",
      at: "integer",
      action: "text",
      subject: "text",
      status: "text",
    },
    key: ["key"],
    indexes: [["action"]],
  },
  {
    name: "fact",
    columns: {
      kind: "text",
      id: "text",
      field: "text",
      version: "integer",
      value: "json",
      at: "integer",
      subject: "text",
    },
    key: ["kind", "id", "field"],
    indexes: [["subject"]],
  },
  /**
   * What was said of facts, by its entry. What was said again has no author; only what was recorded has a
   * version.
   */
  {
    name: "change",
    columns: {
      seq: "integer",
      at: "integer",
      kind: "text",
      id: "text",
      subject: "text",
      version: "integer",
      author: "text",
      intent: "integer",
      fields: "json",
    },
    key: ["seq"],
    indexes: [["intent"]],
  },
  /** Named places in the history of what is remembered. */
  {
    name: "mark",
    columns: { number: "integer", seq: "integer", at: "integer", why: "text", name: "text" },
    key: ["number"],
    indexes: [["seq"]],
  },
  /** What was brought along in one go; all of it has this entry at the root of its chain. */
  {
    name: "import",
    columns: { number: "integer", seq: "integer", at: "integer", what: "text", file: "text" },
    key: ["number"],
  },
  /** What is remembered, changed in one act; `ended_at` is null where it was cut short. */
  {
    name: "revision",
    columns: {
      number: "integer",
      seq: "integer",
      at: "integer",
      how: "text",
      of: "json",
      why: "text",
      facts: "integer",
      passages: "integer",
      conflicts: "integer",
      ended_at: "integer",
    },
    key: ["number"],
  },
  /** Which step of which run was told a passage, by the entry that kept it. */
  {
    name: "heard",
    columns: { run: "text", path: "text", seq: "integer", at: "integer" },
    key: ["run", "path", "seq"],
    indexes: [["seq"]],
  },
  /** Passages that are found no more, by the entry that kept each. */
  {
    name: "withdrawn",
    columns: {
      entry: "integer",
      client: "text",
      root: "integer",
      revision: "integer",
      /** When it was withdrawn: the entry of that. */
      seq: "integer",
    },
    key: ["entry"],
    indexes: [["revision"], ["root"]],
  },
  /** Which step of which run read a record, and as it was at which version. */
  {
    name: "rested",
    columns: {
      run: "text",
      path: "text",
      kind: "text",
      id: "text",
      version: "integer",
      at: "integer",
    },
    key: ["run", "path", "kind", "id"],
    indexes: [["kind", "id"]],
  },
  /** What can be recalled, by the event that kept it. What it says stands there, under its client's seal. */
  {
    name: "passage",
    columns: {
      seq: "integer",
      client: "text",
      id: "text",
      author: "text",
      thread: "text",
      at: "integer",
      words: "integer",
      chars: "integer",
      flags: "integer",
      /** The entry at the root of its chain: that of an import, or of the mail itself. */
      root: "integer",
    },
    key: ["seq"],
    indexes: [["root"]],
    words: { within: "client" },
  },
  /** Entries whose content was removed by a rule of retention, or by her hand. */
  {
    name: "removed",
    columns: { seq: "integer", at: "integer", kind: "text", by: "text" },
    key: ["seq"],
  },
];
