import type { Table } from "../ledger/table.ts";
import { memoryTables } from "./memory-tables.ts";

/** Every projection there is. Rows are derived from events alone and can be thrown away. */
export const tables: readonly Table[] = [
  ...memoryTables,
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
