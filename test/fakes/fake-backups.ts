import type { BackupDeps, BackupView, RestoredItems } from "../../src/cli/deps/backup.ts";

const made = Date.UTC(2026, 5, 1, 3, 0);
const id = "20260601T030000000Z-0a1b2c3d";
const folder = "/media/usb/studio";
const older = "20260501T030000000Z-4e5f6a7b";

const backup: BackupView = {
  id,
  at: made,
  folder,
  events: 1_200,
  values: 800,
  blobs: 31,
  files: 5,
  keys: 12,
  leftOut: 0,
  writtenBytes: 420_000,
  dropped: 1,
  swept: 2,
  held: 0,
  tookMs: 1_500,
};

const items: RestoredItems = {
  events: 1_200,
  values: 798,
  forgottenValues: 2,
  blobs: 31,
  keys: 11,
  files: 5,
  projections: "equal",
  olderKeys: null,
};

/** Backups as the command line is told of them. */
export function fakeBackups(call: (what: string, ...args: unknown[]) => void): BackupDeps {
  return {
    init: async (_, how) => {
      call("backup init", how);
      const identity = how.recipient === null ? "# signer: s\nAGE-SECRET-KEY-1X\n" : null;
      return { folder, recipient: how.recipient ?? "age1x", signer: "s", identity, at: "03:00" };
    },
    now: async (_, how) => {
      call("backup", how);
      return backup;
    },
    list: async (_, how) => {
      call("backup list", how);
      return {
        folder,
        signer: "mainstay/w1+s",
        snapshots: [{ id, at: made, events: 1_200, epoch: 1, bytes: 2_000_000 }],
        spoilt: [`"snapshots/${older}.json" is no manifest`],
        keys: [{ at: made, keptUntil: made + 30 * 86_400_000 }],
      };
    },
    verify: async (_, how) => {
      call("backup verify", how);
      const restored = how.identity === null ? null : items;
      const amiss = how.snapshot === older ? ['"abc" is missing'] : [];
      const signer = how.unsigned ? null : "mainstay/w1+s";
      return { id, at: made, folder, signer, objects: 4, bytes: 2_000_000, amiss, restored };
    },
    prune: async (_, how) => {
      call("backup prune", how);
      const dropKeys = [older];
      return { folder, plan: how.plan, keep: [id], drop: [older], dropKeys, swept: 3 };
    },
    restore: async (_, how) => {
      call("restore", how);
      const numbers = [{ connector: "books", series: "2026-NNN", last: "2026-014" }];
      const aside = how.aside ? "/studio/.mainstay.before-20260601T030000000Z" : null;
      return {
        data: "/studio/.mainstay",
        id,
        at: made,
        epoch: 2,
        signer: how.unsigned ? null : "mainstay/w1+s",
        items,
        forgotten: 1,
        numbers,
        aside,
      };
    },
  };
}
