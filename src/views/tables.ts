import type { Table } from "../ledger/table.ts";

/** Every projection there is. Rows are derived from events alone and can be thrown away. */
export const tables: readonly Table[] = [
  {
    name: "run",
    columns: {
      id: "text",
      number: "integer",
      runbook: "text",
      release: "text",
      subject: "text",
      parent: "text",
      status: "text",
      started_at: "integer",
      ended_at: "integer",
    },
    key: ["id"],
    indexes: [["number"], ["status", "number"]],
  },
  {
    name: "item",
    columns: {
      number: "integer",
      kind: "text",
      run: "text",
      /** Step path, effect token or arrival id. */
      about: "text",
      subject: "text",
      opened_at: "integer",
      expires_at: "integer",
      status: "text",
    },
    key: ["number"],
    indexes: [
      ["status", "number"],
      ["run", "about"],
    ],
  },
  {
    name: "due",
    columns: { run: "text", key: "text", at: "integer" },
    key: ["run", "key"],
    indexes: [["at"]],
  },
  { name: "waiting", columns: { run: "text", path: "text", type: "text" }, key: ["run", "path"] },
  {
    name: "arrival",
    columns: {
      id: "text",
      seq: "integer",
      source: "text",
      type: "text",
      subject: "text",
      at: "integer",
      fate: "text",
      because: "text",
      run: "text",
      item: "integer",
    },
    key: ["id"],
    indexes: [["seq"], ["fate", "seq"]],
  },
  {
    name: "act",
    columns: {
      token: "text",
      run: "text",
      subject: "text",
      action: "text",
      status: "text",
      asked: "integer",
      seq: "integer",
      at: "integer",
    },
    key: ["token"],
    indexes: [["status", "at"], ["run"]],
  },
  /** How the operator answered, by action: what autonomy is later argued from. */
  {
    name: "tally",
    columns: { action: "text", granted: "integer", edited: "integer", denied: "integer" },
    key: ["action"],
  },
  /** Each answer of hers, in the order in which they came; `action` is empty where none is named. */
  {
    name: "answer",
    columns: { seq: "integer", at: "integer", action: "text", said: "text" },
    key: ["seq"],
    indexes: [["at"]],
  },
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
    name: "party",
    columns: {
      subject: "text",
      /** As her records call them; null until one does. */
      name: "text",
      sender: "text",
      address: "text",
      stage: "text",
      arrivals: "integer",
      /** Who she was found to be. */
      into: "text",
      /** Since when she is being forgotten, and when that was done. */
      leaving: "integer",
      forgotten: "integer",
    },
    key: ["subject"],
    indexes: [["into"]],
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
    indexes: [["intent"], ["author"], ["kind", "id"], ["subject"]],
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
    indexes: [["client"], ["root"]],
    words: { within: "client" },
  },
  /** Entries whose content was removed by a rule of retention, or by her hand. */
  {
    name: "removed",
    columns: { seq: "integer", at: "integer", kind: "text", by: "text" },
    key: ["seq"],
  },
  /** What the calls of a tier came to, and how the last that was answered went. */
  {
    name: "tier",
    columns: {
      tier: "text",
      calls: "integer",
      micros: "integer",
      at: "integer",
      latency_ms: "integer",
      answered: "text",
      /** Since when, and why, nothing comes of its calls. */
      failed_at: "integer",
      failed: "text",
      /** When one was not made for want of a budget, and none was answered since. */
      short_at: "integer",
    },
    key: ["tier"],
  },
  { name: "spent", columns: { scope: "text", micros: "integer" }, key: ["scope"] },
];
