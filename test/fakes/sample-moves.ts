import type { ExportView, ImportView } from "../../src/cli/deps/transfer.ts";
import type { MigrateView } from "../../src/cli/deps/format.ts";

export const planned: MigrateView = {
  did: "nothing",
  from: 1,
  to: 2,
  events: 1200,
  bytes: 4_000_000,
  neededBytes: 12_000_000,
  availableBytes: 900_000_000,
  expectedMs: 90_000,
  changes: ["A tree over the history"],
  final: ["What was recorded before is not sealed afterwards"],
  kept: [],
  dropped: [],
  corrected: [],
};

export const exported: ExportView = {
  folder: "studio-2026",
  items: [{ kind: "history", count: 1200, files: 1, bytes: 400_000 }],
  leftOut: [{ what: "leases", why: "they end by themselves" }],
  failed: [],
  events: 1200,
  root: "ab".repeat(32),
};

export const imported: ImportView = {
  ok: true,
  folder: "new",
  items: exported.items,
  problems: [],
  events: 1200,
  root: exported.root,
  dryRun: false,
  workspace: null,
};
