import type { Fault } from "./fault.ts";

/**
 * Syncs that the real store leaves out. The simulation has no file system; a power cut over real files
 * catches these (test/faults/unsynced.test.ts).
 */
export const syncs: readonly Fault[] = [
  {
    name: "the-ledger-is-committed-without-a-sync",
    breaks: "SP1",
    file: "store/sqlite/open.ts",
    find: "PRAGMA synchronous = FULL;\n    PRAGMA wal_autocheckpoint",
    replace: "PRAGMA synchronous = OFF;\n    PRAGMA wal_autocheckpoint",
    also: [{ file: "store/sqlite/open.ts", find: "synchronous: 2,", replace: "synchronous: 0," }],
  },
  {
    name: "the-bytes-of-a-file-are-not-synced",
    breaks: "BL1",
    file: "store/sqlite/blobs.ts",
    find: "    await file.sync();\n",
    replace: "",
  },
  {
    name: "the-name-of-a-file-is-not-synced",
    breaks: "BL1",
    file: "store/sqlite/blobs.ts",
    find: "    await syncFolder(folder);\n    if (",
    replace: "    if (",
  },
];
